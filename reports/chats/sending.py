"""Handing a message to a chat's webhook, and saying in words what went wrong and which setting to look at.

An address holds the right to write to a chat: neither it nor a secret stands in any message or log.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module, resources
from types import ModuleType
from typing import Any
from urllib.parse import urlencode, urlsplit

import urllib3

from contract.errors import MailError
from reports.chats.wire import Fault, Request, text_of
from reports.mail import Mail
from reports.smtp import HungUp, Refused, Unavailable

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_MOST = 64_000  # bytes of an answer that are read
_NO_KIND = frozenset({"__init__", "sending", "wire"})
_PASSING = frozenset({408, 425, 429})  # and all from 500 on


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
    """Send one message. Refused, Unavailable, HungUp as with mail (smtp.py); MailError for a wrong setting."""
    kind = _kind(chat)
    asked = kind.request(text_of(mail, kind.LIMIT), chat.secret, now)
    status, answer = _post(chat, _address(chat, asked), asked)
    fault = _of_status(status) or (kind.fault(answer) if status < 300 else None)
    if fault is not None:
        raise (Unavailable if fault.passing else Refused)(f"chat {chat.name}: {fault.why}")


def _kind(chat: ChatServer) -> ModuleType:
    if chat.kind not in kinds():
        raise MailError(f"[chats.{chat.name}] kind: there is no {chat.kind!r}; allowed are {' '.join(kinds())}")
    return import_module(f"reports.chats.{chat.kind}")


def _address(chat: ChatServer, asked: Request) -> str:
    variable = f"FENGXIANG_CHATS__{chat.name.upper()}__URL"
    if not chat.url:
        raise MailError(f"[chats.{chat.name}] has no address; set {variable} in the environment")
    told = urlsplit(chat.url)
    if told.scheme != "https" and not (told.scheme == "http" and told.hostname in LOOPBACK):
        raise MailError(f"[chats.{chat.name}] url: an https address is needed; look at {variable}")
    more = urlencode(asked.query)
    return told._replace(query="&".join(part for part in (told.query, more) if part), fragment="").geturl()


def _post(chat: ChatServer, address: str, asked: Request) -> tuple[int, dict[str, Any]]:
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "fengxiang"}
    if chat.kind == "json" and chat.secret:
        headers["Authorization"] = f"Bearer {chat.secret}"
    body = json.dumps(asked.body, ensure_ascii=False).encode("utf-8")
    try:
        with urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(chat.timeout)) as pool:
            got = pool.request("POST", address, body=body, headers=headers, redirect=False, preload_content=False)
            told = got.read(_MOST, decode_content=False)
            got.release_conn()
    except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError) as error:
        raise Unavailable(f"chat {chat.name} cannot be reached ({type(error).__name__})") from None
    except urllib3.exceptions.SSLError as error:
        raise MailError(f"[chats.{chat.name}] url: its certificate does not verify") from error
    except (urllib3.exceptions.HTTPError, OSError) as error:  # it may have been taken before it broke
        raise HungUp(f"chat {chat.name} hung up or did not answer in time ({type(error).__name__})") from None
    return got.status, _json(told)


def _of_status(status: int) -> Fault | None:
    if 300 <= status < 400:
        return Fault(f"it answers {status} with another address, which is not followed; set that one", False)
    return Fault(f"it answers {status}", status in _PASSING or status >= 500) if status >= 400 else None


def _json(told: bytes) -> dict[str, Any]:
    """The answer as an object; empty where it is none (Slack answers `ok`)."""
    try:
        answer = json.loads(told)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
