"""Makes and fills the tables that the SQL files describe; their comments go into the catalogue."""

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256

import duckdb

from contract.errors import WarehouseError
from warehouse.change_log import noting, touched, touched_keys
from warehouse.database import transaction
from warehouse.sql_files import Meaning, SqlFile

__all__ = ["comment", "comment_all", "ensure", "ensure_all", "replace", "touched", "touched_keys"]

_OLDER = "an older version made it; run `fengxiang rebuild` once, which makes it anew from the lake"


def ensure(con: duckdb.DuckDBPyConnection, file: SqlFile) -> None:
    """Create the table from its SELECT if it is not there; WarehouseError if the header tells other columns."""
    found = con.execute(f"SELECT * FROM ({file.select}) LIMIT 0", file.parameters(first=date.min, last=date.min))  # noqa: S608
    columns = {name: str(kind) for name, kind, *_ in found.description or []}
    if list(columns) != list(file.columns) and set(columns) != set(file.columns):
        raise WarehouseError(_told_wrong(file, set(columns)))
    told = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    con.execute(f"CREATE TABLE IF NOT EXISTS {file.table} ({told})")
    there = con.execute(f"FROM {file.table} LIMIT 0").description or []
    if {name: str(kind) for name, kind, *_ in there} != columns:
        raise WarehouseError(f"{file.table} has other columns than {file.path.name} makes: {_OLDER}")


def ensure_all(con: duckdb.DuckDBPyConnection, files: Sequence[SqlFile]) -> None:
    """Create the tables that are not there yet; WarehouseError where one would lack the days that were built before.

    Where the files are those that made what is there, only the staging tables are made: to ask each SELECT for its
    columns would be a tenth of a small build.
    """
    made_by = _digest(files)
    if _standing(con, made_by):
        for file in files:
            if file.layer == "staging":
                ensure(con, file)
        return
    there = {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    new = [file.name for file in files if file.by_day and file.layer != "staging" and file.name not in there]
    if new and con.execute("SELECT 1 FROM state.built LIMIT 1").fetchall():
        raise WarehouseError(f"the build file knows no {', '.join(new)} yet: {_OLDER}")
    for file in files:
        ensure(con, file)
    con.execute("CREATE OR REPLACE TABLE state.made_by AS SELECT $digest AS digest", {"digest": made_by})
    con.execute(f"CREATE OR REPLACE TABLE state.made AS {_MADE}")


# What is there: should somebody have dropped or altered a table, its file is asked again.
_MADE = """
SELECT schema_name, table_name, column_index, column_name, data_type FROM duckdb_columns()
WHERE database_name = current_database() AND schema_name <> 'state'
"""


def _digest(files: Sequence[SqlFile]) -> str:
    told = repr([(duckdb.__version__, file.table, file.select, list(file.columns)) for file in files])
    return sha256(told.encode()).hexdigest()


def _standing(con: duckdb.DuckDBPyConnection, made_by: str) -> bool:
    """Whether the tables are there as these files once made them."""
    known = "SELECT 1 FROM duckdb_tables() WHERE database_name = current_database() AND table_name = 'made'"
    if not con.execute(known).fetchall() or con.execute("FROM state.made_by").fetchall() != [(made_by,)]:
        return False
    other = f"(FROM state.made EXCEPT {_MADE}) UNION ALL ({_MADE} EXCEPT FROM state.made)"
    return not con.execute(f"FROM ({other}) LIMIT 1").fetchall()


def _told_wrong(file: SqlFile, columns: set[str]) -> str:
    missing, extra = sorted(columns - set(file.columns)), sorted(set(file.columns) - columns)
    return (
        f"{file.path}:1: every output column needs one `-- column: name  meaning | 含义` line; "
        f"without one: {', '.join(missing) or 'none'}; told but not selected: {', '.join(extra) or 'none'}"
    )


def comment(con: duckdb.DuckDBPyConnection, file: SqlFile, table: str) -> None:
    """Write the header's meanings into the catalogue, in both languages, and what a row is."""
    con.execute(f"COMMENT ON TABLE {table} IS {_quoted(described(file))}")
    for name, meaning in file.columns.items():
        con.execute(f'COMMENT ON COLUMN {table}."{name}" IS {_quoted(meaning)}')


def comment_all(con: duckdb.DuckDBPyConnection, files: Sequence[SqlFile]) -> None:
    """Write the meanings of tables whose catalogue tells other ones: a build that changes none writes none."""
    told = {(schema, table, column): text for schema, table, column, text in con.execute(_COMMENTS).fetchall()}
    stale = [file for file in files if any(told.get(key) != text for key, text in _told_of(file))]
    with transaction(con):  # one for all: each alone would wait for the disk
        for file in stale:
            comment(con, file, file.table)


_COMMENTS = """
SELECT schema_name, table_name, column_name, comment FROM duckdb_columns()
WHERE database_name = current_database() AND comment IS NOT NULL
UNION ALL
SELECT schema_name, table_name, '', comment FROM duckdb_tables()
WHERE database_name = current_database() AND comment IS NOT NULL
"""


def _told_of(file: SqlFile) -> Iterator[tuple[tuple[str, str, str], str]]:
    schema = file.table.rpartition(".")[0] or "main"
    yield (schema, file.name, ""), str(described(file))
    for name, meaning in file.columns.items():
        yield (schema, file.name, name), str(meaning)


def described(file: SqlFile) -> Meaning:
    """What the table holds, and what one row stands for."""
    zh = f"{file.meaning.zh}每行对应一组：{'、'.join(file.grain)}。" if file.meaning.zh else ""
    return Meaning(f"{file.meaning.en} One row a {', '.join(file.grain)}.", zh)


def _quoted(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def replace(con: duckdb.DuckDBPyConnection, file: SqlFile, first: date, last: date) -> None:
    """Replace the rows of the days from first to last, or of the whole weeks; of the whole table if not kept by day.

    What changed is logged for publishing.
    """
    first, last = file.span(first, last)
    where = " WHERE dt BETWEEN $first AND $last" if file.by_day else ""
    with noting(con, file, first, last):
        con.execute(f"DELETE FROM {file.table}{where}", {"first": first, "last": last} if where else None)  # noqa: S608
        con.execute(f"INSERT INTO {file.table} BY NAME {file.select}", file.parameters(first=first, last=last))
