"""CSV and TSV in Post's column names, with a header line, in UTF-8 (with or without mark) or GB18030."""

import codecs
import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from contract.errors import ImportFileError
from crawlers.importers._rows import RawRow, Rows

suffixes = (".csv", ".csv.gz", ".tsv", ".tsv.gz")
BATCH = 20_000  # rows; bounds the memory
_PROBE = 1024 * 1024  # bytes read at a time to tell the encoding
csv.field_size_limit(16 * 1024 * 1024)


def read(path: Path) -> Iterator[Rows]:
    """Batches of raw rows; empty cells are null. A row with more cells than the header is kept with the fault."""
    encoding = encoding_of(path)
    with _open(path) as raw, io.TextIOWrapper(raw, encoding, errors="replace", newline="") as file:
        rows = csv.reader(_without_nul(file), delimiter="\t" if ".tsv" in path.name.lower() else ",")
        header = [name.strip() for name in next(rows, [])]
        yield from _batches(rows, header)


def encoding_of(path: Path) -> str:
    """utf-8-sig if the whole file is UTF-8, else gb18030 if it is that, else ImportFileError."""
    for encoding in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with _open(path) as file:
                while chunk := file.read(_PROBE):
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        except (OSError, EOFError) as error:
            raise ImportFileError(f"{path.name} is not whole gzip: {error}; copy it again or unpack it first") from None
        return "utf-8-sig" if encoding == "utf-8" else encoding
    raise ImportFileError(f"{path.name} is neither UTF-8 nor GB18030: save it as 'CSV UTF-8' and import it again")


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _without_nul(lines: Iterator[str]) -> Iterator[str]:
    return (line.replace("\x00", "") for line in lines)


def _batches(rows: Iterator[list[str]], header: list[str]) -> Iterator[Rows]:
    batch: list[RawRow] = []
    number = 1
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            batch.append(RawRow(number, None, "", f"not CSV: {error}"))
            continue
        if cells:
            batch.append(_row(cells, header, number))
        if len(batch) >= BATCH:
            yield Rows(batch)
            batch = []
    yield Rows(batch, tuple(header))


def _row(cells: list[str], header: list[str], number: int) -> RawRow:
    if len(cells) > len(header) and any(c.strip() for c in cells[len(header) :]):
        return RawRow(number, None, ",".join(cells), f"{len(cells)} cells, but the header has {len(header)}")
    return RawRow(number, {name: cell for name, cell in zip(header, cells, strict=False) if cell != ""})
