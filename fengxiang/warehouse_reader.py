"""Opens the published warehouse for people who ask questions: read-only, with no way out to files or the net.

Post texts and statements are not to be trusted: external access is off, and DuckDB lets nobody turn it on again. What
goes wrong becomes one sentence. A query runs in a thread of its own, so that ctrl-c can cancel it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, TypeVar

from contract.errors import FengxiangError, WarehouseError
from fengxiang.settings import Settings

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

BATCH_ROWS = 10_000
T = TypeVar("T")
_KIND = re.compile(r"^(?:Binder|Catalog|Parser|Invalid Input|Conversion|Permission|IO|Not implemented) Error: ")


class Cancelled(FengxiangError):
    """The person who asked did not want to wait."""

    exit_code = 130


def published_file(settings: Settings, file: Path | None) -> Path:
    """The file to read: the one given, else the published warehouse of the settings' home."""
    from fengxiang.home import published

    path = file or published(settings.home)
    if not path.is_file():
        raise WarehouseError(f"there is no warehouse at {path}. Run `fengxiang run` first, or name one by --file")
    return path


@contextmanager
def opened(path: Path) -> Iterator["duckdb.DuckDBPyConnection"]:
    """A read-only connection in UTC; WarehouseError if the file is none of DuckDB's or is being written."""
    import duckdb

    safe: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "autoload_known_extensions": "false",
    }
    try:
        con = duckdb.connect(str(path), read_only=True, config=safe)
    except duckdb.Error as fault:
        raise WarehouseError(f"{path} cannot be opened: {sentence(fault)}") from None
    try:
        con.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        yield con
    finally:
        con.close()


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that a statement gives: their schema, and batch after batch. Read them before the next statement."""

    con: "duckdb.DuckDBPyConnection"
    reader: "pa.RecordBatchReader"

    @property
    def names(self) -> list[str]:
        """The columns."""
        return list(self.reader.schema.names)

    def __iter__(self) -> Iterator["pa.RecordBatch"]:
        """WarehouseError in one sentence, Cancelled after ctrl-c."""
        while (batch := _waited_for(self.con, self._next)) is not None:
            yield batch

    def _next(self) -> "pa.RecordBatch | None":
        try:
            return self.reader.read_next_batch()
        except StopIteration:
            return None


def asked(con: "duckdb.DuckDBPyConnection", statement: str, parameters: Mapping[str, object] | None = None) -> Rows:
    """The rows of a statement; WarehouseError in one sentence, Cancelled after ctrl-c."""

    def ask() -> "pa.RecordBatchReader":
        rows = con.sql(statement, params=dict(parameters) if parameters else None)
        return _nothing() if rows is None else rows.to_arrow_reader(BATCH_ROWS)

    return Rows(con, _waited_for(con, ask))


def _nothing() -> "pa.RecordBatchReader":
    """What a statement without rows gives."""
    import pyarrow as pa

    return pa.RecordBatchReader.from_batches(pa.schema([]), [])


def _waited_for(con: "duckdb.DuckDBPyConnection", work: Callable[[], T]) -> T:
    """What the work gives, done by a thread so that ctrl-c reaches this one, which then interrupts it."""
    found: list[T] = []
    faults: list[BaseException] = []
    done = Event()  # an interrupted join() takes the thread for ended

    def run() -> None:
        try:
            found.append(work())
        except BaseException as fault:
            faults.append(fault)
        finally:
            done.set()

    Thread(target=run, daemon=True).start()
    try:
        while not done.wait(0.1):
            pass
    except KeyboardInterrupt:
        con.interrupt()
        while not done.wait(0.1):  # what had not begun by then was not interrupted
            con.interrupt()
        raise Cancelled("cancelled") from None
    for fault in faults:
        raise _told(fault) from None
    return found[0]


def _told(fault: BaseException) -> FengxiangError:
    return fault if isinstance(fault, FengxiangError) else WarehouseError(sentence(fault))


def sentence(fault: BaseException) -> str:
    """What DuckDB says of a failure, without its kind, the statement and the little arrow."""
    text = str(fault).split("\n\nLINE ")[0].split("\nLINE ")[0]
    return _KIND.sub("", " ".join(text.split())) or type(fault).__name__
