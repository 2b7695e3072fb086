"""Days, months, weeks and times of day in a text: a date is never taken for a count."""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from reports.summary.numerals import CJK, numeral
from reports.summary.quantity import Quantity

_MONTHS = {
    word: number
    for number, words in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1)
    for word in words.split()
}  # fmt: skip
_WEEKDAYS = {
    word: number
    for number, words in enumerate(
        ("mon monday", "tue tues tuesday", "wed wednesday", "thu thur thurs thursday", "fri friday", "sat saturday",
         "sun sunday"), 1)
    for word in words.split()
}  # fmt: skip
_ZH_WEEKDAYS = {**{c: n for n, c in enumerate("一二三四五六", 1)}, "日": 7, "天": 7}
_N = rf"(?:\d{{1,2}}|[{CJK}]{{1,3}})"
_Y = r"(?:\d{4}|[二一][〇零九][〇零一二三四五六七八九]{2})"
_NAME = "|".join(sorted((m for m in _MONTHS), key=len, reverse=True))
_EN_MONTH = rf"(?:{_NAME})\b\.?"
_TO = r"\s?(?:至|到|-|–|—|~|to|and|through|until)\s?"
_TH = r"(?:st|nd|rd|th)?"


def _q(found: re.Match[str], kind: str, value: int | None) -> Quantity | None:
    if value is None:
        return None
    return Quantity(found.start(), found.end(), kind, Fraction(value), Fraction(1))


def _int(text: str | None) -> int | None:
    if not text:
        return None
    read = numeral(text)
    return int(read.value) if read and read.value.denominator == 1 else None


def _day(month: str | int | None, day: str | None) -> int | None:
    """A day of a year as month * 100 + day; None for one that is none."""
    m = month if isinstance(month, int) else _int(month)
    d = _int(day)
    return m * 100 + d if m and d and 1 <= m <= 12 and 1 <= d <= 31 else None


def _zh_day(found: re.Match[str]) -> list[Quantity | None]:
    year, month, day, month2, day2 = found.groups()
    return [
        *([_q(found, "year", _int(year))] if year else []),
        _q(found, "day", _day(month, day)),
        *([_q(found, "day", _day(month2 or month, day2))] if day2 else []),
    ]


def _en_day(found: re.Match[str]) -> list[Quantity | None]:
    told = found.groupdict()
    month = _MONTHS[told["m"].lower().rstrip(".")]
    year = told.get("y")
    return [
        _q(found, "day", _day(month, told["d"])),
        *([_q(found, "day", _day(month, told["e"]))] if told.get("e") else []),
        *([_q(found, "year", int(year))] if year else []),
    ]


def _iso_day(found: re.Match[str]) -> list[Quantity | None]:
    return [_q(found, "year", int(found[1])), _q(found, "day", _day(found[2], found[3]))]


def _week(found: re.Match[str]) -> list[Quantity | None]:
    told = found.groupdict()
    year = told.get("y")
    return [_q(found, "week", _int(told["w"])), *([_q(found, "year", _int(year))] if year else [])]


def _one(kind: str, table: dict[str, int] | None = None) -> Callable[[re.Match[str]], list[Quantity | None]]:
    def read(found: re.Match[str]) -> list[Quantity | None]:
        return [_q(found, kind, table[found[1].lower().rstrip(".")] if table else _int(found[1]))]

    return read


def _time(found: re.Match[str]) -> list[Quantity | None]:
    hour, minute = int(found[1]), int(found[2])
    return [_q(found, "time", hour * 60 + minute if hour < 25 and minute < 60 else None)]


_FORMS: tuple[tuple[str, Callable[[re.Match[str]], list[Quantity | None]]], ...] = (
    (r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d.])", _iso_day),
    (r"(?<![\dA-Za-z])(?P<y>\d{4})-?W(?P<w>\d{1,2})(?![\dA-Za-z])", _week),
    (rf"(?:(?P<y>{_Y})\s?年\s?)?第\s?(?P<w>{_N})\s?(?:周|个?星期|个?礼拜)", _week),
    (r"\b(?:week|wk\.?)\s?(?P<w>\d{1,2})(?![\d,.]*\d)(?:,? (?:of )?(?P<y>\d{4})\b)?(?!\s?%)", _week),
    (r"\b(?P<w>\d{1,2})(?:st|nd|rd|th) week\b", _week),
    (r"\bW(?P<w>\d{1,2})\b", _week),
    (rf"(?:({_Y})\s?年\s?)?(?<!\d)({_N})\s?月\s?({_N})\s?[日号]?(?:{_TO}(?:({_N})\s?月\s?)?({_N})\s?[日号])", _zh_day),
    (rf"(?:({_Y})\s?年\s?)?(?<!\d)({_N})\s?月\s?({_N})\s?[日号]()()", _zh_day),
    (rf"\b(?P<d>\d{{1,2}}){_TH}(?:{_TO}(?P<e>\d{{1,2}}){_TH})? (?:of )?"
     rf"(?P<m>{_EN_MONTH})(?:,? (?P<y>\d{{4}})\b)?", _en_day),
    (rf"\b(?P<m>{_EN_MONTH}) (?P<d>\d{{1,2}}){_TH}(?:{_TO}(?P<e>\d{{1,2}}){_TH})?(?!\d|[.,]\d|"
        rf"%)(?:,? (?P<y>\d{{4}})\b)?", _en_day),
    (rf"({_Y})\s?年(?!前|来|内|多)", _one("year")),
    (rf"(?<!\d)({_N})\s?月(?:份|初|底|末|中旬|上旬|下旬)?(?!\d)", _one("month")),
    (rf"\b({'|'.join(m for m in _MONTHS if m != 'may')})\b", _one("month", _MONTHS)),
    (r"(?<=[a-z] )(May)\b", _one("month", _MONTHS)),
    (rf"\b({'|'.join(_WEEKDAYS)})\b(?!\s?\d)", _one("weekday", _WEEKDAYS)),
    (r"(?:周|星期|礼拜)([一二三四五六日天])(?!周|起|些)", _one("weekday", _ZH_WEEKDAYS)),
    (r"(?<![\d:])(\d{1,2}):(\d{2})(?![\d:])", _time),
)  # fmt: skip
FORMS = tuple((re.compile(form, re.A if "May" in form else re.A | re.I), read) for form, read in _FORMS)
KINDS = frozenset({"day", "month", "week", "year", "weekday", "time"})


def dates(text: str) -> Iterator[tuple[int, int, list[Quantity | None]]]:
    """Spans and what they say; a None in it means that what looks like a date is none."""
    for form, read in FORMS:
        for found in form.finditer(text):
            yield found.start(), found.end(), read(found)
