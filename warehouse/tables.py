"""Makes and fills the tables that the SQL files describe; their comments go into the catalogue."""

from datetime import date

import duckdb

from contract.errors import WarehouseError
from warehouse.change_log import noting, touched
from warehouse.sql_files import SqlFile

__all__ = ["comment", "ensure", "replace", "touched"]


def ensure(con: duckdb.DuckDBPyConnection, file: SqlFile) -> None:
    """Create the table from its SELECT if it is not there; WarehouseError if the header tells other columns."""
    found = con.execute(f"SELECT * FROM ({file.select}) LIMIT 0", file.parameters(first=date.min, last=date.min))  # noqa: S608
    columns = {name: str(kind) for name, kind, *_ in found.description or []}
    if list(columns) != list(file.columns) and set(columns) != set(file.columns):
        raise WarehouseError(_told_wrong(file, set(columns)))
    told = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    con.execute(f"CREATE TABLE IF NOT EXISTS {file.table} ({told})")


def _told_wrong(file: SqlFile, columns: set[str]) -> str:
    missing, extra = sorted(columns - set(file.columns)), sorted(set(file.columns) - columns)
    return (
        f"{file.path}:1: every output column needs one `-- column: name  meaning` line; "
        f"without one: {', '.join(missing) or 'none'}; told but not selected: {', '.join(extra) or 'none'}"
    )


def comment(con: duckdb.DuckDBPyConnection, file: SqlFile, table: str) -> None:
    """Write the header's meanings into the catalogue."""
    quoted = {name: meaning.replace("'", "''") for name, meaning in {"": file.meaning, **file.columns}.items()}
    con.execute(f"COMMENT ON TABLE {table} IS '{quoted.pop('')} One row a {', '.join(file.grain)}.'")
    for name, meaning in quoted.items():
        con.execute(f"COMMENT ON COLUMN {table}.\"{name}\" IS '{meaning}'")


def replace(con: duckdb.DuckDBPyConnection, file: SqlFile, first: date, last: date) -> None:
    """Replace the rows of the days from first to last; of the whole table if it is not kept by day.

    What changed is logged for publishing.
    """
    where = " WHERE dt BETWEEN $first AND $last" if file.by_day else ""
    with noting(con, file, first, last):
        con.execute(f"DELETE FROM {file.table}{where}", {"first": first, "last": last} if where else None)  # noqa: S608
        con.execute(f"INSERT INTO {file.table} BY NAME {file.select}", file.parameters(first=first, last=last))
