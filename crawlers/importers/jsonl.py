"""JSON Lines in Post's column names, plain or gzip: what this project lands, and what most crawlers write."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from contract.errors import ImportFileError
from crawlers.importers._rows import RawRow, Rows

suffixes = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
BATCH = 20_000  # lines; bounds the memory
MAX_LINE = 16 * 1024 * 1024  # bytes


def read(path: Path) -> Iterator[Rows]:
    """Batches of raw rows. A line that is no JSON object is a row of its own, with the fault."""
    number, batch = 0, []
    with _open(path) as file:
        for line in _lines(path, file):
            number += 1
            if line.strip():
                batch.append(_row(line, number))
            if len(batch) >= BATCH:
                yield Rows(batch)
                batch = []
    yield Rows(batch)


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _lines(path: Path, file: IO[bytes]) -> Iterator[bytes]:
    try:
        while line := file.readline(MAX_LINE):
            yield line
    except (OSError, EOFError) as error:
        raise ImportFileError(f"{path.name} is not whole gzip: {error}; copy it again or unpack it first") from None


def _row(line: bytes, number: int) -> RawRow:
    try:
        told: Any = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except (ValueError, RecursionError) as error:
        return RawRow(number, None, line.decode("utf-8", "replace").rstrip("\n"), f"not JSON: {str(error)[:80]}")
    if not isinstance(told, dict):
        return RawRow(number, None, line.decode("utf-8", "replace").rstrip("\n"), "not a JSON object")
    return RawRow(number, told)
