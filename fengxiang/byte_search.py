"""Looks for the erased in every byte under a home, independent of what did the erasing: the proof after it.

Each file is opened by its kind and all that it tells is read as text, down to every cell of every table; and its bytes
are looked through as they lie on the disk, since a database may keep deleted rows in them.
"""

import gzip
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from email import message_from_bytes
from email.policy import default
from mmap import ACCESS_READ, mmap
from pathlib import Path

from fengxiang.home_files import HomeFile, home_files, leavings

_ROWS = 20_000
_ENCODINGS = ("utf-8", "gb18030", "utf-16-le")


def found_under(home: Path, wanted: Sequence[str]) -> dict[Path, set[str]]:
    """Which files hold any of these texts, and which of them. Files that cannot be opened count as bytes alone."""
    found: dict[Path, set[str]] = {}
    beside = [HomeFile(path, "elsewhere", "binary") for path in leavings(home)]
    for file in (*home_files(home), *beside):
        if hits := set(_in_bytes(file.path, wanted)) | _in_texts(file, wanted):
            found[file.path] = hits
    return found


def _in_texts(file: HomeFile, wanted: Sequence[str]) -> set[str]:
    hits: set[str] = set()
    for text in READERS.get(file.kind, _nothing)(file.path):
        hits |= {one for one in wanted if one in text}
    return hits


def _in_bytes(path: Path, wanted: Sequence[str]) -> Iterator[str]:
    """Those that lie in a file, or in the log beside it, as they are."""
    for part in (path, *path.parent.glob(f"{path.name}[-.]wal")):
        if not part.stat().st_size:
            continue
        with part.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as held:
            yield from (
                one for one in wanted if any(held.find(one.encode(e, "ignore") or b"\0\0") >= 0 for e in _ENCODINGS)
            )


def _nothing(path: Path) -> Iterator[str]:
    del path
    yield from ()


def _packed(path: Path) -> Iterator[str]:
    with gzip.open(path, "rb") as file:
        yield _text(file.read())


def _archive(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as file:
        yield from (_text(file.read(name)) for name in file.namelist())


def _mail(path: Path) -> Iterator[str]:
    mail = message_from_bytes(path.read_bytes(), policy=default)
    yield " ".join(f"{name}: {value}" for name, value in mail.items())
    for part in mail.walk():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            yield _text(payload)


def _parquet(path: Path) -> Iterator[str]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        yield str(file.metadata.metadata)
        for group in range(file.metadata.num_row_groups):
            told = file.metadata.row_group(group)
            yield " ".join(str(told.column(n).statistics) for n in range(told.num_columns))
        yield from (str(batch.to_pylist()) for batch in file.iter_batches(_ROWS))


def _sqlite(path: Path) -> Iterator[str]:
    with closing(sqlite3.connect(path)) as db:
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            yield from (str(row) for row in db.execute(f'SELECT * FROM "{table}"'))  # noqa: S608 - of its own catalogue


def _duckdb(path: Path) -> Iterator[str]:
    import duckdb

    with duckdb.connect(str(path), read_only=True) as con:
        tables = con.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
        for schema, table in tables:
            rows = con.execute(f'SELECT COLUMNS(*)::VARCHAR FROM "{schema}"."{table}"')  # noqa: S608 - as above
            while chunk := rows.fetchmany(_ROWS):
                yield "\n".join(" ".join(cell for cell in row if cell) for row in chunk)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    "packed": _packed,
    "lines": lambda path: _packed(path) if path.suffix == ".gz" else iter([_text(path.read_bytes())]),
    "archive": _archive,
    "mail": _mail,
    "parquet": _parquet,
    "sqlite": _sqlite,
    "duckdb": _duckdb,
}
