"""What was known when: each night's findings, kept in the lake as what is new, different or withdrawn since the last.

The vintage of a day is what was known at its cutoff: nine in the morning (Asia/Shanghai) after it, when reports go out.
It is written until then and not touched afterwards. A file holds the difference to the vintage before it; one named
`.whole` holds all rows, and is what a vintage becomes before an older one is put in front of it, so that a kill at any
moment changes nothing that is told. Subjects and numbers only: no post, no text, no author.

What a night costs does not grow with history: only the days that changed since the last vintage are compared
(`state.changed_finding`, kept by change_log.py; `state.told_last` says since which files it is whole), and only the
days that a new file speaks of are replaced in the vintage tables.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from contract.clock import start_of
from warehouse.database import transaction
from warehouse.sql_files import SqlFile, sql_files
from warehouse.storage import Entry, Storage
from warehouse.tables import replace

CUTOFF = timedelta(hours=9)
FINDINGS = "findings"
_WHOLE = ".whole"


@dataclass(frozen=True, slots=True)
class _Kept:
    """A table of findings, and what names one of its rows."""

    table: str
    key: str
    renamed: tuple[tuple[str, str], ...] = ()  # columns that older files tell by another name

    @property
    def event(self) -> str:
        return f"state.{self.table}_event"

    @property
    def vintage(self) -> str:
        return f"{self.table}_vintage"


ALERTS = _Kept("alert", "alert_id, dt, status", (("negative_share", "value"), ("baseline_share", "baseline")))
TRENDS = _Kept("trend", "dt, scope, subject_kind, subject")
TOPICS = _Kept("topic_daily", "dt, scope, topic_id")
KEPT = (ALERTS, TOPICS, TRENDS)  # trends are written last: their file says that the vintage is there


def cutoff(day: date) -> datetime:
    """The instant (UTC) up to which what is observed belongs to a day's vintage."""
    return start_of(day + timedelta(days=1)) + CUTOFF


