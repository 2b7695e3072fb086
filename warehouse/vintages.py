"""What was known when: each night's findings, kept in the lake as what is new, different or withdrawn since the last.

The vintage of a day is what was known at its cutoff: nine in the morning (Asia/Shanghai) after it, when reports go out.
It is written until then and not touched afterwards. A file holds the difference to the vintage before it; one named
`.whole` holds all rows, and is what a vintage becomes before an older one is put in front of it, so that a kill at any
moment changes nothing that is told. Subjects and numbers only: no post, no text, no author.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from contract.clock import start_of
from warehouse.database import transaction
from warehouse.sql_files import sql_files
from warehouse.storage import Storage
from warehouse.tables import replace

CUTOFF = timedelta(hours=9)
FINDINGS = "findings"
_WHOLE = ".whole"


@dataclass(frozen=True, slots=True)
class _Kept:
    """A table of findings, and what names one of its rows."""

    table: str
    key: str

    @property
    def event(self) -> str:
        return f"state.{self.table}_event"

    @property
    def vintage(self) -> str:
        return f"{self.table}_vintage"


ALERTS = _Kept("alert", "alert_id, dt")
TRENDS = _Kept("trend", "dt, scope, subject_kind, subject")
KEPT = (ALERTS, TRENDS)  # trends are written last: their file says that the vintage is there


def cutoff(day: date) -> datetime:
    """The instant (UTC) up to which what is observed belongs to a day's vintage."""
    return start_of(day + timedelta(days=1)) + CUTOFF


def ensure(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of what the files told."""
    con.execute("CREATE TABLE IF NOT EXISTS state.vintage (name VARCHAR, mark BIGINT, vintage DATE, whole BOOLEAN)")
    for kept in KEPT:
        file = next(f for f in sql_files() if f.name == kept.table)
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
    known = set(con.execute("SELECT name, mark FROM state.vintage").fetchall())
    for kept in KEPT:
        folder = f"{FINDINGS}/{kept.table}"
        entries = {_day(e.name): e for e in store.entries(folder)}  # ".whole.parquet" sorts after ".parquet": it wins
        told = {(e.name, e.modified) for e in entries.values()}
        before = {k for k in known if k[0].startswith(folder + "/")}
        if told == before:
            continue
        with transaction(con):
            for name in {name for name, _ in before - told}:
                con.execute(f"DELETE FROM {kept.event} WHERE vintage = ?", [_day(name)])  # noqa: S608
                con.execute("DELETE FROM state.vintage WHERE name = ?", [name])
            fresh = [e for e in entries.values() if (e.name, e.modified) not in before]
            for entry, path in zip(fresh, store.fetch(fresh), strict=True):
                con.execute(f"INSERT INTO {kept.event} BY NAME FROM read_parquet(?)", [str(path)])
                row = [entry.name, entry.modified, _day(entry.name), _WHOLE in entry.name]
                con.execute("INSERT INTO state.vintage VALUES (?, ?, ?, ?)", row)
            replace(con, next(f for f in sql_files() if f.name == kept.vintage), date.min, date.max)


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
    for kept in KEPT:
        _write(store, kept, day, _rows(con, kept, day, first), whole=first)
    sync(con, store)
    return True


def _make_whole(con: duckdb.DuckDBPyConnection, store: Storage, day: date) -> None:
    for kept in KEPT:
        held = f"SELECT * REPLACE ($day::DATE AS vintage) FROM ({_state(kept)})"  # noqa: S608
        _write(store, kept, day, con.sql(held, params={"day": day, "upto": day}).to_arrow_table(), whole=True)
    sync(con, store)


def _state(kept: _Kept) -> str:
    """The rows that were told as of a vintage."""
    return f"""
SELECT * FROM {kept.event}
WHERE vintage <= $upto AND vintage >= coalesce((SELECT max(vintage) FROM state.vintage
    WHERE whole AND vintage <= $upto AND name LIKE 'findings/{kept.table}/%'), '0001-01-01')
QUALIFY row_number() OVER (PARTITION BY {kept.key} ORDER BY vintage DESC) = 1 AND NOT withdrawn"""  # noqa: S608


def _rows(con: duckdb.DuckDBPyConnection, kept: _Kept, day: date, first: bool) -> pa.Table:
    now = f"SELECT * FROM {kept.table} WHERE dt <= $day"  # noqa: S608
    if first:
        query = f"SELECT $day::DATE AS vintage, false AS withdrawn, * FROM ({now}) ORDER BY ALL"  # noqa: S608
        return con.sql(query, params={"day": day}).to_arrow_table()
    before = f"SELECT * EXCLUDE (vintage, withdrawn) FROM ({_state(kept)})"  # noqa: S608
    query = f"""
WITH now AS ({now}), before AS ({before})
SELECT $day::DATE AS vintage, false AS withdrawn, * FROM (FROM now EXCEPT FROM before)
UNION ALL BY NAME
SELECT $day::DATE AS vintage, true AS withdrawn, * FROM before ANTI JOIN now USING ({kept.key})
ORDER BY ALL"""  # noqa: S608 - names of our own tables
    return con.sql(query, params={"day": day, "upto": day - timedelta(days=1)}).to_arrow_table()


def _write(store: Storage, kept: _Kept, day: date, rows: pa.Table, *, whole: bool) -> None:
    plain = f"{FINDINGS}/{kept.table}/{day}.parquet"
    name = plain.replace(".parquet", f"{_WHOLE}.parquet") if whole else plain
    with store.put(name) as path:
        pq.write_table(rows, path, compression="zstd")
    if whole:
        store.delete([plain])
