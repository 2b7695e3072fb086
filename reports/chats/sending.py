"""Handing a message to a chat's webhook, and saying in words what went wrong and which setting to look at.

An address holds the right to write to a chat: neither it nor a secret stands in any message or log.
"""

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module, resources
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import urllib3

from contract.errors import MailError
from reports.chats.wire import Fault, Request, text_of
from reports.exchange import post
from reports.mail import Mail
from reports.smtp import HungUp, Unavailable

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_MOST = 64_000  # bytes of an answer that are read
_NO_KIND = frozenset({"__init__", "sending", "wire"})
_PASSING = frozenset({408, 425, 429})  # and all from 500 on
_SHORT = 6  # characters; parts so long, or longer, of an address may be its token


@dataclass(frozen=True, slots=True)
class ChatServer:
    """A chat's webhook. `kind` is a file of this folder."""

    name: str
    kind: str
    url: str = field(repr=False)
    secret: str = field(default="", repr=False)
    timeout: float = 15.0


def kinds() -> tuple[str, ...]:
    """The kinds of chats there are."""
    names = (entry.name.removesuffix(".py") for entry in resources.files("reports.chats").iterdir())
    return tuple(sorted(name for name in names if name not in _NO_KIND and name.isidentifier() and name[0] != "_"))


def hand_over(chat: ChatServer, mail: Mail, now: datetime) -> None:
    """Send one message. Unavailable, HungUp as with mail (smtp.py); MailError for a wrong setting."""
    kind = _kind(chat)
    asked = kind.request(text_of(mail, kind.LIMIT), chat.secret, now)
    status, answer = _post(chat, _address(chat, asked), asked)
    fault = _fault(kind, status, answer)
    if fault is None:
        return
    why = _hidden(fault.why, chat)
    if fault.passing:
        raise Unavailable(f"chat {chat.name}: {why}")
    # no recipient refuses here: the address or the robot is set wrongly, and what waits is sent once it is mended
    variable = f"FENGXIANG_CHATS__{chat.name.upper()}__URL"
    raise MailError(f"[chats.{chat.name}] is refused ({why}); look at the robot's settings and at {variable}")


def _kind(chat: ChatServer) -> ModuleType:
    if chat.kind not in kinds():
        raise MailError(f"[chats.{chat.name}] kind: there is no {chat.kind!r}; allowed are {' '.join(kinds())}")
    return import_module(f"reports.chats.{chat.kind}")


def _address(chat: ChatServer, asked: Request) -> str:
    variable = f"FENGXIANG_CHATS__{chat.name.upper()}__URL"
    if not chat.url:
        raise MailError(f"[chats.{chat.name}] has no address; set {variable} in the environment")
    try:
        told = urlsplit(chat.url.strip())
        whole = bool(told.hostname) and told.port != 0  # a port that is none raises
    except ValueError:
        whole = False
    if not whole:
        raise MailError(f"[chats.{chat.name}] url: this is no address; look at {variable}")
    if told.scheme != "https" and not (told.scheme == "http" and told.hostname in LOOPBACK):
        raise MailError(f"[chats.{chat.name}] url: an https address is needed; look at {variable}")
    more = urlencode(asked.query)
    return told._replace(query="&".join(part for part in (told.query, more) if part), fragment="").geturl()


def _post(chat: ChatServer, address: str, asked: Request) -> tuple[int, dict[str, Any]]:
    headers = _headers(chat)
    body = json.dumps(asked.body, ensure_ascii=False).encode("utf-8")
    with _explained(chat):
        status, told = post(address, body, headers, chat.timeout, _MOST)
    return status, _json(told)


def _headers(chat: ChatServer) -> dict[str, str]:
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "fengxiang"}
    if chat.kind == "json" and chat.secret:
        secret = chat.secret.strip()
        if not (secret.isascii() and secret.isprintable()):
            variable = f"FENGXIANG_CHATS__{chat.name.upper()}__SECRET"
            raise MailError(f"[chats.{chat.name}] secret: only printable ASCII can be sent; look at {variable}")
        headers["Authorization"] = f"Bearer {secret}"
    return headers


@contextmanager
def _explained(chat: ChatServer) -> Iterator[None]:
    """Turn what urllib3 raises into smtp.py's three, without the address that its texts name."""
    try:
        yield
    except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError) as error:
        raise Unavailable(f"chat {chat.name} cannot be reached ({type(error).__name__})") from None
    except urllib3.exceptions.LocationValueError:
        raise MailError(f"[chats.{chat.name}] url: this is no address that can be asked") from None
    except (urllib3.exceptions.HTTPError, OSError) as error:
        if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in error.args):
            raise MailError(f"[chats.{chat.name}] url: its certificate does not verify") from None
        # it may have been taken before it broke
        raise HungUp(f"chat {chat.name} hung up or did not answer in time ({type(error).__name__})") from None


def _fault(kind: ModuleType, status: int, answer: dict[str, Any]) -> Fault | None:
    if status < 300:
        told: Fault | None = kind.fault(answer)
        return told
    if status < 400:
        return Fault(f"it answers {status} with another address, which is not followed; set that one", False)
    # Feishu tells some of its limits with 400 and a code
    code = kind.fault(answer) if answer else None
    passing = status in _PASSING or status >= 500 or (code is not None and code.passing)
    return Fault(f"it answers {status}" + (f", {code.why}" if code else ""), passing)


def _hidden(said: str, chat: ChatServer) -> str:
    """A server's words without the parts of the address, or the secret, that it may repeat."""
    told = urlsplit(chat.url.strip())
    parts = [*told.path.split("/"), *(value for _, value in parse_qsl(told.query)), chat.secret.strip()]
    for part in sorted(parts, key=len, reverse=True):
        said = said.replace(part, "…") if len(part) >= _SHORT else said
    return said


def _json(told: bytes) -> dict[str, Any]:
    """The answer as an object; empty where it is none (Slack answers `ok`)."""
    try:
        answer = json.loads(told)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}
