"""The daily course of flagged subjects: how many authors said them, and how much of them could be seen.

What change points, the outlook and the look at earlier years are made from. A course is read from the daily tables of
just the subjects that were flagged. Exposure is weighed much as for the score (exposures.py), by nearer days: a source
(a query of a platform) counts for a subject by the subject's rate in it over the 42 days up to the flag's day, so that
a course's exposure is what would have been posted each day had nothing changed but the crawl.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import duckdb
import numpy as np
import pyarrow as pa

from contract.findings import ALL_PLATFORMS
from warehouse.series import Ints, Source
from warehouse.stretches import Floats

DAYS = 60
BASELINE, GUARD = 28, 7  # days of the near past, and days between it and the last 7
RATED = 42  # days that say how often a subject comes through a source

_SAID = """
SELECT s.sid, d.platform, d.dt - $first::DATE AS day, d.authors, d.organic_posts
FROM (
    SELECT 'term' AS kind, false AS phrase, term AS subject, dt, platform, organic_posts, authors
    FROM term_daily WHERE dt BETWEEN $first AND $last
    UNION ALL
    SELECT 'term', true, phrase, dt, platform, organic_posts, authors
    FROM phrase_daily WHERE dt BETWEEN $first AND $last
    UNION ALL
    SELECT 'hashtag', false, hashtag, dt, platform, organic_posts, authors
    FROM hashtag_daily WHERE dt BETWEEN $first AND $last
    UNION ALL
    SELECT 'theme', false, theme, dt, platform, organic_posts, authors
    FROM theme_daily WHERE dt BETWEEN $first AND $last
    UNION ALL
    SELECT 'aspect', false, theme || '/' || aspect, dt, platform, posts, coalesce(authors, posts)
    FROM aspect_daily WHERE theme <> '' AND dt BETWEEN $first AND $last
) d JOIN staging.subject s USING (kind, phrase, subject)
"""
_THROUGH = """
SELECT s.sid, d.platform, d.query, d.dt - $first::DATE AS day, d.posts
FROM private.subject_source_daily d JOIN staging.subject s
    ON s.subject = d.subject AND d.subject_kind = CASE WHEN s.phrase THEN 'phrase' ELSE s.kind END
WHERE d.dt BETWEEN $first AND $last
"""


@dataclass(frozen=True, slots=True)
class Course:
    """Counts and exposure of flags, (flags, days), the last day the flag's own; exposure in expected posts."""

    counts: Floats
    exposure: Floats


@dataclass(frozen=True, slots=True)
class Said:
    """Authors and organic posts of subjects on the days `first`.., (subjects, days) per platform; sids ascending."""

    first: date
    sids: Ints
    authors: dict[str, Floats]
    posts: dict[str, Floats]


def said(con: duckdb.DuckDBPyConnection, first: date, last: date) -> Said:
    """What the daily tables tell of the subjects in `staging.subject` on these days."""
    rows = con.sql(_SAID, params={"first": first, "last": last}).to_arrow_table()
    found = con.execute("SELECT DISTINCT sid FROM staging.subject ORDER BY sid").fetchall()
    sids = np.array([sid for (sid,) in found], np.int64)
    days = (last - first).days + 1
    at = np.searchsorted(sids, rows["sid"].to_numpy()), rows["day"].to_numpy()
    platform = np.asarray(rows["platform"].to_pylist(), object)
    dense: dict[str, dict[str, Floats]] = {"authors": {}, "organic_posts": {}}
    for column, by_platform in dense.items():
        values = rows[column].to_numpy()
        for name in sorted(set(platform)):
            here = platform == name
            by_platform[name] = np.zeros((len(sids), days))
            by_platform[name][at[0][here], at[1][here]] = values[here]
    return Said(first, sids, dense["authors"], dense["organic_posts"])


