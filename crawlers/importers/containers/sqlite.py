"""SQLite databases, opened for reading only: each table is of its own kind. Views and virtual tables are left out."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from contract.errors import ImportFileError
from crawlers.importers._batches import Rows

suffixes = (".db", ".sqlite", ".sqlite3")
BATCH = 20_000  # rows; bounds the memory
_TABLES = """
SELECT name FROM sqlite_master
WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' AND sql LIKE 'CREATE TABLE%'
ORDER BY name
"""
_LONGEST = 16 * 1024 * 1024  # bytes of one value


def read(path: Path) -> Iterator[Rows]:
    """Batches of rows, table by table; each table gives at least one, which may be empty."""
    try:
        with closing(_connection(path)) as connection:
            tables = [name for (name,) in connection.execute(_TABLES)]
            total, done = sum(_count(connection, table) for table in tables), 0
            for table in tables:
                for batch in _table(connection, table):
                    done += len(batch)
                    yield replace(batch, share=done / total if total else None)
    except (sqlite3.Error, OverflowError) as error:
        raise ImportFileError(
            f"{path.name} is not a whole SQLite database: {str(error)[:120]}; copy it again while nobody writes to it"
        ) from None


def _connection(path: Path) -> sqlite3.Connection:
    """Read-only. What still lies in a write-ahead log belongs to it; without a log nothing is locked or made."""
    log = path.with_name(path.name + "-wal")
    mode = "mode=ro" if log.is_file() and log.stat().st_size else "mode=ro&immutable=1"
    connection = sqlite3.connect(f"file:{quote(str(path.resolve()))}?{mode}", uri=True)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    connection.execute("PRAGMA query_only = 1")
    connection.execute("PRAGMA trusted_schema = 0")
    return connection


def _quoted(table: str) -> str:
    return '"' + table.replace('"', '""') + '"'


def _count(connection: sqlite3.Connection, table: str) -> int:
    query = f"SELECT count(*) FROM {_quoted(table)}"  # noqa: S608 a name from the database's own list, quoted
    return int(connection.execute(query).fetchone()[0])


def _table(connection: sqlite3.Connection, table: str) -> Iterator[Rows]:
    cursor = connection.execute(f"SELECT * FROM {_quoted(table)}")  # noqa: S608 likewise
    header = tuple(column[0] for column in cursor.description)
    number = 0
    while True:
        found = cursor.fetchmany(BATCH)
        if found or not number:
            rows = [dict(zip(header, row, strict=True)) for row in found]
            numbers = range(number + 1, number + len(rows) + 1)
            yield Rows(rows=rows, numbers=numbers, header=header, table=table)
        number += len(found)
        if not found:
            return
