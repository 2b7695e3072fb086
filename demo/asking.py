"""What is asked of the network and what it tells, between HTTP as the server speaks it and the platforms' answers.

Plain ASGI on purpose: the network shares the machine with the crawler that is shown on it, so an answer should cost
little beside the making of its text.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl

JSON = "application/json; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"
HTML = "text/html; charset=utf-8"
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


@dataclass(slots=True)
class Ask:
    """One request: the instant it is answered as of (unix seconds), the address below the platform, and the rest."""

    at: int
    path: str  # without /at/<second>/ and without the query
    query_string: str
    headers: list[tuple[bytes, bytes]]
    body: bytes
    names: tuple[str, ...] = ()  # what stood in the address's open places: an answer's id, a feed's name

    def params(self) -> dict[str, str]:
        """The query's parameters; of one told twice, the last."""
        return dict(parse_qsl(self.query_string, keep_blank_values=True))

    def every(self, name: str) -> list[str]:
        """All values of a parameter."""
        return parse_qs(self.query_string).get(name, [])

    def told(self) -> dict[str, object]:
        """The body's JSON object, empty if it is none."""
        try:
            told = json.loads(self.body)
        except ValueError:
            return {}
        return told if isinstance(told, dict) else {}

    def header(self, name: bytes) -> str:
        """A header's value, empty if it was not sent."""
        return next((value.decode("latin-1") for key, value in self.headers if key == name), "")

    def address(self) -> str:
        """The absolute address without its query, for links to a following page."""
        return f"http://{self.header(b'host')}/at/{self.at}/{self.path}"


@dataclass(slots=True)
class Told:
    """What the network answers if nothing goes wrong; the first fields say what was asked, for faults and counts."""

    platform: str
    kind: str  # search, timeline, status, comments, note ...
    subject: str  # the query, or an id
    body: str
    page: int = 1
    span: str = ""  # a search's time window as it was asked for
    media: str = JSON
    status: int = 200


@dataclass(slots=True)
class Reply:
    """What goes out; `dropped` ends the connection in the middle of the body, `wait` (seconds) comes first."""

    status: int
    body: bytes
    media: str = JSON
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    dropped: bool = False
    wait: float = 0.0


async def body_of(receive: Receive) -> bytes:
    """A request's whole body."""
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


async def tell(reply: Reply, send: Send) -> None:
    """Send a reply. A dropped one promises its whole length and stops half-way: the server then cuts the connection."""
    if reply.wait:
        await asyncio.sleep(reply.wait)
    length = max(2, len(reply.body)) if reply.dropped else len(reply.body)
    headers = [(b"content-length", b"%d" % length), (b"content-type", reply.media.encode()), *reply.headers]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    body = reply.body[: length // 2] if reply.dropped else reply.body
    await send({"type": "http.response.body", "body": body, "more_body": reply.dropped})


def whole(told: object, otherwise: int) -> int:
    """A whole number that was asked for, `otherwise` if it is none (or is absurdly long)."""
    text = str(told)
    return int(text) if text.isdecimal() and len(text) <= 18 else otherwise
