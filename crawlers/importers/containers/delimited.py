"""CSV and TSV with a header line, in UTF-8 (with or without mark) or GB18030."""

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from contract.errors import ImportFileError
from crawlers.importers._batches import Broken, Rows
from crawlers.importers._open_file import Opened, opened

suffixes = (".csv", ".csv.gz", ".tsv", ".tsv.gz")
BATCH = 20_000  # rows; bounds the memory
_PROBE = 1024 * 1024  # bytes read at a time to tell the encoding
csv.field_size_limit(16 * 1024 * 1024)


def read(path: Path) -> Iterator[Rows]:
    """Batches of rows; empty cells are not told. A row with more cells than the header is handed over as broken."""
    encoding = encoding_of(path)
    with opened(path) as told:
        file = io.TextIOWrapper(told.file, encoding, errors="replace", newline="")
        rows = csv.reader(_without_nul(file), delimiter="\t" if ".tsv" in path.name.lower() else ",")
        first = _next(rows)
        header = [name.strip() for name in first] if isinstance(first, list) else []
        yield from _batches(rows, header, told)
        file.detach()


def encoding_of(path: Path) -> str:
    """utf-8-sig if the whole file is UTF-8, else gb18030 if it is that, else ImportFileError."""
    for encoding in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with opened(path) as told:
                while chunk := told.file.read(_PROBE):
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return "utf-8-sig" if encoding == "utf-8" else encoding
    raise ImportFileError(f"{path.name} is neither UTF-8 nor GB18030: save it as 'CSV UTF-8' and import it again")


def _without_nul(lines: Iterator[str]) -> Iterator[str]:
    return (line.replace("\x00", "") for line in lines)


def _next(rows: Any) -> list[str] | csv.Error | None:
    try:
        return next(rows, None)
    except csv.Error as error:
        return error


def _batches(rows: Iterator[list[str]], header: list[str], told: Opened) -> Iterator[Rows]:
    number, names = 1, tuple(header)
    while True:
        kept: list[dict[str, Any]] = []
        numbers: list[int] = []
        broken: list[Broken] = []
        while len(kept) + len(broken) < BATCH and (cells := _next(rows)) is not None:
            number += 1
            if isinstance(cells, csv.Error):
                broken.append(Broken(number, "", f"not CSV: {cells}"))
            elif len(cells) > len(header) and any(c.strip() for c in cells[len(header) :]):
                broken.append(Broken(number, ",".join(cells), f"{len(cells)} cells, but the header has {len(header)}"))
            elif cells:
                kept.append(dict(zip(header, cells, strict=False)))
                numbers.append(number)
        yield Rows(rows=kept, numbers=numbers, broken=broken, header=names, share=told.share())
        if not kept and not broken:
            return
