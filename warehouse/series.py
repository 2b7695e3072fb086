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
import pyarrow.compute as pc

from warehouse.rising import LOOKBACK, WINDOW
from warehouse.stretches import Floats

Ints = npt.NDArray[np.int64]
_CELLS = 12_000_000  # series x days x sources of a chunk: some 200 MB of doubles on the way
_BACK = LOOKBACK - 1

_SUBJECTS = """
CREATE OR REPLACE TEMP TABLE said AS
SELECT * FROM (
    SELECT 'term' AS kind, term AS subject, dt, platform, posts, organic_posts, authors FROM term_daily
    UNION ALL
    SELECT 'phrase', phrase, dt, platform, posts, organic_posts, authors FROM phrase_daily
    UNION ALL
    SELECT 'hashtag', hashtag, dt, platform, posts, organic_posts, authors FROM hashtag_daily
    UNION ALL
    SELECT 'theme', theme, dt, platform, posts, organic_posts, authors FROM theme_daily
    UNION ALL
    -- counts that were set aside before authors were counted here: posts are the nearest that is known
    SELECT 'aspect', theme || '/' || aspect, dt, platform, posts, posts, coalesce(authors, posts)
    FROM aspect_daily WHERE theme <> ''
) WHERE dt BETWEEN $first AND $last AND ($kinds IS NULL OR list_contains($kinds, kind))
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
class Found:
    """Posts that came through one source: of the block's subjects only those that did, since most live in few."""

    rows: Ints  # ascending
    posts: Floats  # (rows, days)


@dataclass(frozen=True, slots=True)
class Block:
    """A chunk of subjects: numbers `first`.. and, per platform, (subjects, days) counts; per source, what it found."""

    first: int
    authors: dict[str, Floats]
    posts: dict[str, Floats]
    found: dict[tuple[str, str], Found]


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
        platform = _places(counts["platform"], self.platforms)
        values = {name: counts[name].to_numpy().astype(np.float64) for name in ("authors", "posts", "organic_posts")}
        at = (counts["sid"].to_numpy() - first, counts["day"].to_numpy())
        dense = {
            p: {n: _dense(rows, self.days, at, v, platform == i) for n, v in values.items()}
            for i, p in enumerate(self.platforms)
        }
        found = self._found(first, by_source)
        for source in self.sources:
            if source.query == "":
                # what no crawled query accounts for
                rest = dense[source.platform]["organic_posts"].copy()
                for (p, _), through in found.items():
                    if p == source.platform:
                        rest[through.rows] -= through.posts
                found[source.platform, ""] = _sparse(np.where(rest > 1e-3, rest, 0.0))
        return Block(
            first, {p: d["authors"] for p, d in dense.items()}, {p: d["posts"] for p, d in dense.items()}, found
        )

    def _found(self, first: int, by_source: pa.Table) -> dict[tuple[str, str], Found]:
        names = [(s.platform, s.query) for s in self.sources if s.query]
        told = pc.binary_join_element_wise(by_source["platform"], by_source["query"], "\n")
        place = _places(told, ["\n".join(name) for name in names])
        order = np.argsort(place, kind="stable")  # stays in order of subject within each source
        sid, day, posts = (by_source[name].to_numpy()[order] for name in ("sid", "day", "posts"))
        cuts = np.searchsorted(place[order], np.arange(len(names) + 1))
        found = {}
        for name, start, end in zip(names, cuts[:-1], cuts[1:], strict=True):
            rows, row = np.unique(sid[start:end] - first, return_inverse=True)
            dense = np.zeros((len(rows), self.days))
            dense[row, day[start:end]] = posts[start:end]
            found[name] = Found(rows, dense)
        return found


def _places(values: pa.ChunkedArray, names: list[str]) -> Ints:
    """Which of the names each value is; -1 for none of them."""
    places = pc.index_in(values, value_set=pa.array(names, pa.string()))
    return np.asarray(pc.fill_null(places, -1).to_numpy(), np.int64)


def _sparse(posts: Floats) -> Found:
    rows = np.flatnonzero(posts.any(axis=1))
    return Found(rows, posts[rows])


def _dense(rows: int, days: int, at: tuple[Ints, Ints], values: Floats, where: npt.NDArray[np.bool_]) -> Floats:
    found = np.zeros((rows, days))
    found[at[0][where], at[1][where]] = values[where]
    return found


def load(
    con: duckdb.DuckDBPyConnection, since: date, last: date, least: int, kinds: tuple[str, ...] | None = None
) -> Series:
    """Series of the subjects with at least `least` posts in some fortnight from `since` on, with the past they need.

    `kinds` of subjects; None: all.
    """
    first = since - timedelta(days=_BACK)
    span = {"first": first, "last": last}
    con.execute(_SUBJECTS, {**span, "kinds": list(kinds) if kinds else None})
    con.execute(_CANDIDATES, {"since": since - timedelta(days=WINDOW - 1), "least": least})
    names = con.sql("SELECT kind, subject FROM candidate ORDER BY sid").to_arrow_table()
    counts = con.sql(_COUNTS, params={"first": first}).to_arrow_table()
    by_source = con.sql(_SOURCES, params=span).to_arrow_table()
    con.execute("DROP TABLE said")
    of, subjects = names["kind"].to_pylist(), names["subject"].to_pylist()
    return Series(first, last, _BACK, of, subjects, _sources(con, first, last), counts, by_source)


def _sources(con: duckdb.DuckDBPyConnection, first: date, last: date) -> list[Source]:
    days = (last - first).days + 1
    covered = con.execute(
        "SELECT c.platform, c.query, c.dt - $first::DATE, c.exposure * coalesce(q.trust, 1) FROM coverage_daily c "
        "LEFT JOIN quality_daily q ON q.dt = c.dt AND q.scope = c.platform WHERE c.dt BETWEEN $first AND $last",
        {"first": first, "last": last},
    ).fetchall()
    rest = con.execute(_UNCOVERED, {"first": first, "last": last}).fetchall()
    found: dict[tuple[str, str], Floats] = {}
    for platform, query, day, exposure in [*covered, *((p, "", day, n) for p, day, n in rest)]:
        found.setdefault((platform, query), np.zeros(days))[day] = exposure
    return [Source(platform, query, exposure) for (platform, query), exposure in sorted(found.items())]
