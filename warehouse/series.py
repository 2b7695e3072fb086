"""Daily counts and exposures of every subject that could be rising, as arrays, a bounded chunk of subjects at a time.

A source is one query of one platform, or (query "") a platform's posts that no crawled query found. A source's
exposure is the crawl's coverage; for "" it is the number of authors, so that imports are judged by their share.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from warehouse.rising import BASELINE, FAR, GAP, LOOKBACK, WINDOW, Floats, Weeks, base_sums, week_sum

Ints = npt.NDArray[np.int64]
_CELLS = 3_000_000  # series x days x sources of a chunk: about 200 MB of doubles on the way
HELD = 28  # days for which a rise is followed against its far baseline after it was last above its near one
_BACK = LOOKBACK + WINDOW + HELD

_SUBJECTS = """
CREATE OR REPLACE TEMP TABLE said AS
SELECT * FROM (
    SELECT 'term' AS kind, term AS subject, dt, platform, posts, organic_posts, authors FROM term_daily
    UNION ALL
    SELECT 'hashtag', hashtag, dt, platform, posts, organic_posts, authors FROM hashtag_daily
    UNION ALL
    SELECT 'theme', theme, dt, platform, posts, organic_posts, authors FROM theme_daily
) WHERE dt BETWEEN $first AND $last
"""
# Any 7 days lie within two neighbouring calendar blocks of 7: a bound that costs one aggregation, no sliding window.
_CANDIDATES = """
CREATE OR REPLACE TEMP TABLE candidate AS
SELECT row_number() OVER (ORDER BY kind, subject) - 1 AS sid, kind, subject
FROM (
    SELECT DISTINCT kind, subject
    FROM (
        SELECT kind, subject, unnest([block, block + 1]) AS block, posts
        FROM (SELECT kind, subject, (dt - $since::DATE) // 7 AS block, sum(posts) AS posts FROM said
              WHERE dt >= $since GROUP BY ALL)
    )
    GROUP BY kind, subject, block HAVING sum(posts) >= $least
)
"""
_COUNTS = """
SELECT sid, platform, dt - $first::DATE AS day, authors, posts, organic_posts
FROM said JOIN candidate USING (kind, subject) ORDER BY sid, platform, day
"""
_SOURCES = """
SELECT c.sid, s.platform, s.query, s.dt - $first::DATE AS day, s.posts
FROM private.subject_source_daily s JOIN candidate c ON c.kind = s.subject_kind AND c.subject = s.subject
SEMI JOIN coverage_daily v ON v.platform = s.platform AND v.query = s.query
WHERE s.dt BETWEEN $first AND $last
ORDER BY c.sid, s.platform, s.query, day
"""
_UNCOVERED = """
WITH crawled AS (SELECT platform, list(DISTINCT query) AS queries FROM coverage_daily GROUP BY platform)
SELECT platform, dt - $first::DATE AS day, authors::DOUBLE AS authors
FROM volume_daily ANTI JOIN crawled USING (platform)
WHERE dt BETWEEN $first AND $last
UNION ALL
SELECT p.platform, p.dt - $first::DATE, count(DISTINCT coalesce(author_id, post_id))
FROM post p JOIN crawled c USING (platform)
WHERE p.organic AND p.dt BETWEEN $first AND $last AND NOT list_has_any(p.queries, c.queries)
GROUP BY ALL
"""


@dataclass(frozen=True, slots=True)
class Source:
    """One query of one platform (or "" for what no crawled query found) and its exposure, (days,)."""

    platform: str
    query: str
    exposure: Floats


@dataclass(frozen=True, slots=True)
class Block:
    """A chunk of subjects: numbers `first`.. and, per platform, (subjects, days) counts; per source, weights."""

    first: int
    authors: dict[str, Floats]
    posts: dict[str, Floats]
    found: dict[tuple[str, str], Floats]


@dataclass(frozen=True, slots=True)
class Series:
    """Everything that scoring needs for the days `first`..`last`; `judged` is the index of the first day to judge."""

    first: date
    last: date
    judged: int
    kinds: list[str]
    subjects: list[str]
    sources: list[Source]
    counts: pa.Table
    by_source: pa.Table

    @property
    def days(self) -> int:
        """Length of the day axis."""
        return (self.last - self.first).days + 1

    @property
    def platforms(self) -> list[str]:
        """Platforms with any source, sorted."""
        return sorted({source.platform for source in self.sources})

    def of(self, platforms: list[str]) -> list[Source]:
        """Sources of these platforms."""
        return [source for source in self.sources if source.platform in platforms]

    def blocks(self) -> Iterator[Block]:
        """All subjects, a bounded number at a time, in order."""
        size = max(1, _CELLS // (self.days * (len(self.sources) + 8)))
        sid = self.counts["sid"].to_numpy()
        source_sid = self.by_source["sid"].to_numpy()
        for first in range(0, len(self.subjects), size):
            rows = min(size, len(self.subjects) - first)
            cut, cut_source = (np.searchsorted(s, [first, first + rows]) for s in (sid, source_sid))
            counts = self.counts.slice(cut[0], cut[1] - cut[0])
            found = self.by_source.slice(cut_source[0], cut_source[1] - cut_source[0])
            yield self._block(first, rows, counts, found)

    def _block(self, first: int, rows: int, counts: pa.Table, by_source: pa.Table) -> Block:
        platform = np.asarray(counts["platform"].to_pylist(), object)
        values = {name: counts[name].to_numpy().astype(np.float64) for name in ("authors", "posts", "organic_posts")}
        at = (counts["sid"].to_numpy() - first, counts["day"].to_numpy())
        dense = {
            p: {n: _dense(rows, self.days, at, v, platform == p) for n, v in values.items()} for p in self.platforms
        }
        found = self._found(first, rows, by_source)
        for source in self.sources:
            if source.query == "":
                # what no crawled query accounts for
                rest = dense[source.platform]["organic_posts"].copy()
                for (p, _), weights in found.items():
                    rest -= weights if p == source.platform else 0.0
                found[source.platform, ""] = np.where(rest > 1e-3, rest, 0.0)
        return Block(
            first, {p: d["authors"] for p, d in dense.items()}, {p: d["posts"] for p, d in dense.items()}, found
        )

    def _found(self, first: int, rows: int, by_source: pa.Table) -> dict[tuple[str, str], Floats]:
        platform, query = (np.asarray(by_source[name].to_pylist(), object) for name in ("platform", "query"))
        at = (by_source["sid"].to_numpy() - first, by_source["day"].to_numpy())
        posts = by_source["posts"].to_numpy()
        return {
            (s.platform, s.query): _dense(rows, self.days, at, posts, (platform == s.platform) & (query == s.query))
            for s in self.sources
            if s.query
        }


def _dense(rows: int, days: int, at: tuple[Ints, Ints], values: Floats, where: npt.NDArray[np.bool_]) -> Floats:
    found = np.zeros((rows, days))
    found[at[0][where], at[1][where]] = values[where]
    return found


def load(con: duckdb.DuckDBPyConnection, since: date, last: date, least: int) -> Series:
    """Series of the subjects with at least `least` posts in some fortnight from `since` on, with the past they need."""
    first = since - timedelta(days=_BACK)
    span = {"first": first, "last": last}
    con.execute(_SUBJECTS, span)
    con.execute(_CANDIDATES, {"since": since - timedelta(days=WINDOW - 1), "least": least})
    names = con.sql("SELECT kind, subject FROM candidate ORDER BY sid").to_arrow_table()
    counts = con.sql(_COUNTS, params={"first": first}).to_arrow_table()
    by_source = con.sql(_SOURCES, params=span).to_arrow_table()
    con.execute("DROP TABLE said")
    kinds, subjects = names["kind"].to_pylist(), names["subject"].to_pylist()
    return Series(first, last, _BACK, kinds, subjects, _sources(con, first, last), counts, by_source)


def _sources(con: duckdb.DuckDBPyConnection, first: date, last: date) -> list[Source]:
    days = (last - first).days + 1
    covered = con.execute(
        "SELECT platform, query, dt - $first::DATE, exposure FROM coverage_daily WHERE dt BETWEEN $first AND $last",
        {"first": first, "last": last},
    ).fetchall()
    rest = con.execute(_UNCOVERED, {"first": first, "last": last}).fetchall()
    found: dict[tuple[str, str], Floats] = {}
    for platform, query, day, exposure in [*covered, *((p, "", day, n) for p, day, n in rest)]:
        found.setdefault((platform, query), np.zeros(days))[day] = exposure
    return [Source(platform, query, exposure) for (platform, query), exposure in sorted(found.items())]


@dataclass(frozen=True, slots=True)
class Weighed:
    """Exposure per series and day: of the last 7 days, the 7 before, and both baselines' weeks; (1, days) if alike."""

    now: Floats
    before: Floats
    near: Floats  # (4, series, days)
    far: Floats  # (4, series, days)


