"""Feishu (飞书) and Lark: a custom bot of a group. Signed bots want timestamp and signature in the body."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reports.chats.wire import Fault, Request, by_code, signature
from reports.quoting import clean

LIMIT = 15_000  # bytes; a request may have 20 KB
_PASSING = frozenset({9499, 11232, 99991400})  # too many requests


def request(text: str, secret: str, now: datetime) -> Request:
    """A plain text; `<at>` marks in it would call people, so angle brackets are made wide."""
    plain = "\n".join(clean(line).replace("<", "＜").replace(">", "＞") for line in text.splitlines())
    body: dict[str, Any] = {"msg_type": "text", "content": {"text": plain}}
    if secret:
        stamp = str(int(now.timestamp()))
        # the platform signs an empty message with time and secret as the key
        body |= {"timestamp": stamp, "sign": signature(f"{stamp}\n{secret}".encode(), b"")}
    return Request(body)


def fault(answer: Mapping[str, Any]) -> Fault | None:
    """What the answer's body tells."""
    return by_code(answer, ("code", "StatusCode"), _PASSING)
