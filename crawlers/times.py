"""Publication times as Chinese feeds write them, from 刚刚 to RFC 2822, as UTC instants.

Relative and yearless times are read against the instant at which they were seen, never against a clock.
Times without a zone are Asia/Shanghai, as every platform shows them.
"""

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

from contract.clock import SHANGHAI, day_of
from contract.post import CLOCK_SKEW

_AGO = {"秒": 1, "秒钟": 1, "分": 60, "分钟": 60, "小时": 3600, "天": 86_400, "周": 604_800, "星期": 604_800}
_DAYS_BACK = {"今天": 0, "昨天": 1, "前天": 2}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HM = (
    r"(?P<hour>[0-9]{1,2})[:\uff1a](?P<minute>[0-9]{2})"
    r"(?:[:\uff1a](?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?"
)
_ZONE = r"(?P<zone>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})"
_PATTERNS = {  # the most frequent first
    "weibo": re.compile(
        rf"[A-Z][a-z]{{2}} (?P<name>[A-Z][a-z]{{2}}) +(?P<dom>[0-9]{{1,2}}) {_HM} {_ZONE} (?P<year>[0-9]{{4}})"
    ),
    "ago": re.compile(r"(?P<n>[0-9]{1,9}) ?(?P<unit>秒钟?|分钟?|小时|天|周|星期)(?:之?前)"),
    "day": re.compile(rf"(?P<day>今天|昨天|前天)(?: ?{_HM})?"),
    "yearless": re.compile(rf"(?P<month>[0-9]{{1,2}})[-/.月](?P<dom>[0-9]{{1,2}})日?(?: *{_HM})?"),
    "full": re.compile(
        r"(?P<year>[0-9]{4})[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<dom>[0-9]{1,2})日?"
        rf"(?:[T ]*{_HM} ?{_ZONE}?)?"
    ),
    "mail": re.compile(r"(?:[A-Z][a-z]{2,8}, *)?[0-9]{1,2}[ -][A-Z][a-z]{2}[ -][0-9]{2,4} .{4,40}"),
}
_DIGITS = re.compile(r"[0-9]{8,19}(?:\.[0-9]{1,9})?")


def parse_time(value: Any, observed_at: datetime) -> datetime | None:
    """A told time as a UTC instant; None if it is not told (None or blank); ValueError if it cannot be read.

    Numbers are epoch seconds, milliseconds or microseconds by their size. Days without a time of day are midnight,
    Asia/Shanghai. Days without a year are the last such day that is not after `observed_at`.
    """
    try:
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, str):
            return _from_text(" ".join(value.split()), observed_at).astimezone(UTC)
        if isinstance(value, date):
            return _from_date(value).astimezone(UTC)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"not a time: {type(value).__name__}")
        return _from_epoch(value)
    except (OverflowError, OSError):
        raise ValueError(
            f"not a time within the calendar: {str(value)[:40] if isinstance(value, str) else type(value).__name__!r}"
        ) from None


def _from_epoch(number: int | float) -> datetime:
    if isinstance(number, float) and not math.isfinite(number):
        raise ValueError("not a time: not a finite number")
    for unit in (1, 1_000, 1_000_000):  # 1990 to 2100 in each unit: the ranges do not touch
        if 631_152_000 * unit <= number < 4_102_444_800 * unit:
            whole, rest = divmod(number, unit)
            return datetime.fromtimestamp(int(whole), UTC) + timedelta(seconds=rest / unit)
    raise ValueError(f"not an epoch time between 1990 and 2100: {str(number)[:40] if abs(number) < 1e30 else 'huge'}")


def _from_date(value: date) -> datetime:
    """A date or datetime of Python, as typed files hold them; without a zone it is Asia/Shanghai."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), SHANGHAI)
    return value if value.tzinfo else value.replace(tzinfo=SHANGHAI)


def _from_text(text: str, observed_at: datetime) -> datetime:
    if len(text) > 80:
        raise ValueError(f"not a time: {len(text)} characters")
    for before in ("发布于", "编辑于"):
        text = text.removeprefix(before).lstrip()
    if text == "刚刚":
        return observed_at
    if _DIGITS.fullmatch(text):
        return _from_digits(text)
    for name, pattern in _PATTERNS.items():
        if match := pattern.fullmatch(text):
            return _READERS[name](match, observed_at)
    raise ValueError(f"not a time: {text!r}")


def _from_digits(text: str) -> datetime:
    if len(text) == 8:
        return datetime.combine(date(int(text[:4]), int(text[4:6]), int(text[6:])), time(), SHANGHAI)
    return _from_epoch(float(text) if "." in text else int(text))


def _ago(match: re.Match[str], observed_at: datetime) -> datetime:
    return observed_at - timedelta(seconds=int(match["n"]) * _AGO[match["unit"]])


def _day(match: re.Match[str], observed_at: datetime) -> datetime:
    return _at(day_of(observed_at) - timedelta(days=_DAYS_BACK[match["day"]]), match)


def _yearless(match: re.Match[str], observed_at: datetime) -> datetime:
    latest = day_of(observed_at).year
    for year in range(latest, latest - 9, -1):  # 29 February may lie up to eight years back
        try:
            instant = _at(date(year, int(match["month"]), int(match["dom"])), match)
        except ValueError:
            continue
        if instant <= observed_at + CLOCK_SKEW:
            return instant
    raise ValueError(f"not a day of the year: {match[0]!r}")


def _full(match: re.Match[str], _: datetime) -> datetime:
    return _at(date(int(match["year"]), int(match["month"]), int(match["dom"])), match, match["zone"])


def _weibo(match: re.Match[str], _: datetime) -> datetime:
    if match["name"] not in _MONTHS:
        raise ValueError(f"not a month: {match['name']!r}")
    return _at(date(int(match["year"]), _MONTHS.index(match["name"]) + 1, int(match["dom"])), match, match["zone"])


def _mail(match: re.Match[str], _: datetime) -> datetime:
    try:
        instant = parsedate_to_datetime(match[0])
    except (ValueError, TypeError, IndexError):
        raise ValueError(f"not a time: {match[0]!r}") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _at(day: date, match: re.Match[str], zone: str | None = None) -> datetime:
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    micro = int((match["fraction"] or "").ljust(6, "0")[:6])
    return datetime.combine(day, time(hour, minute, second, micro), _zone(zone))


@lru_cache(maxsize=64)
def _zone(text: str | None) -> timezone:
    if not text:
        return SHANGHAI
    if text[0] not in "+-":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=minutes if text[0] == "+" else -minutes))


_READERS: dict[str, Callable[[re.Match[str], datetime], datetime]] = {
    "ago": _ago,
    "day": _day,
    "yearless": _yearless,
    "full": _full,
    "weibo": _weibo,
    "mail": _mail,
}
