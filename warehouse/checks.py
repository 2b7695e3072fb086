"""Runs the promises of the SQL headers. `fail` stops the publish and shows the rows, `warn` is shown in the report.

A check is a function that makes the SELECT of the rows that break it; adding one means adding a function here.
What changed since a table was last checked is logged (warehouse.change_log), and only that is looked at: what held for
the other days still does. A check that is new, or that did not hold the last time, looks at the whole table.
"""

from collections.abc import Callable, Sequence
from datetime import date

import duckdb
import pyarrow as pa

from contract.errors import CheckFailed, WarehouseError
from warehouse import change_log
from warehouse.database import transaction
from warehouse.sql_files import Check, SqlFile

_SHOWN = 3
_LISTED_DAYS = 60  # of more, all from the first to the last are looked at


def _unique(table: str, *columns: str) -> str:
    keys = ", ".join(columns)
    return f"SELECT {keys}, count(*) AS times FROM {table} GROUP BY {keys} HAVING count(*) > 1"  # noqa: S608


def _not_null(table: str, *columns: str) -> str:
    return f"FROM {table} WHERE {' OR '.join(f'{column} IS NULL' for column in columns)}"


def _accepted_values(table: str, column: str, *values: str) -> str:
    allowed = ", ".join(f"'{value}'" for value in values)
    return f"FROM {table} WHERE {column} NOT IN ({allowed})"


def _between(table: str, column: str, low: str, high: str) -> str:
    return f"FROM {table} WHERE NOT {column} BETWEEN {float(low)} AND {float(high)}"


def _at_least(table: str, column: str, low: str) -> str:
    return f"FROM {table} WHERE {column} < {float(low)}"


def _at_most(table: str, column: str, high: str) -> str:
    return f"FROM {table} WHERE {column} > {float(high)}"


def _rows_at_least(table: str, count: str) -> str:
    return f"SELECT * FROM (SELECT count(*) AS rows FROM {table}) WHERE rows < {int(count)}"  # noqa: S608


def _rows_near_past_mean(table: str, share: str) -> str:
    """The last day against the mean of the 28 days before it: off by more than the share."""
    return f"""
        WITH l AS (SELECT max(dt) AS dt FROM {table}),
        d AS (SELECT dt, count(*) AS rows FROM {table} WHERE dt >= (SELECT dt - 28 FROM l) GROUP BY dt)
        SELECT * FROM (
            SELECT l.dt, max(d.rows) FILTER (d.dt = l.dt) AS rows, round(avg(d.rows) FILTER (d.dt < l.dt)) AS past_mean
            FROM d, l WHERE d.dt >= l.dt - 28 GROUP BY l.dt
        ) WHERE abs(rows - past_mean) > {float(share)} * past_mean"""  # noqa: S608 - our own table names


CHECKS: dict[str, Callable[..., str]] = {
    "unique": _unique,
    "not_null": _not_null,
    "accepted_values": _accepted_values,
    "between": _between,
    "at_least": _at_least,
    "at_most": _at_most,
    "rows_at_least": _rows_at_least,
    "rows_near_past_mean": _rows_near_past_mean,
}


_OF_ALL_DAYS = ("rows_at_least", "rows_near_past_mean")


def query_of(check: Check, table: str) -> str:
    """The SELECT of the rows that break a check; WarehouseError if it is unknown or takes other arguments."""
    if check.name not in CHECKS:
        raise WarehouseError(f"{check.where}: unknown check {check.name!r}; known: {', '.join(CHECKS)}")
    try:
        return CHECKS[check.name](table, *check.arguments)
    except (TypeError, ValueError) as error:
        raise WarehouseError(f"{check.where}: {check} has wrong arguments ({error})") from error