class Courses:
    """Courses of the flagged subjects of a stretch of days; the sources' exposures begin on day `origin`."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, sources: list[Source], origin: date, first: date, last: date
    ) -> None:
        start = max(first - timedelta(days=DAYS - 1), origin)
        self.said = said(con, start, last)
        self.first = start
        skipped = (start - origin).days
        self._days = (last - start).days + 1
        self._sources = [(s, s.exposure[skipped : skipped + self._days]) for s in sources]
        rows = con.sql(_THROUGH, params={"first": start, "last": last}).to_arrow_table()
        self._through = _by_source(rows, self.said.sids, self._days)

    @property
    def platforms(self) -> list[str]:
        """Platforms on which any of the subjects was said, sorted."""
        return sorted(self.said.authors)

    def of(self, platform: str, sid: Ints, dt: list[date]) -> Course:
        """Courses of flags (sid and day of each) on one platform; zeros before the first known day."""
        rows = np.searchsorted(self.said.sids, sid)
        days = np.array([(day - self.first).days for day in dt], np.int64)
        rest = self.said.posts[platform].copy()
        exposure = np.zeros((len(sid), DAYS))
        for source, seen in sorted(self._sources, key=lambda told: told[0].query == ""):
            if source.platform != platform:
                continue
            if source.query:
                row, posts = self._through.get((platform, source.query), (np.zeros(0, np.int64), rest[:0]))
                rest[row] -= posts
            else:  # what no crawled query accounts for
                row, posts = np.arange(len(rest)), np.where(rest > 1e-3, rest, 0.0)
            _add(exposure, rows, days, row, posts, seen)
        return Course(_windows(self.said.authors[platform], rows, days), exposure)


def _add(exposure: Floats, rows: Ints, days: Ints, row: Ints, posts: Floats, seen: Floats) -> None:
    """Add a source's exposure, times the rate of each flag's subject there; `posts` (row, days), `seen` (days,)."""
    if not len(row):
        return
    place = np.minimum(np.searchsorted(row, rows), len(row) - 1)
    lately = slice(DAYS - RATED, DAYS)
    here = np.flatnonzero(row[place] == rows)
    window = _windows(seen[None, :], np.zeros(len(here), np.int64), days[here])
    exposed = window[:, lately].sum(axis=1)
    told = _windows(posts, place[here], days[here])[:, lately].sum(axis=1)
    exposure[here] += np.divide(told, exposed, out=np.zeros_like(told), where=exposed > 0)[:, None] * window


def _windows(values: Floats, rows: Ints, days: Ints) -> Floats:
    """The `DAYS` days up to each day, (n, DAYS); 0 before the first."""
    at = days[:, None] + np.arange(1 - DAYS, 1)
    return np.where(at >= 0, values[rows[:, None], np.maximum(at, 0)], 0.0)


def _by_source(rows: pa.Table, sids: Ints, days: int) -> dict[tuple[str, str], tuple[Ints, Floats]]:
    """For each source the subjects that it brought, ascending, and their posts, (subjects, days)."""
    told = rows.sort_by([("platform", "ascending"), ("query", "ascending"), ("sid", "ascending"), ("day", "ascending")])
    names = list(zip(told["platform"].to_pylist(), told["query"].to_pylist(), strict=True))
    place, day, posts = np.searchsorted(sids, told["sid"].to_numpy()), told["day"].to_numpy(), told["posts"].to_numpy()
    starts = [i for i, name in enumerate(names) if i == 0 or names[i - 1] != name]
    found = {}
    # imported posts have no source, so there may be no rows at all
    for start, end in pairwise([*starts, len(names)]):
        row, at = np.unique(place[start:end], return_inverse=True)
        dense = np.zeros((len(row), days))
        dense[at, day[start:end]] = posts[start:end]
        found[names[start]] = (row, dense)
    return found


def together(courses: dict[str, Course], scope: list[str]) -> Course:
    """Courses over each flag's scope: one platform's, or all platforms' added up."""
    everywhere = np.array([name == ALL_PLATFORMS for name in scope])
    names = np.asarray(scope, object)
    counts, exposure = (np.zeros((len(scope), DAYS)) for _ in range(2))
    for platform, course in courses.items():
        here = (everywhere | (names == platform))[:, None]
        counts += np.where(here, course.counts, 0.0)
        exposure += np.where(here, course.exposure, 0.0)
    return Course(counts, exposure)
