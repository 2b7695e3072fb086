"""Lake to tables: days whose files changed are made again, whole, in the private build file.

Consecutive changed days go through the SQL files together, a chunk at a time: an import of a thousand days takes
a few dozen statements, not twenty thousand. Each chunk is one transaction and marks its days as built.
"""

from bisect import bisect
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse import (
    authors,
    changes,
    checks,
    gate,
    kept_counts,
    links,
    phrase_days,
    phrase_search,
    search_index,
    spoken,
    vintages,
    weekly,
)
from warehouse.changes import Day
from warehouse.database import BUILD, Engine, beside, connect, transaction
from warehouse.inputs import (
    clear_findings,
    give_dispatches,
    hold_posts,
    let_go_of_posts,
    load_constants,
    load_runs,
    no_names,
    show_enriched,
    show_posts,
)
from warehouse.lake import OnProgress, Place, run_files
from warehouse.phrase_rules import Rules
from warehouse.sql_files import SqlFile, sql_files
from warehouse.tables import comment_all, ensure_all, replace

_CHUNK_BYTES = 32 << 20  # Parquet bytes a chunk; about twenty times as much in memory at the widest point
_CHUNK_DAYS = 400


@dataclass(frozen=True, slots=True)
class BuildResult:
    """Which days were made again, and the checks that only warn but did not hold."""

    days: tuple[date, ...]
    warnings: tuple[str, ...]


def build(
    home: Path,
    themes: pa.Table,
    on_progress: OnProgress | None = None,
    engine: Engine | None = None,
    rules: Rules | None = None,
    dispatches: pa.Table | None = None,
    lake: Place | None = None,
    known_by: datetime | None = None,
    aspects: pa.Table | None = None,
) -> BuildResult:
    """Bring the build file up to date with the lake. `themes` has columns theme, zh, en; `rules` say what a phrase is.

    `aspects` (aspect, zh, en) are the names of aspects; None: they stay as they were.
    `dispatches` is what the mail ledger tells (`inputs.give_dispatches`); None: nothing was mailed. `lake` is
    where it lies, if not in the home. With `known_by` only what was observed by then counts, as if nothing had come
    after.

    CheckFailed if a check marked `fail` does not hold (nothing gets published then); WarehouseError if a SQL file
    is wrong; LakeError if another process is building.
    """
    with build_file(home, themes, engine or Engine(), aspects) as con:
        if dispatches is not None:
            give_dispatches(con, dispatches)
        days = _build_days(con, lake or home, known_by, on_progress)
        with phrase_days.searching(con, rules or Rules()) as begun:
            weekly.refresh(con)
            authors.refresh(con)
            _build_runs(con, lake or home, known_by, changed=bool(days))
            phrase_days.refresh(con, rules or Rules(), begun)
        return BuildResult(days, checks.run(con, [f for f in sql_files() if f.layer not in ("staging", "findings")]))


def rebuild(
    home: Path,
    themes: pa.Table,
    on_progress: OnProgress | None = None,
    engine: Engine | None = None,
    rules: Rules | None = None,
    dispatches: pa.Table | None = None,
    lake: Place | None = None,
    aspects: pa.Table | None = None,
) -> BuildResult:
    """Make the build file anew from the lake: the same rows. Detection has to run again after it."""
    for name in (BUILD, BUILD.with_suffix(".duckdb.wal")):
        (home / name).unlink(missing_ok=True)
    return build(home, themes, on_progress, engine, rules, dispatches, lake, aspects=aspects)


