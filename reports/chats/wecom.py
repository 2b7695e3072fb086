"""WeCom (企业微信): a group robot."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reports.chats.wire import Fault, Request, by_code

LIMIT = 2048  # bytes of a text
_PASSING = frozenset({-1, 45009, 45033})  # busy, too often, too many at once


def request(text: str, secret: str, now: datetime) -> Request:
    """A plain text; there is nothing to sign, the address is the secret."""
    return Request({"msgtype": "text", "text": {"content": text}})


def fault(answer: Mapping[str, Any]) -> Fault | None:
    """What the answer's body tells."""
    return by_code(answer, ("errcode",), _PASSING)
