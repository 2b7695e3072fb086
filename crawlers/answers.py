"""Telling answers apart: a page to read, a real "no results", a block page, a login wall, a captcha, broken JSON.

Feeds answer 200 to all of these. Taking a block page for "no posts" would turn a ban into a falling trend.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What an answer is. The value is the outcome a query gets when it ends on it."""

    PAGE = "ok"
    NO_RESULTS = "empty"
    BLOCKED = "blocked"
    CAPTCHA = "captcha"
    LOGIN_WALL = "login_wall"
    EMPTY_BODY = "empty_body"
    MALFORMED = "malformed"
    CHANGED_SHAPE = "changed_shape"
    RATE_LIMITED = "rate_limited"
    FORBIDDEN = "forbidden"
    FAILED = "failed"


ASKED_AGAIN = frozenset((Kind.BLOCKED, Kind.EMPTY_BODY, Kind.MALFORMED, Kind.CHANGED_SHAPE))

_CAPTCHA = re.compile(r"captcha|geetest|验证码|滑块|安全验证|unhuman", re.IGNORECASE)
_LOGIN = re.compile(r"passport\.|/signin|/login|请先?登录|登录后", re.IGNORECASE)
_STATUS = {
    401: Kind.LOGIN_WALL,
    403: Kind.BLOCKED,
    418: Kind.RATE_LIMITED,
    429: Kind.RATE_LIMITED,
    432: Kind.BLOCKED,  # Weibo's own
    451: Kind.BLOCKED,
    461: Kind.CAPTCHA,  # Xiaohongshu's own
    471: Kind.CAPTCHA,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer is, what it holds (parsed; None unless it is a page) and, in words, why it is no page."""

    kind: Kind
    payload: Any = None
    detail: str = ""

    @property
    def outcome(self) -> str:
        """The outcome of a query that ends on this answer."""
        return str(self.kind)


def read_status(status: int, location: str) -> Answer | None:
    """What the status alone tells; None for 200."""
    if status == 200:
        return None
    if 300 <= status < 400:
        kind = Kind.LOGIN_WALL if _LOGIN.search(location) or "visitor" in location else Kind.FAILED
        return Answer(kind, detail=f"redirected ({status}) to {location.split('?')[0][:100]}")
    return Answer(_STATUS.get(status, Kind.FAILED), detail=f"answered with status {status}")


def read_json(body: bytes, judge: Callable[[dict[str, Any]], Answer | None]) -> Answer:
    """Read a JSON answer; `judge` knows the platform's own ways to say that a parsed object is no page."""
    if not body.strip():
        return Answer(Kind.EMPTY_BODY, detail="the answer was empty")
    if body.lstrip()[:1] == b"<":
        return _read_html(body)
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError) as error:
        return Answer(Kind.MALFORMED, detail=f"not JSON: {str(error)[:80]}")
    if not isinstance(payload, dict):
        return Answer(Kind.CHANGED_SHAPE, detail=f"a JSON object was expected, found {type(payload).__name__}")
    return judge(payload) or Answer(Kind.PAGE, payload)


def _read_html(body: bytes) -> Answer:
    text = body[:200_000].decode("utf-8", "replace")
    title = re.search(r"<title[^<>]*>([^<]{0,80})", text, re.IGNORECASE)
    named = f"an HTML page {title[1].strip()!r} instead of JSON" if title else "an HTML page instead of JSON"
    return Answer(Kind.CAPTCHA if _CAPTCHA.search(text) else Kind.BLOCKED, detail=named)
