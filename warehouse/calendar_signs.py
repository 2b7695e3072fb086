"""Which flags are of the calendar: what comes every year is no news, though it rises.

Three signs. `calendar_name`: the subject holds the name of an event that is at hand. `calendar_company`: most of the
authors of its last 7 days name such an event in the same post. `rose_last_year`: on the same day of an earlier year
(by the sun or, near a lunar feast, by the moon) it rose alike. The last one needs the days of that year in the
warehouse; both years' ratios are of shares of the platform's authors, so that other crawls than today's do not matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import numpy as np
import pyarrow as pa

from contract.findings import ALL_PLATFORMS
from warehouse import courses, recurring
from warehouse.courses import GUARD, RATED, Said
from warehouse.detect_settings import DetectSettings
from warehouse.rising import WINDOW
from warehouse.series import Ints
from warehouse.stretches import Floats

COMPANY = 0.6  # share of the authors that name the event
ALIKE = 0.7  # of today's ratio, that the earlier year's was at least

_NAMED = """
SELECT f.flag FROM staging.flag f WHERE f.dt BETWEEN $first AND $last AND regexp_matches(f.subject, $pattern)
"""
_COMPANY = """
WITH near AS (
    SELECT flag FROM staging.flag WHERE dt BETWEEN $first AND $last
), told AS (
    SELECT s.flag, s.post, s.voice FROM staging.said s JOIN near USING (flag) WHERE s.organic
), written AS MATERIALIZED (
    -- searched are the posts of the flags alone: a pattern costs more than a join
    SELECT f.post, concat_ws(chr(10), p.title, p.text, array_to_string(p.hashtags, ' ')) AS text
    FROM staging.read_post p JOIN staging.flagged_post f USING (post_id)
    WHERE p.dt BETWEEN $first::DATE - 6 AND $last AND f.post IN (SELECT post FROM told)
), named AS (
    SELECT post FROM written WHERE regexp_matches(text, $pattern)
)
SELECT flag FROM told t LEFT JOIN named n ON n.post = t.post
GROUP BY flag HAVING count(DISTINCT t.voice) FILTER (n.post IS NOT NULL) >= $company * count(DISTINCT t.voice)
"""
_VOLUME = "SELECT platform, dt - $first::DATE, authors FROM volume_daily WHERE dt BETWEEN $first AND $last"


@dataclass(frozen=True, slots=True)
class Recurs:
    """The event that it belongs to, None if only an earlier year tells, and codes of what speaks for it."""

    event: str | None
    reasons: tuple[str, ...]


def recurs(con: duckdb.DuckDBPyConnection, flags: pa.Table, now: Said, settings: DetectSettings) -> dict[int, Recurs]:
    """The flags (flag, dt, scope, sid) that are of the calendar; `now` is what was said up to their days."""
    days = flags["dt"].to_pylist()
    found: dict[int, Recurs] = {}
    for window in recurring.windows(min(days), max(days)):
        span = {"first": max(window.first, min(days)), "last": min(window.last, max(days))}
        asked = {**span, "pattern": window.event.pattern}
        named = {flag for (flag,) in con.execute(_NAMED, asked).fetchall()}
        company = {flag for (flag,) in con.execute(_COMPANY, {**asked, "company": COMPANY}).fetchall()}
        for flag in sorted(company | named):
            reason = "calendar_name" if flag in named else "calendar_company"
            if flag not in found or (reason == "calendar_name" and reason not in found[flag].reasons):
                found[flag] = Recurs(window.event.event, (reason,))
    for flag in _rose_before(con, flags, now, settings):
        before = found.get(flag, Recurs(None, ()))
        found[flag] = Recurs(before.event, (*before.reasons, "rose_last_year"))
    return found


@dataclass(frozen=True, slots=True)
class _Weeks:
    """Authors of the last 7 days and of the baseline, each with all authors of the platform then, (n,)."""

    count: Floats
    seen: Floats
    base: Floats
    base_seen: Floats

    @property
    def ratio(self) -> Floats:
        """Of the shares; a whole author as prior on both sides."""
        past = (self.base + 1) / np.maximum(self.base_seen, 1)
        return np.asarray((self.count + 1) / np.maximum(self.seen, 1) / past)


def _rose_before(con: duckdb.DuckDBPyConnection, flags: pa.Table, now: Said, settings: DetectSettings) -> list[int]:
    days, pairs = flags["dt"].to_pylist(), _pairs(con, flags["dt"].to_pylist())
    if not pairs:
        return []
    at = np.array([i for i, _ in pairs], np.int64)
    thens = [then for _, then in pairs]
    scope, sid = flags["scope"].take(pa.array(at)).to_pylist(), flags["sid"].to_numpy()[at]
    first, last = min(thens) - timedelta(days=RATED - 1), max(thens)
    then = _weeks(con, courses.said(con, first, last), last, sid, thens, scope)
    today = _weeks(con, now, max(days), sid, [days[i] for i in at], scope)
    alike = then.ratio >= np.maximum(ALIKE * today.ratio, settings.min_ratio)
    alike &= (then.count >= settings.min_authors) & (then.base_seen > 0)
    return sorted({int(flag) for flag in flags["flag"].to_numpy()[at[alike]]})


def _pairs(con: duckdb.DuckDBPyConnection, days: Sequence[date]) -> list[tuple[int, date]]:
    """Each flag's place with the same day of each earlier year whose baseline is in the warehouse, too."""
    known = con.execute("SELECT min(dt) FROM volume_daily").fetchall()[0][0]
    thens = {day: [day - timedelta(days=lag) for lag in recurring.lags(day)] for day in set(days)}
    return [
        (i, then)
        for i, day in enumerate(days)
        for then in thens[day]
        if known is not None and then - timedelta(days=RATED - 1) >= known
    ]


def _weeks(
    con: duckdb.DuckDBPyConnection, told: Said, last: date, sid: Ints, days: Sequence[date], scope: Sequence[str]
) -> _Weeks:
    length = (last - told.first).days + 1
    volume: dict[str, Floats] = {}
    for platform, day, authors in con.execute(_VOLUME, {"first": told.first, "last": last}).fetchall():
        volume.setdefault(platform, np.zeros(length))[day] = authors
    rows, ends = np.searchsorted(told.sids, sid), np.array([(day - told.first).days for day in days]) + 1
    names = np.asarray(scope, object)
    sums = [np.zeros(len(rows)) for _ in range(4)]
    for platform, authors in volume.items():
        here = ((names == platform) | (names == ALL_PLATFORMS)).astype(np.float64)
        said = told.authors.get(platform, np.zeros((len(told.sids), length)))
        parts = (*_two(said, rows, ends), *_two(authors[None, :], np.zeros_like(rows), ends))
        for total, i in zip(sums, (0, 2, 1, 3), strict=True):
            total += here * parts[i]
    return _Weeks(*sums)


def _two(values: Floats, rows: Ints, ends: Ints) -> tuple[Floats, Floats]:
    """Sums over the 7 days before each end, and over the baseline's 28."""
    total = np.cumsum(np.pad(values, ((0, 0), (1, 0))), axis=1)
    back = [total[rows, np.clip(ends - lag, 0, values.shape[1])] for lag in (0, WINDOW, WINDOW + GUARD, RATED)]
    return back[0] - back[1], back[2] - back[3]
