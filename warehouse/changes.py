"""Knows which days the warehouse must make again: those whose lake files differ from what was built.

Schema `state` of the build file holds: `built` (digest of each partition as built), `sighting` (which day each post
was told to be of), `dirty` (days built since detection last ran), `week_due` (days
built since rows of weeks were made), `runs` (digest of the crawl record as built).
`made_by` and `made` (tables.py) tell which SQL files made the tables, and their columns.
Of phrases: `phrase_due` (days built since they were last looked for), `phrase_counted` (on which days each was
counted), `phrase_rules`.
A day is marked as built in the very transaction that replaces its rows, so a killed build just goes on. A built day
without a digest has rows that must be made again: if its files are gone by then, it is still known to have some.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from warehouse import authors, change_log, kept_counts, near_duplicates, spoken
from warehouse.known_part import known_of
from warehouse.lake import Place, by_partition, digest_of, size_of, store_of
from warehouse.manifest import POSTS, READINGS, RUNS, LakeFile, lake_files
from warehouse.storage import Local, Storage

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
CREATE TABLE IF NOT EXISTS state.alert_action (alert_id VARCHAR, acted_at TIMESTAMPTZ, action VARCHAR, actor VARCHAR,
    step BIGINT);
CREATE TABLE IF NOT EXISTS state.sighting (post_id VARCHAR, dt DATE, first_observed_at TIMESTAMPTZ);
CREATE TABLE IF NOT EXISTS state.elsewhere (post_id VARCHAR, dt DATE);
{change_log.SCHEMA}{spoken.SCHEMA}{authors.SCHEMA}{kept_counts.SCHEMA}"""
_FILES_A_READ = 500


@dataclass(frozen=True, slots=True)
class Day:
    """One day of all platforms: its files, and the digest of their runs, their reading and the rule of links."""

    dt: date
    digest: str
    store: Storage
    files: tuple[LakeFile, ...] = ()
    readings: tuple[LakeFile, ...] = ()
    kept: bool = False  # whether its counts were set aside (kept_counts.py)

    @property
    def posts(self) -> tuple[Path, ...]:
        """Files of posts on this machine (brought here if need be)."""
        return tuple(self.store.fetch([file.entry for file in self.files]))

    @property
    def enriched(self) -> tuple[Path, ...]:
        """Files of readings on this machine (brought here if need be)."""
        return tuple(self.store.fetch([file.entry for file in self.readings]))

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return size_of((*self.files, *self.readings))


def lake_days(place: Place, known_by: datetime | None = None) -> dict[date, Day]:
    """Every day of the lake, or of the part that was known at an instant (the digests then are of that part)."""
    store = store_of(place)
    pruned = kept_counts.told(store)
    readings = {key: files[0] for key, files in by_partition(lake_files(store, READINGS)).items()}
    days: dict[date, list[_Told]] = {}
    for (platform, dt), files in sorted(by_partition(lake_files(store, POSTS)).items()):
        if dt < pruned.first_day:  # its files are on their way out
            continue
        known = list(known_of(store, POSTS, files, known_by))
        if known:
            all_parts = digest_of(part for file in files for part in file.parts)
            told = digest_of(part for _, parts in known for part in parts)
            reading = readings.get((platform, dt))
            line = f"{platform} {told} {_reading_digest(reading, all_parts)}"
            days.setdefault(dt, []).append(_Told(line, tuple(file for file, _ in known), reading))
    for told_day in pruned.days:
        days.setdefault(date.fromisoformat(told_day), [])
    return {dt: _day(store, dt, told, pruned.mark(dt)) for dt, told in sorted(days.items())}


class _Told(NamedTuple):
    """One platform's part of a day."""

    line: str
    files: tuple[LakeFile, ...]
    reading: LakeFile | None


def _reading_digest(reading: LakeFile | None, posts: str) -> str:
    """Digest of the versions that read; of the posts too if they are not these, but earlier ones of the partition."""
    if reading is None or not reading.of_posts:
        return ""
    stale = "" if reading.of_posts == posts else reading.of_posts
    return hashlib.sha256(f"{stale}{reading.versions}".encode()).hexdigest()[:16]