def run(con: duckdb.DuckDBPyConnection, files: Sequence[SqlFile]) -> tuple[str, ...]:
    """Run every check of these tables on what changed, keep the results in `check_result`; the warnings in words.

    CheckFailed, with up to three rows, if one marked `fail` does not hold.
    """
    held, changed = _held(con), change_log.unchecked(con)
    rows = []
    for file in files:
        part = _changed(file, changed.get(file.name, set()))
        for check in file.checks:
            query = _query(file, check, part if (file.name, str(check)) in held else None)
            rows.append(_result(con, file, check, query))
    _keep(con, rows, [file.name for file in files])
    broken = [row for row in rows if not row["ok"]]
    failed = [str(row["detail"]) for row in broken if row["level"] == "fail"]
    if failed:
        raise CheckFailed("nothing was published: " + "; ".join(failed))
    return tuple(str(row["detail"]) for row in broken)


def _held(con: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    return {(t, n) for t, n in con.execute("SELECT table_name, name FROM check_result WHERE ok").fetchall()}


def _changed(file: SqlFile, days: set[date | None]) -> str | None:
    """The condition for rows that were not checked yet; None: all of them."""
    if None in days or (days and not file.by_day):
        return None
    told = [f"DATE '{day}'" for day in sorted(day for day in days if day)]
    if len(told) > _LISTED_DAYS:
        return f"dt BETWEEN {told[0]} AND {told[-1]}"
    return f"dt IN ({', '.join(told)})" if told else "false"


def _query(file: SqlFile, check: Check, changed: str | None) -> str:
    """The rows that break a check, among those that changed (None: all)."""
    if changed is None or check.name in _OF_ALL_DAYS:
        return query_of(check, file.table)
    part = f"(FROM {file.table} WHERE {changed})"
    if check.name == "unique" and not _apart_by_day(file, check) and changed != "false":
        keys = ", ".join(check.arguments)  # a row of a day that changed may repeat the key of any other day
        part = f"(FROM {file.table} SEMI JOIN (SELECT {keys} FROM {part}) USING ({keys}))"  # noqa: S608
    return query_of(check, part)


def _apart_by_day(file: SqlFile, check: Check) -> bool:
    """Whether rows of two days cannot share these keys. A post lies on one day, which is checked on table post."""
    return "dt" in check.arguments or ("post_id" in check.arguments and file.name != "post")


def _result(con: duckdb.DuckDBPyConnection, file: SqlFile, check: Check, query: str) -> dict[str, object]:
    found = con.execute(f"SELECT count(*) FROM ({query})").fetchall()[0][0]  # noqa: S608
    detail = None
    if found:
        shown = con.sql(f"FROM ({query}) LIMIT {_SHOWN}").to_arrow_table().to_pylist()
        detail = f"{file.name}: {check} does not hold for {found} rows, such as {'; '.join(map(_in_words, shown))}"
    return {
        "name": str(check), "table_name": file.name, "level": check.level,
        "ok": not found, "failing": found, "detail": detail,
    }  # fmt: skip


def _in_words(row: dict[str, object]) -> str:
    """A row's first few values, without texts: a check must not carry posts into logs."""
    kept = {k: v for k, v in row.items() if k not in ("text", "title", "author_name", "words") and v is not None}
    return ", ".join(f"{k}={v}" for k, v in list(kept.items())[:6])


def _keep(con: duckdb.DuckDBPyConnection, rows: list[dict[str, object]], tables: list[str]) -> None:
    schema = pa.schema(
        [
            ("name", pa.string()), ("table_name", pa.string()), ("level", pa.string()),
            ("ok", pa.bool_()), ("failing", pa.int64()), ("detail", pa.string()),
        ]
    )  # fmt: skip
    con.register("fresh_result", pa.Table.from_pylist(rows, schema))
    with transaction(con):
        con.execute("DELETE FROM check_result WHERE list_contains($tables, table_name)", {"tables": tables})
        con.execute("INSERT INTO check_result BY NAME FROM fresh_result")
        con.execute("DELETE FROM state.unchecked WHERE list_contains($tables, table_name)", {"tables": tables})
    con.unregister("fresh_result")
