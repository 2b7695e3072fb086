"""What recurs every year: shopping days, feasts, school terms; their names, and the days on which people speak of them.

`recurring_events.csv` has a row an event: its rule, the days before and after it on which people speak of it, and the
names it goes by, apart by blanks. A rule is a day (11-11), the n-th weekday of a month (05/2/7: the second Sunday of
May; 11/4/4+1: the day after the fourth Thursday of November) or a feast of the lunar calendar with days added
(春节-25), whose dates stand in `lunar_dates.csv`. Before 2020 and after 2035 the lunar ones have no date and are not
known.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

_RULE = re.compile(
    r"(?:(?P<month>\d\d)-(?P<day>\d\d)|(?P<of>\d\d)/(?P<nth>\d)/(?P<weekday>\d)|(?P<feast>\D+?))(?P<more>[+-]\d+)?"
)


@dataclass(frozen=True, slots=True)
class Event:
    """An event that recurs: its name, other names, rule, and days of talk before and after."""

    event: str
    names: tuple[str, ...]
    rule: str
    before: int
    after: int

    @property
    def pattern(self) -> str:
        """Regular expression (RE2) that finds any of its names; 618 is not found in 16180."""
        return "|".join(_guarded(name) for name in self.names)

    def day(self, year: int) -> date | None:
        """Its day in a year; None if that is not known."""
        told = _RULE.fullmatch(self.rule)
        if told is None:
            raise ValueError(f"recurring_events.csv: {self.event}: the rule {self.rule!r} is none of those known")
        found = _day(told, year)
        return found and found + timedelta(days=int(told["more"] or 0))


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which an event of a year is spoken of."""

    event: Event
    day: date
    first: date
    last: date


def _guarded(name: str) -> str:
    head = r"(?:^|[^0-9.])" if name[0].isdigit() else ""
    tail = r"(?:$|[^0-9])" if name[-1].isdigit() else ""
    return head + re.escape(name) + tail


def _day(told: re.Match[str], year: int) -> date | None:
    if told["feast"]:
        if told["feast"] not in lunar_dates():
            raise ValueError(f"lunar_dates.csv knows no {told['feast']}")
        return lunar_dates()[told["feast"]].get(year)
    if told["month"]:
        return date(year, int(told["month"]), int(told["day"]))
    first = date(year, int(told["of"]), 1)
    to_weekday = (int(told["weekday"]) - first.isoweekday()) % 7
    return first + timedelta(days=to_weekday + 7 * (int(told["nth"]) - 1))


@cache
def lunar_dates() -> dict[str, dict[int, date]]:
    """Days of the lunar feasts (and of 清明, which follows the sun) by feast and year."""
    found: dict[str, dict[int, date]] = {}
    for row in _rows("lunar_dates.csv"):
        day = date.fromisoformat(row["date"])
        found.setdefault(row["event"], {})[day.year] = day
    return found


@cache
def events() -> tuple[Event, ...]:
    """All events of the table."""
    return tuple(
        Event(row["event"], tuple(row["names"].split()), row["rule"], int(row["before"]), int(row["after"]))
        for row in _rows("recurring_events.csv")
    )


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((files("warehouse") / name).read_text("utf-8").splitlines()))


def windows(first: date, last: date) -> Iterator[Window]:
    """The windows that hold any of the days from first to last, in the table's order."""
    for event in events():
        for year in range(first.year - 1, last.year + 2):
            day = event.day(year)
            if day is None:
                continue
            begin, end = day - timedelta(days=event.before), day + timedelta(days=event.after)
            if begin <= last and first <= end:
                yield Window(event, day, begin, end)


def lags(day: date, years: int = 2) -> list[int]:
    """How many days before this day the same day of earlier years was: by the sun, and by each lunar feast at hand."""
    found = {(day - _same_day(day, back)).days for back in range(1, years + 1)}
    for window in windows(day, day):
        for back in range(1, years + 1):
            if then := window.event.day(window.day.year - back):
                found.add((window.day - then).days)
    return sorted(found)


def _same_day(day: date, back: int) -> date:
    feb_29 = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - back, day=28 if feb_29 else day.day)