def ensure(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of what the files told."""
    con.execute("CREATE TABLE IF NOT EXISTS state.vintage (name VARCHAR, mark BIGINT, vintage DATE, whole BOOLEAN)")
    con.execute("CREATE TABLE IF NOT EXISTS state.told_last (name VARCHAR, mark BIGINT)")
    for kept in KEPT:
        file = _file(kept.table)
        columns = f"SELECT NULL::DATE AS vintage, false AS withdrawn, * FROM ({file.select}) LIMIT 0"  # noqa: S608
        con.execute(
            f"CREATE TABLE IF NOT EXISTS {kept.event} AS {columns}", file.parameters(first=date.min, last=date.min)
        )


def recorded(store: Storage) -> set[date]:
    """Days that have a vintage."""
    return {_day(entry.name) for entry in store.entries(f"{FINDINGS}/{TRENDS.table}")}


def _day(name: str) -> date:
    return date.fromisoformat(name.rpartition("/")[2][:10])


def sync(con: duckdb.DuckDBPyConnection, store: Storage) -> None:
    """Read the files that are new or changed, and bring `trend_vintage` and `alert_vintage` up to them."""
    for kept in KEPT:
        folder = f"{FINDINGS}/{kept.table}/"
        entries = {_day(e.name): e for e in store.entries(folder[:-1])}  # ".whole.parquet" sorts last: it wins
        told = {(e.name, e.modified) for e in entries.values()}
        known = set(con.execute("SELECT name, mark FROM state.vintage WHERE starts_with(name, ?)", [folder]).fetchall())
        if told == known:
            continue
        fresh = [e for e in entries.values() if (e.name, e.modified) not in known]
        with transaction(con):
            days = _forget(con, kept, [name for name, _ in known - told])
            for entry, path in zip(fresh, store.fetch(fresh), strict=True):
                days |= _take(con, kept, entry, path)
            # what a whole vintage does not hold was withdrawn by then: it speaks of all days
            if any(_WHOLE in name for name, _ in known ^ told):
                days = set(_days_in(con, kept, "true"))
            _replace(con, kept, sorted(days))


def _take(con: duckdb.DuckDBPyConnection, kept: _Kept, entry: Entry, path: Path) -> set[date]:
    """Read one file; returns the days that it speaks of."""
    day = _day(entry.name)
    there = pq.read_schema(path).names
    renamed = ", ".join(f"{old} AS {new}" for old, new in kept.renamed if old in there)
    columns = f"* RENAME ({renamed})" if renamed else "*"
    con.execute(f"INSERT INTO {kept.event} BY NAME SELECT {columns} FROM read_parquet(?)", [str(path)])  # noqa: S608
    con.execute(
        "INSERT INTO state.vintage VALUES (?, ?, ?, ?)", [entry.name, entry.modified, day, _WHOLE in entry.name]
    )
    return _days_in(con, kept, "vintage = $vintage", vintage=day)


def _forget(con: duckdb.DuckDBPyConnection, kept: _Kept, names: list[str]) -> set[date]:
    """Drop what files told that are gone or were written anew; returns the days that they spoke of."""
    days: set[date] = set()
    for name in names:
        days |= _days_in(con, kept, "vintage = $vintage", vintage=_day(name))
        con.execute(f"DELETE FROM {kept.event} WHERE vintage = ?", [_day(name)])  # noqa: S608
        con.execute("DELETE FROM state.vintage WHERE name = ?", [name])
    return days


def _days_in(con: duckdb.DuckDBPyConnection, kept: _Kept, where: str, **told: object) -> set[date]:
    return {dt for (dt,) in con.execute(f"SELECT DISTINCT dt FROM {kept.event} WHERE {where}", told).fetchall()}  # noqa: S608


def _replace(con: duckdb.DuckDBPyConnection, kept: _Kept, days: list[date]) -> None:
    """Make these days of the vintage table anew, neighbours together."""
    for _, told in groupby(enumerate(days), key=lambda numbered: numbered[1].toordinal() - numbered[0]):
        run = [day for _, day in told]
        replace(con, _file(kept.vintage), run[0], run[-1])


def _file(name: str) -> SqlFile:
    return next(file for file in sql_files() if file.name == name)


def is_late(con: duckdb.DuckDBPyConnection, day: date) -> bool:
    """Whether the build file knows something of the days up to this one that was observed after its cutoff."""
    told = {"day": day, "cutoff": cutoff(day), "end": start_of(day + timedelta(days=1))}
    return bool(con.execute(_LATE, told).fetchall()[0][0])


_LATE = """
SELECT exists(FROM post WHERE dt <= $day AND observed_at > $cutoff)
    OR exists(FROM crawl_run WHERE as_of > $cutoff AND window_from < $end)
"""


def record(con: duckdb.DuckDBPyConnection, store: Storage, day: date) -> bool:
    """Write the day's vintage from the findings in the build file; False if more is known than was at its cutoff.

    A vintage that is there already is written again as long as nothing has come after its cutoff, or after itself.
    """
    sync(con, store)
    days = recorded(store)
    later = [d for d in days if d > day]
    if is_late(con, day) or (day in days and later):
        return day in days
    if later:
        _make_whole(con, store, min(later))
    first = not [d for d in days if d < day]
    changed = None if first else _changed(con, max(d for d in days if d <= day), day)
    for kept in KEPT:
        asked = None
        if changed is not None:  # a vintage that is written again tells at least of the days that it told of before
            asked = sorted(changed[kept.table] | _days_in(con, kept, "vintage = $day", day=day))
        _write(store, kept, day, _rows(con, kept, day, asked, first), whole=first)
    sync(con, store)
    _begin_anew(con, day)
    return True


def _changed(con: duckdb.DuckDBPyConnection, last: date, day: date) -> dict[str, set[date]] | None:
    """Days of each table that changed since the vintage `last`, and all after it up to `day`; None if not known."""
    files = con.execute("SELECT name, mark FROM state.vintage WHERE vintage = ?", [last]).fetchall()
    if not files or set(files) != set(con.execute("FROM state.told_last").fetchall()):
        return None  # another build file wrote it
    new = {last + timedelta(days=i) for i in range(1, (day - last).days + 1)}
    tables = [kept.table for kept in KEPT]
    noted = "SELECT table_name, dt FROM state.changed_finding WHERE list_contains($tables, table_name)"
    changed = con.execute(noted, {"tables": tables}).fetchall()
    if any(dt is None for _, dt in changed):
        return None
    return {kept.table: new | {dt for table, dt in changed if table == kept.table} for kept in KEPT}


def _begin_anew(con: duckdb.DuckDBPyConnection, day: date) -> None:
    """From here on, what changes is noted for the vintage after this one."""
    with transaction(con):
        con.execute("DELETE FROM state.told_last; DELETE FROM state.changed_finding")
        con.execute("INSERT INTO state.told_last SELECT name, mark FROM state.vintage WHERE vintage = ?", [day])


def _make_whole(con: duckdb.DuckDBPyConnection, store: Storage, day: date) -> None:
    """Make a vintage hold all rows, so that it does not depend on those before it."""
    if con.execute("SELECT 1 FROM state.vintage WHERE vintage = ? AND whole", [day]).fetchall():
        return
    for kept in KEPT:
        held = f"SELECT * REPLACE ($day::DATE AS vintage) FROM ({_state(kept)})"  # noqa: S608
        _write(store, kept, day, con.sql(held, params={"day": day, "upto": day}).to_arrow_table(), whole=True)
    sync(con, store)


def _state(kept: _Kept, where: str = "") -> str:
    """The rows that were told as of a vintage."""
    return f"""
SELECT * FROM {kept.event}
WHERE vintage <= $upto{where} AND vintage >= coalesce((SELECT max(vintage) FROM state.vintage
    WHERE whole AND vintage <= $upto AND name LIKE 'findings/{kept.table}/%'), '0001-01-01')
QUALIFY row_number() OVER (PARTITION BY {kept.key} ORDER BY vintage DESC) = 1 AND NOT withdrawn"""  # noqa: S608


def _rows(con: duckdb.DuckDBPyConnection, kept: _Kept, day: date, asked: list[date] | None, first: bool) -> pa.Table:
    """What is new, different or withdrawn since the vintage before, on the days asked for (None: on all)."""
    told: dict[str, object] = {"day": day}
    where = ""
    if asked is not None:
        told["asked"], where = asked, " AND dt IN (SELECT unnest($asked::DATE[]))"
    now = f"SELECT * FROM {kept.table} WHERE dt <= $day{where}"  # noqa: S608
    if first:
        query = f"SELECT $day::DATE AS vintage, false AS withdrawn, * FROM ({now}) ORDER BY ALL"  # noqa: S608
        return con.sql(query, params=told).to_arrow_table()
    before = f"SELECT * EXCLUDE (vintage, withdrawn) FROM ({_state(kept, where)})"  # noqa: S608
    query = f"""
WITH now AS ({now}), before AS ({before})
SELECT $day::DATE AS vintage, false AS withdrawn, * FROM (FROM now EXCEPT FROM before)
UNION ALL BY NAME
SELECT $day::DATE AS vintage, true AS withdrawn, * FROM before ANTI JOIN now USING ({kept.key})
ORDER BY ALL"""  # noqa: S608 - names of our own tables
    return con.sql(query, params=told | {"upto": day - timedelta(days=1)}).to_arrow_table()


def _write(store: Storage, kept: _Kept, day: date, rows: pa.Table, *, whole: bool) -> None:
    plain = f"{FINDINGS}/{kept.table}/{day}.parquet"
    name = plain.replace(".parquet", f"{_WHOLE}.parquet") if whole else plain
    with store.put(name) as path:
        pq.write_table(rows, path, compression="zstd")
    if whole:
        store.delete([plain])
