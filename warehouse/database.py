"""Opens DuckDB the same way everywhere: UTC, no extension from the net, bounded memory, two scratch catalogues.

`lake` and `staging` are in-memory catalogues beside the build file: SQL files read `lake.post` and `staging.post`
from them, and what is in them is gone with the connection, so a killed build leaves nothing half-made.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from contract.errors import LakeError

BUILD = Path("warehouse") / "build.duckdb"
_ROWS = 30_720  # a group: written while it is inserted, and the next day adds to a small one
PUBLISHED = Path("warehouse") / "warehouse.duckdb"


@dataclass(frozen=True, slots=True)
class Engine:
    """How much of the machine DuckDB may take."""

    memory_limit: str = "1GB"
    threads: int = 2


@contextmanager
def connect(path: Path | str, engine: Engine, *, scratch: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in UTC with the scratch catalogues `lake` and `staging`; LakeError if another process writes."""
    if isinstance(path, Path):
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        con = duckdb.connect(config={"memory_limit": engine.memory_limit, "threads": engine.threads})
        if isinstance(path, Path):
            con.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS {path.stem} (ROW_GROUP_SIZE {_ROWS})")
            con.execute(f"USE {path.stem}")
    except duckdb.IOException as error:
        raise LakeError(f"{path} is being written by another process, or is no DuckDB file ({error})") from error
    try:
        con.execute("SET TimeZone = 'UTC'; SET autoinstall_known_extensions = false; SET enable_progress_bar = false")
        con.execute("SET preserve_insertion_order = false")  # both cores write; nothing depends on the order of rows
        if scratch is not None:
            con.execute("SET temp_directory = $folder", {"folder": str(scratch)})
        con.execute("ATTACH ':memory:' AS lake; ATTACH ':memory:' AS staging")
        yield con
    finally:
        con.close()


@contextmanager
def beside(con: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """A second connection to the same database, for a thread that reads what is committed while the first works."""
    catalogue = con.execute("SELECT current_database()").fetchall()[0][0]
    with con.cursor() as own:
        own.execute(f"USE {catalogue}; SET TimeZone = 'UTC'")
        yield own


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of the statements inside, or none of them."""
    con.execute("BEGIN")
    try:
        yield
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")