def _day(store: Storage, dt: date, told: list[_Told], kept: str) -> Day:
    rules = [near_duplicates.RULE, spoken.RULE, *filter(None, [kept])]
    text = "\n".join([*rules, *(platform.line for platform in told)])
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    files = tuple(file for platform in told for file in platform.files)
    readings = tuple(platform.reading for platform in told if platform.reading)
    return Day(dt, digest, store, files, readings, bool(kept))


def changed_days(con: duckdb.DuckDBPyConnection, lake: dict[date, Day]) -> list[Day]:
    """Days that are new, different or gone (then without files), in order."""
    built = dict(con.execute("SELECT dt, digest FROM state.built").fetchall())
    changed = [day for dt, day in lake.items() if built.get(dt) != day.digest]
    gone = [Day(dt, "", Local(Path())) for dt in built if dt not in lake]
    return sorted([*changed, *gone], key=lambda day: day.dt)


def settle_sightings(con: duckdb.DuckDBPyConnection, changed: list[Day], known_by: datetime | None = None) -> None:
    """Decide for posts that two days claim (a date told as "3 minutes ago" near midnight): the first telling counts.

    Days whose losers change are unmarked as built, so that they are made again. Runs in the caller's transaction.
    """
    days = pa.table({"dt": pa.array([day.dt for day in changed], pa.date32())})
    con.register("changed_day", days)
    con.execute(_TOUCHED)
    con.execute("DELETE FROM state.sighting WHERE dt IN (SELECT dt FROM changed_day)")
    files = _together(changed)
    con.execute("CREATE OR REPLACE TEMP TABLE seen (post_id VARCHAR, dt DATE, first_observed_at TIMESTAMPTZ)")
    for start in range(0, len(files), _FILES_A_READ):
        con.execute(_SEEN, {"files": files[start : start + _FILES_A_READ], "known_by": known_by})
    # A post's files may be read in two goes: one sighting a post and day, or it would contest its own day and be lost
    con.execute("INSERT INTO state.sighting SELECT post_id, dt, min(first_observed_at) FROM seen GROUP BY ALL")
    con.execute("INSERT INTO touched SELECT DISTINCT post_id FROM state.sighting SEMI JOIN changed_day USING (dt)")
    con.execute(_CONTESTED)
    con.execute("UPDATE state.built SET digest = '' WHERE dt IN (SELECT dt FROM moved)")
    con.execute("DELETE FROM state.elsewhere WHERE post_id IN (SELECT post_id FROM touched)")
    con.execute("INSERT INTO state.elsewhere FROM loser")
    con.execute("DROP TABLE touched; DROP TABLE loser; DROP TABLE moved; DROP TABLE seen")
    con.unregister("changed_day")


def _together(days: list[Day]) -> list[str]:
    """The days' files of posts on this machine. Asked for together, because a bucket answers many requests at once."""
    there = [day for day in days if day.files]  # a day that is gone knows no storage
    entries = [file.entry for day in there for file in day.files]
    return [str(path) for path in there[0].store.fetch(entries)] if there else []


_TOUCHED = """
CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT post_id FROM state.sighting SEMI JOIN changed_day USING (dt)
"""
_SEEN = """
INSERT INTO seen
SELECT post_id, make_timestamp(epoch_us(published_at) + 28800000000)::DATE AS dt, min(observed_at)
FROM read_parquet($files, hive_partitioning = false)
WHERE coalesce(observed_at <= $known_by::TIMESTAMPTZ, true)
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


def runs_digest(place: Place, known_by: datetime | None = None) -> str:
    """Digest of the crawl record, or of what it was at an instant."""
    store = store_of(place)
    known = known_of(store, RUNS, lake_files(store, RUNS), known_by)
    told = [f"{part.name} {part.mark}" for _, parts in known for part in parts]
    return hashlib.sha256("\n".join(sorted(told)).encode()).hexdigest()[:16]
