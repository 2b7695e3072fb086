"""What every kind of chat has in common: a text of limited size, a request, and a fault told in the answer's body."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, NamedTuple

from reports.mail import Mail
from reports.quoting import clean

_LINES = 12
_MARK = "＠"  # a wide one: no platform takes it for calling somebody
_MORE = "…"


class Request(NamedTuple):
    """The JSON body, and what is added to the address's query."""

    body: dict[str, Any]
    query: dict[str, str] = {}  # noqa: RUF012 - never changed


class Fault(NamedTuple):
    """Why a message was not taken; `passing`: trying again later may help."""

    why: str
    passing: bool


def text_of(mail: Mail, limit: int) -> str:
    """Subject and brief of a mail (the text's first lines where it has none), of at most `limit` bytes in UTF-8.

    Posts are quoted in it: nobody is called (@), and no line brings control characters.
    """
    said = [line for line in (mail.brief or mail.text).splitlines() if line.strip()][:_LINES]
    lines = [clean(line).replace("@", _MARK) for line in (mail.subject, *said)]
    return cut("\n".join(lines), limit)


def cut(text: str, limit: int) -> str:
    """At most so many bytes in UTF-8, whole characters only."""
    told = text.encode("utf-8")
    if len(told) <= limit:
        return text
    return told[: limit - len(_MORE.encode())].decode("utf-8", "ignore") + _MORE


def by_code(answer: Mapping[str, Any], names: tuple[str, ...], passing: frozenset[int]) -> Fault | None:
    """The fault of a platform that answers 200 with a code in the body: anything but 0."""
    code = next((answer[name] for name in names if name in answer), None)
    if code == 0:
        return None
    told = clean(str(answer.get("errmsg") or answer.get("msg") or answer.get("StatusMessage") or ""))[:120]
    return Fault(f"code {code} {told}".strip(), code in passing)


def signature(key: bytes, message: bytes) -> str:
    """HMAC-SHA256 in base64."""
    return base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode("ascii")
