"""A webhook of one's own: subject and text as JSON; with a secret, it is sent as a bearer token."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reports.chats.wire import Fault, Request

LIMIT = 60_000  # bytes


def request(text: str, secret: str, now: datetime) -> Request:
    """`subject` is the first line, `text` the others. The secret goes along as a bearer token (sending.py)."""
    subject, _, rest = text.partition("\n")
    return Request({"subject": subject, "text": rest, "at": f"{now:%Y-%m-%dT%H:%M:%S%z}"})


def fault(answer: Mapping[str, Any]) -> Fault | None:
    """The HTTP status alone tells."""
    return None