def weigh(sources: list[Source], block: Block) -> Weighed:
    """How much of each subject could be seen.

    A source counts for a subject as much as the subject's rate in it: posts found through it per exposure, over the
    past 42 days, this one included. So a doubled or failed crawl of one query moves the exposure of just the subjects
    that live there, and a new query, whose past exposure is nothing, raises what is expected of the present.
    """
    if len(sources) == 1:
        return _exposures(sources[0].exposure[None, :])
    total: Weighed | None = None
    for source in sources:
        exposure = source.exposure[None, :]
        seen, exposed = _past_sum(block.found[source.platform, source.query]), _past_sum(exposure)
        rate = np.divide(seen, exposed, out=np.zeros_like(seen), where=exposed > 0)
        e = _exposures(exposure)
        part = Weighed(rate * e.now, rate * e.before, rate * e.near, rate * e.far)
        total = part if total is None else _plus(total, part)
    if total is None:
        raise ValueError("a scope needs a source")
    return total


def _exposures(exposure: Floats) -> Weighed:
    return Weighed(week_sum(exposure), week_sum(exposure, WINDOW), base_sums(exposure), base_sums(exposure, FAR))


def _plus(a: Weighed, b: Weighed) -> Weighed:
    return Weighed(a.now + b.now, a.before + b.before, a.near + b.near, a.far + b.far)


def _past_sum(values: Floats) -> Floats:
    return np.asarray(sum(week_sum(values, lag) for lag in range(0, WINDOW + GAP + BASELINE, WINDOW)))


def weeks(counts: Floats, exposure: Weighed, *, far: bool = False) -> Weeks:
    """Weekly sums of counts with exposures, against the near or the far baseline."""
    if far:
        return Weeks(week_sum(counts), exposure.now, base_sums(counts, FAR), exposure.far)
    return Weeks(week_sum(counts), exposure.now, base_sums(counts), exposure.near)