@contextmanager
def build_file(
    home: Path, themes: pa.Table | None, engine: Engine, aspects: pa.Table | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The build file with every table in place, staging ones empty. Names that are not given stay as they were."""
    with connect(home / BUILD, engine, scratch=home / BUILD.parent / ".spill") as con:
        con.execute(changes.SCHEMA)
        given = {"theme": themes, "aspect": aspects}
        make_tables(con, *(_known(con, kind) if names is None else names for kind, names in given.items()))
        comment_all(con, [file for file in sql_files() if file.layer != "staging"])
        yield con


def make_tables(con: duckdb.DuckDBPyConnection, themes: pa.Table, aspects: pa.Table | None = None) -> None:
    """Create whatever table is not there yet, and the scratch inputs that the SQL files read."""
    load_constants(con, themes, aspects)
    gate.load(con)
    clear_findings(con)
    vintages.ensure(con)
    search_index.clear(con)
    spoken.clear(con)
    load_runs(con, [])
    show_posts(con, [])
    show_enriched(con, [])
    con.execute(phrase_search.RUNS)
    con.execute("CREATE OR REPLACE TABLE staging.near_duplicate (dt DATE, post_id VARCHAR, duplicate_of VARCHAR)")
    ensure_all(con, sql_files())


def _known(con: duckdb.DuckDBPyConnection, table: str) -> pa.Table:
    found = "SELECT 1 FROM duckdb_tables() WHERE table_name = ? AND schema_name = 'main'"
    if not con.execute(found, [table]).fetchall():
        return no_names(table)
    return con.sql(f"FROM main.{table}").to_arrow_table()


def _build_days(
    con: duckdb.DuckDBPyConnection, place: Place, known_by: datetime | None, on_progress: OnProgress | None
) -> tuple[date, ...]:
    lake = changes.lake_days(place, known_by)
    changed = changes.changed_days(con, lake)
    if not changed:
        return ()
    with transaction(con):
        changes.settle_sightings(con, changed, known_by)
    done: set[date] = set()
    # Asked anew after each chunk: what changed on its days can change the links of later ones
    while changed := changes.changed_days(con, lake):
        chunk = next(_chunks(changed, sorted(lake)))
        _build_chunk(con, chunk, known_by)
        done |= {day.dt for day in chunk}
        if on_progress:
            on_progress(len(done), len(done | {day.dt for day in changed}))
    return tuple(sorted(done))


def _chunks(changed: list[Day], lake: list[date]) -> Iterator[list[Day]]:
    """Changed days in order, cut where a day that did not change lies between them, or where they become too much."""
    wanted = {day.dt for day in changed}
    kept = [dt for dt in lake if dt not in wanted]
    chunk: list[Day] = []
    size = 0
    for day in changed:
        apart = chunk and bisect(kept, chunk[-1].dt) != bisect(kept, day.dt)
        if chunk and (apart or size + day.size > _CHUNK_BYTES or len(chunk) >= _CHUNK_DAYS):
            yield chunk
            chunk, size = [], 0
        chunk.append(day)
        size += day.size
    if chunk:
        yield chunk


def _build_chunk(con: duckdb.DuckDBPyConnection, chunk: list[Day], known_by: datetime | None) -> None:
    first, last = chunk[0].dt, chunk[-1].dt
    show_posts(con, [path for day in chunk for path in day.posts], known_by)
    show_enriched(con, [path for day in chunk for path in day.enriched])
    hold_posts(con)
    _stage(con, first, last)
    with transaction(con):
        links.remember(con, first, last)
        spoken.keep(con, first, last)
        authors.note(con, first, last)
        for file in _kept_by_day():
            replace(con, file, first, last)
        authors.note(con, first, last)
        if kept := [day for day in chunk if day.kept]:
            kept_counts.put_back(con, kept[0].store, [day.dt for day in kept])
        _mark_built(con, chunk)
        links.unmark_later(con, first, last)
    for file in _staged():
        con.execute(f"DELETE FROM {file.table}")  # noqa: S608 - names of our own tables
    search_index.clear(con)
    spoken.clear(con)
    let_go_of_posts(con)


def _stage(con: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
    """Fill the staging tables. Links and indexes are worked out beside each other and beside what the database does."""
    make = {file.name: partial(replace, con, file, first, last) for file in _staged()}
    with beside(con) as own, ThreadPoolExecutor(1) as linking, ThreadPoolExecutor(1) as indexing:
        make["folded_post"]()
        linked = linking.submit(links.find, own, first)
        make["numbered_post"]()
        indexed = search_index.start(con, first, last, indexing)
        spoken.read(con, first, last)
        links.hand_over(con, linked.result())
        make["read_post"]()
        spoken.tell(con, first, last)
        make["mention"]()
        search_index.end(con, indexed)


def _staged() -> list[SqlFile]:
    return [file for file in sql_files() if file.layer == "staging" and file.name != "phrase_mention"]


def _kept_by_day() -> list[SqlFile]:
    return [f for f in sql_files() if f.by_day and not f.weekly and f.layer not in ("staging", "findings")]


def _mark_built(con: duckdb.DuckDBPyConnection, chunk: list[Day]) -> None:
    days = pa.table({name: [getattr(day, name) for day in chunk] for name in ("dt", "digest", "kept")})
    con.register("chunk_day", days)
    con.execute(_UNMARK)
    con.execute("INSERT INTO state.built SELECT dt, digest FROM chunk_day WHERE digest <> ''")
    con.execute("INSERT INTO state.dirty SELECT dt FROM chunk_day WHERE NOT kept")
    con.execute("INSERT INTO state.phrase_due SELECT dt FROM chunk_day WHERE NOT kept")
    con.execute("INSERT INTO state.week_due SELECT dt FROM chunk_day")
    con.unregister("chunk_day")


_UNMARK = "DELETE FROM state.built WHERE dt IN (SELECT dt FROM chunk_day)"


def _build_runs(con: duckdb.DuckDBPyConnection, place: Place, known_by: datetime | None, *, changed: bool) -> None:
    """Replace the tables that are kept whole, where what they are made from changed."""
    digest = changes.runs_digest(place, known_by)
    same = con.execute("SELECT digest FROM state.runs").fetchall() == [(digest,)]
    if not same:
        load_runs(con, run_files(place), known_by)
    whole = [f for f in sql_files() if not (f.by_day or f.by_key) and f.layer in ("core", "daily")]
    with transaction(con):
        con.execute("CREATE OR REPLACE TEMP TABLE coverage_before AS FROM coverage_daily")
        for file in whole:
            fixed = file.name in ("crawl_run", "coverage_daily")
            if (fixed and not same) or (not fixed and (changed or not same)) or file.given:
                replace(con, file, date.min, date.max)
        con.execute(_COVERAGE_CHANGED)
        con.execute("DROP TABLE coverage_before; DELETE FROM state.runs")
        con.execute("INSERT INTO state.runs VALUES ($digest)", {"digest": digest})


# A day whose coverage changed must be judged again, even if no post of it did.
_COVERAGE_CHANGED = """
INSERT INTO state.dirty
SELECT DISTINCT dt FROM (
    (FROM coverage_daily EXCEPT FROM coverage_before) UNION ALL (FROM coverage_before EXCEPT FROM coverage_daily)
)
"""
