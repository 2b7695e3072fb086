"""The build file's log of what changed in published tables since each publish, so that publishing copies only that.

A generation is all that happens between two publishes. Publishing seals it with a random stamp and writes number and
stamp into the version: a version whose pair the build file remembers holds what the build file held then, and lacks
just the changes logged since. A build file made anew, or brought back from a backup, has other stamps.
`state.change` names days (null: the whole table), `state.change_key` keys of tables that are refreshed key by key,
`state.unchecked` the days (null: the whole table) that changed after the table's checks last ran;
`state.changed_finding` the same of findings, since the last vintage was recorded (vintages.py).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

import duckdb

from warehouse.sql_files import PUBLISHED_LAYERS, SqlFile

SCHEMA = """
CREATE TABLE IF NOT EXISTS state.change (table_name VARCHAR, dt DATE, generation BIGINT);
CREATE TABLE IF NOT EXISTS state.change_key (table_name VARCHAR, key VARCHAR, generation BIGINT);
CREATE TABLE IF NOT EXISTS state.sealed (generation BIGINT, stamp VARCHAR);
CREATE TABLE IF NOT EXISTS state.unchecked (table_name VARCHAR, dt DATE);
CREATE TABLE IF NOT EXISTS state.changed_finding (table_name VARCHAR, dt DATE);
"""
_REMEMBERED = 16  # publishes: a version older than that is copied whole, and the log stays small
_OPEN = "(SELECT coalesce(max(generation), 0) + 1 FROM state.sealed)"


class Seal(NamedTuple):
    """The end of a generation."""

    generation: int
    stamp: str


def touched(con: duckdb.DuckDBPyConnection, file: SqlFile, days: Iterable[date | None]) -> None:
    """Log that rows of these days changed (None: of the whole table).

    Belongs into the transaction that changes them.
    """
    told = {"name": file.name, "days": list(days)}
    if not told["days"]:
        return
    if file.layer in PUBLISHED_LAYERS:
        log = f"INSERT INTO state.change (SELECT $name, unnest($days::DATE[]), {_OPEN} EXCEPT FROM state.change)"  # noqa: S608
        con.execute(log, told)
    for log in ("unchecked", *(["changed_finding"] if file.layer == "findings" else [])):
        con.execute(f"INSERT INTO state.{log} (SELECT $name, unnest($days::DATE[]) EXCEPT FROM state.{log})", told)  # noqa: S608


def touched_keys(con: duckdb.DuckDBPyConnection, file: SqlFile, keys: str) -> None:
    """Log that the rows of these keys changed, in a table whose grain is one column. `keys` is the SELECT of them."""
    con.execute(
        f"INSERT INTO state.change_key (SELECT $name, key, {_OPEN} FROM ({keys}) AS told (key) "  # noqa: S608
        "EXCEPT FROM state.change_key)",
        {"name": file.name},
    )
    con.execute("INSERT INTO state.unchecked (SELECT $name, NULL EXCEPT FROM state.unchecked)", {"name": file.name})


@contextmanager
def noting(con: duckdb.DuckDBPyConnection, file: SqlFile, first: date, last: date) -> Iterator[None]:
    """Log which days of first..last (or whether the whole table) the statements inside change."""
    if file.layer == "staging":
        yield
        return
    before = _held(con, file, first, last)
    yield
    after = _held(con, file, first, last)
    touched(con, file, sorted({dt for dt, *_ in (before | after if _by_posts(file) else before ^ after)}, key=str))


def _by_posts(file: SqlFile) -> bool:
    """Days of such tables are replaced because posts changed: to compare wide rows would cost more than it saves."""
    return file.layer in ("core", "private") and file.by_day


def _held(
    con: duckdb.DuckDBPyConnection, file: SqlFile, first: date, last: date
) -> set[tuple[date | None, int, int | None]]:
    digest = "NULL" if _by_posts(file) else "sum(hash(told))"
    query = f"count(*), {digest} FROM {file.table} AS told"
    if not file.by_day:
        return set(con.execute(f"SELECT NULL, {query}").fetchall())
    return set(con.execute(f"SELECT dt, {query} WHERE dt BETWEEN ? AND ? GROUP BY dt", [first, last]).fetchall())


def seal(con: duckdb.DuckDBPyConnection) -> Seal:
    """End the generation, and forget what no remembered version lacks. Runs in a transaction of the caller."""
    con.execute(f"INSERT INTO state.sealed SELECT {_OPEN}, uuid()::VARCHAR")
    generation, stamp = con.execute("FROM state.sealed ORDER BY generation DESC LIMIT 1").fetchall()[0]
    con.execute("DELETE FROM state.sealed WHERE generation <= $past", {"past": generation - _REMEMBERED})
    for log in ("change", "change_key"):
        con.execute(f"DELETE FROM state.{log} WHERE generation <= (SELECT min(generation) FROM state.sealed)")  # noqa: S608
    return Seal(generation, stamp)


def remembers(con: duckdb.DuckDBPyConnection, told: Seal) -> bool:
    """Whether the build file knows all that changed since."""
    return bool(con.execute("SELECT 1 FROM state.sealed WHERE generation = ? AND stamp = ?", list(told)).fetchall())


def days_since(con: duckdb.DuckDBPyConnection, file: SqlFile, generation: int) -> set[date | None]:
    """Days of a table that changed after a generation; None among them: all of it."""
    rows = con.execute(
        "SELECT DISTINCT dt FROM state.change WHERE table_name = ? AND generation > ?", [file.name, generation]
    )
    return {dt for (dt,) in rows.fetchall()}


def keys_since(file: SqlFile, generation: int) -> str:
    """The SELECT of the keys of a table whose rows changed after a generation."""
    return f"SELECT key FROM state.change_key WHERE table_name = '{file.name}' AND generation > {generation}"  # noqa: S608


def quiet_since(con: duckdb.DuckDBPyConnection, generation: int) -> bool:
    """Whether nothing was logged after a generation."""
    logs = "(SELECT generation FROM state.change UNION ALL SELECT generation FROM state.change_key)"
    return not con.execute(f"FROM {logs} WHERE generation > ? LIMIT 1", [generation]).fetchall()


def unchecked(con: duckdb.DuckDBPyConnection) -> dict[str, set[date | None]]:
    """Days (None: the whole table) that changed since the table's checks last ran, by its name."""
    found: dict[str, set[date | None]] = {}
    for name, dt in con.execute("FROM state.unchecked").fetchall():
        found.setdefault(name, set()).add(dt)
    return found
