"""Feishu (飞书) and Lark: a custom bot of a group. Signed bots want timestamp and signature in the body."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reports.chats.wire import Fault, Request, by_code, signature

LIMIT = 9_000  # bytes; a request may have 20 KB, and JSON writes a quotation mark as two
_PASSING = frozenset({9499, 11232, 230020, 99991400})  # too many requests


def request(text: str, secret: str, now: datetime) -> Request:
    """A plain text. Feishu reads `<at>` and links even in it; wire.py has made their marks wide."""
    body: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
    if secret:
        stamp = str(int(now.timestamp()))
        # the platform signs an empty message with time and secret as the key
        body |= {"timestamp": stamp, "sign": signature(f"{stamp}\n{secret}".encode(), b"")}
    return Request(body)


def fault(answer: Mapping[str, Any]) -> Fault | None:
    """What the answer's body tells. 9499 is too many requests, or a request that is wrong and stays so."""
    told = by_code(answer, ("code", "StatusCode"), _PASSING)
    return told._replace(passing=False) if told and "bad request" in told.why.lower() else told
