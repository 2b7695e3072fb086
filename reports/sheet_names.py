"""Names of sheets and widths of columns: what Excel allows, and what Chinese needs."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import count, islice
from typing import Any

LONGEST = 31  # UTF-16 units of a sheet's name
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f-\x9f]")
_SEEN_ROWS = 200  # rows that decide a column's width
_NARROWEST, _WIDEST, _HEAD = 8, 60, 18  # characters


def sheet_names(wanted: Iterable[tuple[str, str]], taken: Iterable[str] = ()) -> list[str]:
    """A name a sheet for each (title, query): at most 31 characters, allowed and unique (Excel ignores case).

    The query's name stays whole as long as it can, the title in front of it is cut. `taken` are names already given.
    """
    given = list(taken)
    names: list[str] = []
    for title, query in wanted:
        names.append(free_name(_fitting(title, query), [*given, *names]))
    return names


def free_name(name: str, taken: Iterable[str]) -> str:
    """The name if no sheet has it yet, else with the next free number behind it: `rows 2`."""
    used = {other.casefold() for other in taken} | {"history"}  # Excel keeps that one for itself
    return next(told for number in count(1) if (told := _numbered(name, number)).casefold() not in used)


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{_cut(name, LONGEST - len(str(number)) - 1)} {number}"


def widths(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[float]:
    """Characters a column needs for its first rows, 8 to 60; a Chinese character counts as two."""
    found = [min(max(map(_cells, heading.split("\n"))), _HEAD) + 3 for heading in headings]
    for row in islice(rows, _SEEN_ROWS):
        for column, value in enumerate(row):
            found[column] = max(found[column], _cells(_shown(value)) + 2)
    return [float(min(max(width, _NARROWEST), _WIDEST)) for width in found]


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.3f}"
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)[:_WIDEST]


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _fitting(title: str, query: str) -> str:
    """Title and query without what Excel forbids, the title cut to what room the query leaves."""
    title, query = (" ".join(_FORBIDDEN.sub(" ", text).split()).strip("'") for text in (title, query))
    query = _cut(query, LONGEST)
    room = LONGEST - _units(query) - 3
    return f"{_cut(title, room)} · {query}" if room > 1 and title and query else query or _cut(title, LONGEST)


def _cut(text: str, room: int) -> str:
    if _units(text) <= room:
        return text
    return text.encode("utf-16-le", "replace")[: 2 * (room - 1)].decode("utf-16-le", "ignore").rstrip() + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2
