"""Knows which days the warehouse must make again: those whose lake files differ from what was built.

Schema `state` of the build file holds: `built` (digest of each partition as built), `sighting` (which day each post
was told to be of), `dirty` (days built since detection last ran), `week_due` (days
built since rows of weeks were made), `runs` (digest of the crawl record as built).
Of phrases: `phrase_due` (days built since they were last looked for), `phrase_counted` (on which days each was
counted), `phrase_rules`.
A day is marked as built in the very transaction that replaces its rows, so a killed build just goes on.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse import change_log, near_duplicates
from warehouse.enrichment import enriched_digest
from warehouse.lake import enriched_file, partitions, post_files, run_files

SCHEMA = f"""
CREATE SCHEMA IF NOT EXISTS state;
CREATE SCHEMA IF NOT EXISTS private;
CREATE TABLE IF NOT EXISTS state.built (dt DATE, digest VARCHAR);
CREATE TABLE IF NOT EXISTS state.runs (digest VARCHAR);
CREATE TABLE IF NOT EXISTS state.dirty (dt DATE);
CREATE TABLE IF NOT EXISTS state.phrase_due (dt DATE);
CREATE TABLE IF NOT EXISTS state.week_due (dt DATE);
CREATE TABLE IF NOT EXISTS state.phrase_rules (rules VARCHAR);
CREATE TABLE IF NOT EXISTS state.phrase_counted (phrase VARCHAR, first DATE, last DATE);
CREATE TABLE IF NOT EXISTS state.detected (through DATE, settings VARCHAR);
CREATE TABLE IF NOT EXISTS state.sighting (post_id VARCHAR, dt DATE, first_observed_at TIMESTAMPTZ);
CREATE TABLE IF NOT EXISTS state.elsewhere (post_id VARCHAR, dt DATE);
{change_log.SCHEMA}"""
_FILES_A_READ = 500


@dataclass(frozen=True, slots=True)
class Day:
    """The files of one day, of all platforms, and the digest of their names, sizes, reading and rule of links."""

    dt: date
    digest: str
    posts: tuple[Path, ...]
    enriched: tuple[Path, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(path.stat().st_size for path in (*self.posts, *self.enriched))


def lake_days(home: Path) -> dict[date, Day]:
    """Every day of the lake."""
    by_day: dict[date, list[tuple[str, str, Path]]] = {}
    for p in partitions(home):
        enriched = enriched_file(home, p.platform, p.day)
        by_day.setdefault(p.day, []).append((p.platform, f"{p.digest} {enriched_digest(enriched)}", enriched))
    return {dt: _day(home, dt, told) for dt, told in sorted(by_day.items())}


def _day(home: Path, dt: date, told: list[tuple[str, str, Path]]) -> Day:
    text = "\n".join([near_duplicates.RULE, *(f"{platform} {digest}" for platform, digest, _ in told)])
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    posts = tuple(file for platform, _, _ in told for file in post_files(home, platform, dt))
    return Day(dt, digest, posts, tuple(path for _, _, path in told if path.exists()))


def changed_days(con: duckdb.DuckDBPyConnection, lake: dict[date, Day]) -> list[Day]:
    """Days that are new, different or gone (then without files), in order."""
    built = dict(con.execute("SELECT dt, digest FROM state.built").fetchall())
    changed = [day for dt, day in lake.items() if built.get(dt) != day.digest]
    gone = [Day(dt, "", (), ()) for dt in built if dt not in lake]
    return sorted([*changed, *gone], key=lambda day: day.dt)


def settle_sightings(con: duckdb.DuckDBPyConnection, changed: list[Day]) -> None:
    """Decide for posts that two days claim (a date told as "3 minutes ago" near midnight): the first telling counts.

    Days whose losers change are unmarked as built, so that they are made again. Runs in the caller's transaction.
    """
    days = pa.table({"dt": pa.array([day.dt for day in changed], pa.date32())})
    con.register("changed_day", days)
    con.execute(_TOUCHED)
    con.execute("DELETE FROM state.sighting WHERE dt IN (SELECT dt FROM changed_day)")
    files = [str(path) for day in changed for path in day.posts]
    con.execute("CREATE OR REPLACE TEMP TABLE seen (post_id VARCHAR, dt DATE, first_observed_at TIMESTAMPTZ)")
    for start in range(0, len(files), _FILES_A_READ):
        con.execute(_SEEN, {"files": files[start : start + _FILES_A_READ]})
    # A post's files may be read in two goes: one sighting a post and day, or it would contest its own day and be lost
    con.execute("INSERT INTO state.sighting SELECT post_id, dt, min(first_observed_at) FROM seen GROUP BY ALL")
    con.execute("INSERT INTO touched SELECT DISTINCT post_id FROM state.sighting SEMI JOIN changed_day USING (dt)")
    con.execute(_CONTESTED)
    con.execute("DELETE FROM state.built WHERE dt IN (SELECT dt FROM moved)")
    con.execute("DELETE FROM state.elsewhere WHERE post_id IN (SELECT post_id FROM touched)")
    con.execute("INSERT INTO state.elsewhere FROM loser")
    con.execute("DROP TABLE touched; DROP TABLE loser; DROP TABLE moved; DROP TABLE seen")
    con.unregister("changed_day")


_TOUCHED = """
CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT post_id FROM state.sighting SEMI JOIN changed_day USING (dt)
"""
_SEEN = """
INSERT INTO seen
SELECT post_id, make_timestamp(epoch_us(published_at) + 28800000000)::DATE AS dt, min(observed_at)
FROM read_parquet($files, hive_partitioning = false)
GROUP BY ALL
"""
_CONTESTED = """
CREATE OR REPLACE TEMP TABLE loser AS
SELECT post_id, dt FROM (
    SELECT post_id, dt, row_number() OVER (PARTITION BY post_id ORDER BY first_observed_at, dt) AS place
    FROM state.sighting
    WHERE post_id IN (SELECT post_id FROM state.sighting SEMI JOIN touched USING (post_id)
                      GROUP BY post_id HAVING count(*) > 1)
) WHERE place > 1;
CREATE OR REPLACE TEMP TABLE moved AS
WITH before AS (SELECT post_id, dt FROM state.elsewhere SEMI JOIN touched USING (post_id))
SELECT DISTINCT dt FROM ((FROM loser EXCEPT FROM before) UNION ALL (FROM before EXCEPT FROM loser));
"""


def runs_digest(home: Path) -> str:
    """Digest of the crawl record's file names and sizes."""
    text = "\n".join(f"{path.parent.name}/{path.name} {path.stat().st_size}" for path in run_files(home))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
