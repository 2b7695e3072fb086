"""DingTalk (钉钉): a custom robot of a group. Signed robots want timestamp and signature in the address."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reports.chats.wire import Fault, Request, by_code, signature

LIMIT = 15_000  # bytes; a message may have 20,000
_PASSING = frozenset({-1, 130101, 410100})  # busy, too many messages a minute


def request(text: str, secret: str, now: datetime) -> Request:
    """A plain text that calls nobody."""
    query = {}
    if secret:
        stamp = str(int(now.timestamp() * 1000))
        query = {"timestamp": stamp, "sign": signature(secret.encode(), f"{stamp}\n{secret}".encode())}
    return Request({"msgtype": "text", "text": {"content": text}, "at": {"isAtAll": False}}, query)


def fault(answer: Mapping[str, Any]) -> Fault | None:
    """What the answer's body tells."""
    return by_code(answer, ("errcode",), _PASSING)
