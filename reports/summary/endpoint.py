"""Asking a language model by the chat-completions API, in the small part of it that all servers share.

Sent are model, messages, stream, temperature 0 and max_tokens: OpenAI, DeepSeek, DashScope (Qwen), Moonshot, Ollama,
vLLM and llama.cpp know these. Some models refuse one of them by a 400 that names it (OpenAI's reasoning models:
max_tokens and temperature; open Qwen3 models: enable_thinking); then it is asked once more without.
All of it within one timeout.
"""

import json
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from queue import Empty, Queue
from threading import Thread
from typing import Any

import urllib3

from reports.exchange import post
from reports.hosts import is_safe
from reports.quoting import quote
from reports.summary.completion import NoAnswer, said
from reports.summary.facts import Facts
from reports.summary.prompt import messages

MOST_BYTES = 1_000_000  # of an answer; some tell their whole reasoning in it
_PATH = "/chat/completions"
_RETRIES = 2


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is: the address ends before /chat/completions. `timeout` in seconds is for all of it."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    timeout: float = 30.0
    most_tokens: int = 4000
    temperature: float = 0.0


def ask(endpoint: Endpoint, facts: Facts) -> str:
    """The model's answer, unchecked. NoAnswer says in a sentence why there is none; it has neither key nor address.

    Never takes longer than the endpoint's timeout, whatever hangs: a name that is not found, a header that drips.
    """
    address, headers = _address(endpoint), _headers(endpoint)
    got: Queue[str | Exception] = Queue(1)

    def work() -> None:
        try:
            got.put(_asked(endpoint, facts, address, headers))
        except Exception as fault:
            got.put(fault)

    Thread(target=work, daemon=True, name="summary").start()
    try:
        answer = got.get(timeout=endpoint.timeout)
    except Empty:
        raise NoAnswer(_late(endpoint)) from None
    if isinstance(answer, str):
        return answer
    if isinstance(answer, NoAnswer):
        raise answer from None
    late = isinstance(answer, TimeoutError | urllib3.exceptions.ReadTimeoutError)
    raise NoAnswer(_late(endpoint) if late else _why(answer)) from None


def _asked(endpoint: Endpoint, facts: Facts, address: str, headers: Mapping[str, str]) -> str:
    until = time.monotonic() + endpoint.timeout
    body: dict[str, Any] = {
        "model": endpoint.model,
        "messages": messages(facts),
        "stream": False,
        "temperature": endpoint.temperature,
        "max_tokens": endpoint.most_tokens,
    }
    for _ in range(1 + _RETRIES):
        left = max(until - time.monotonic(), 0.01)
        told = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        status, answer = post(address, told, headers, left, MOST_BYTES + 1)
        changed = _without_what_is_refused(body, answer) if status in (400, 422) else None
        if changed is None:
            break
        body = changed
    return said(status, answer, MOST_BYTES)


def _without_what_is_refused(body: dict[str, Any], answer: bytes) -> dict[str, Any] | None:
    """The request once more, changed where the refusal names a part of it; None where it names none."""
    why = answer[:20_000].decode("utf-8", "replace")
    changes: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
        "max_completion_tokens": lambda b: {**_less(b, "max_tokens"), "max_completion_tokens": b["max_tokens"]},
        "temperature": lambda b: _less(b, "temperature"),
        "enable_thinking": lambda b: {**b, "enable_thinking": False},
    }
    needs = {"max_completion_tokens": "max_tokens", "temperature": "temperature", "enable_thinking": "model"}
    changed = body
    for name, change in changes.items():
        if name in why and needs[name] in changed and not (name == "enable_thinking" and name in changed):
            changed = change(changed)
    return None if changed == body else changed


def _less(body: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != name}


def _headers(endpoint: Endpoint) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "fengxiang"}
    if key := endpoint.key.strip():
        if not (key.isascii() and key.isprintable()):
            raise NoAnswer("the key can not be sent: only printable ASCII can; look at FENGXIANG_SUMMARY__KEY")
        headers["Authorization"] = f"Bearer {key}"
    return headers


def _address(endpoint: Endpoint) -> str:
    url = endpoint.url.strip().rstrip("/").removesuffix(_PATH)
    if not is_safe(url):
        raise NoAnswer("[summary] url: an https address is needed, or http of a machine of your own network")
    if not endpoint.model.strip():
        raise NoAnswer("[summary] model is not set")
    return url + _PATH


def _late(endpoint: Endpoint) -> str:
    return f"no answer within {endpoint.timeout:g} seconds"


def _why(fault: Exception) -> str:
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in fault.args):
        return "its certificate does not verify"
    if isinstance(fault, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError):
        return "it cannot be reached"
    if isinstance(fault, urllib3.exceptions.HTTPError | OSError):
        return f"the connection broke ({type(fault).__name__})"
    return quote(f"it could not be asked ({type(fault).__name__})", 80)
