"""Reading an entry of unknown shape: typed getters that reject with a reason instead of raising whatever comes.

Every mapping `to_post(entry, seen)` is built from these, so that mutated, truncated or hostile JSON ends as a counted
rejection and never as a traceback.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contract.post import Post, fault_of
from crawlers.counts import parse_count
from crawlers.plain_text import clean
from crawlers.pseudonym import pseudonym
from crawlers.times import parse_time

_NATIVE_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


class Rejected(Exception):
    """An entry that cannot become a Post; the message is the reason, in words for a person."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The circumstances under which an entry was seen."""

    observed_at: datetime
    query: str | None = None
    salt: str = ""
    keep_names: bool = False
    parent: str | None = None  # post_id of the post or question whose comments or answers are listed


def first(entry: dict[str, Any], *names: str) -> Any:
    """The first of the named values that is told; None if none is."""
    for name in names:
        value = entry.get(name)
        if value is not None:
            return value
    return None


def record(entry: dict[str, Any], *names: str) -> dict[str, Any]:
    """A nested object; empty if it is not told."""
    value = first(entry, *names)
    if value is None or value == "" or value == []:
        return {}
    if not isinstance(value, dict):
        raise Rejected(f"{names[0]} is not an object: {shown(value)}")
    return value


def records(entry: dict[str, Any], *names: str) -> list[dict[str, Any]]:
    """A list of objects; empty if it is not told. Some feeds write it as an object with the keys "0", "1" ..."""
    value = first(entry, *names)
    if isinstance(value, dict):
        value = list(value.values())
    if value is None or value == "":
        return []
    if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
        raise Rejected(f"{names[0]} is not a list of objects: {shown(value)}")
    return value


def words(entry: dict[str, Any], *names: str, through: Callable[[str], str] = clean) -> str | None:
    """A text, cleaned; None if it is not told or blank."""
    value = first(entry, *names)
    if value is None:
        return None
    if not isinstance(value, str):
        raise Rejected(f"{names[0]} is not a text: {shown(value)}")
    return through(value) or None


def count(entry: dict[str, Any], *names: str, through: Callable[[Any], int | None] = parse_count) -> int | None:
    """A count; None if it is not told."""
    value = first(entry, *names)
    if value is None:
        return None
    try:
        return through(value)
    except ValueError:
        raise Rejected(f"{names[0]} is not a count: {shown(value)}") from None


def instant(entry: dict[str, Any], seen: Seen, *names: str) -> datetime | None:
    """A time as a UTC instant; None if it is not told."""
    value = first(entry, *names)
    try:
        return parse_time(value, seen.observed_at)
    except ValueError:
        raise Rejected(f"{names[0]} is not a time: {shown(value)}") from None


def native_id(entry: dict[str, Any], *names: str) -> str:
    """The platform's own id of something, a word of letters and digits; Rejected if there is none."""
    value = first(entry, *names)
    if value is None or value == "":
        raise Rejected(f"{names[0]} is missing")
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**30:
        value = str(value)
    if not isinstance(value, str) or not _NATIVE_ID.fullmatch(value):
        raise Rejected(f"{names[0]} is not an id: {shown(value)}")
    return value


def author_of(platform: str, entry: dict[str, Any], seen: Seen, *names: str) -> str | None:
    """The author's pseudonym; None where the feed names no author (anonymous ones have the id 0 or none)."""
    value = first(entry, *names)
    if value in (None, "", "0", 0):
        return None
    return pseudonym(platform, native_id(entry, *names), seen.salt)


def plain(value: Any) -> str:
    """A text or number of little weight as a text (a type, a mark, a code); empty for anything else."""
    if isinstance(value, int) and abs(value) < 10**30:
        return str(value)
    return value if isinstance(value, str) else ""


def post(seen: Seen, **columns: Any) -> Post:
    """A Post seen so, checked against the contract; Rejected with the contract's reason."""
    fault = fault_of({"observed_at": seen.observed_at, **columns})
    if fault:
        raise Rejected(fault)
    return Post(observed_at=seen.observed_at, query=seen.query, **columns)


def shown(value: Any) -> str:
    """A value for a message: short, its kind visible, without the content of objects (they may name people)."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    if isinstance(value, int) and abs(value) > 10**40:
        return "a huge number"
    return ascii(value)[:60] if isinstance(value, str) and _unprintable(value) else repr(value)[:60]


def _unprintable(text: str) -> bool:
    return any("\ud800" <= c <= "\udfff" for c in text[:80])
