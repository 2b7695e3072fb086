"""Weibo's ids and times in foreign columns: a number, a short word, or what a spreadsheet left of them."""

import re
from datetime import datetime
from typing import Any

from contract.clock import SHANGHAI
from crawlers.hashtags import hashtags
from crawlers.importers._origins import native
from crawlers.importers._shape import Made, made
from crawlers.plain_text import clean
from crawlers.reading import Rejected
from crawlers.weibo_ids import mid_of, second_of

_ROUGH = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2})?")
_SHORT = re.compile(r"[0-9A-Za-z]{9}")
_A_DAY = 86_400


def weibo_id(column: str, short: str = "", bare: bool = False) -> Made:
    """`weibo:<number>` from the column of numbers and, where there is one, that of short words."""
    names = (column, short) if short else (column,)

    def make(number: Any, word: Any = None) -> str | None:
        told = mid(number, column, word)
        return told if bare or not told else f"weibo:{told}"

    return made(make, *names)


def mid(number: Any, name: str, word: Any = None) -> str | None:
    """The number of a status. A short word stands in for a number that is missing or was rounded; both must agree."""
    try:
        told = native(number, name)
    except Rejected:
        exact = _mid_of(word)
        if exact and _rounds_to(exact, number):
            return exact
        raise
    exact = _mid_of(word)
    if told is None or (exact and _rounds_to(exact, told)):
        return exact
    return _mid_of(told) if _SHORT.fullmatch(told) and not told.isdigit() else told


def _mid_of(word: Any) -> str | None:
    try:
        return mid_of(word.strip()) if isinstance(word, str) else None
    except ValueError:
        return None


def _rounds_to(exact: str, number: Any) -> bool:
    """Whether a spreadsheet, which keeps at most 15 digits, may have made `number` of the exact one."""
    try:
        told = float(number)
    except (TypeError, ValueError):
        return False
    digits = len(re.sub(r"[^0-9]", "", str(number).upper().partition("E")[0]).rstrip("0"))
    return abs(told - int(exact)) <= 10.0 ** (len(exact) - min(max(digits, 3), 15))


def published(number: str, short: str, *times: str) -> Made:
    """The first told time; where it is told to the day or minute only, to the second by the status' number.

    A number begins with its second, which is believed where it lies within the day, or within a day, of what is told.
    """

    def make(native_id: Any, word: Any, *told: Any) -> Any:
        time = next((value for value in told if value is not None), None)
        if not isinstance(time, str) or not _ROUGH.fullmatch(time.strip()):
            return time
        try:
            rough = datetime.fromisoformat(time.strip()).replace(tzinfo=SHANGHAI)
            exact = second_of(mid(native_id, number, word) or "")
        except (ValueError, Rejected):
            return time
        near = exact is not None and abs((exact - rough).total_seconds()) <= _A_DAY
        return int(exact.timestamp()) if exact is not None and near else time

    return made(make, number, short, *times)


def own_words(text: str | None) -> str | None:
    """What the writer of a repost added; what follows // was written by others."""
    return clean((text or "").partition("//@")[0]) or None


def weibo_hashtags(text: str | None, told: list[str]) -> list[str]:
    """Hashtags of a status: those in its text, then those that only a column tells."""
    return hashtags(text, told)


def repost_kind(original: Any) -> str:
    """A status that names an original is a repost."""
    return "repost" if native(original, "retweet_id") else "post"


def verified(badge: Any) -> str | None:
    """The colour of a badge: blue for organisations, the others for people; ordinary users have none."""
    if badge is None or badge == "普通用户":
        return "none" if badge else None
    return {"蓝v": "organisation", "黄v": "person", "红v": "person", "金v": "person"}.get(str(badge).strip().lower())
