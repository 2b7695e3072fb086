"""Spreadsheets: each sheet is a file of its own kind, its first row that is not empty the header.

A sheet is held in memory whole (the formats end at a million rows). Numbers of more than 15 digits are handed over as
a spreadsheet would show them, since their last digits are lost.
"""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine as calamine

from contract.errors import ImportFileError
from crawlers.importers._batches import Rows

suffixes = (".xlsx", ".xlsm", ".xls", ".ods")
BATCH = 20_000  # rows
MAX_UNPACKED = 2 * 1024**3  # bytes
_EXACT = 10**15  # a spreadsheet keeps 15 digits


def read(path: Path) -> Iterator[Rows]:
    """Batches of rows, sheet by sheet; each sheet gives at least one, which may be empty."""
    with _whole(path):
        _refuse_bombs(path)
        with calamine.CalamineWorkbook.from_path(path) as workbook:
            names = [s.name for s in workbook.sheets_metadata if s.typ == calamine.SheetTypeEnum.WorkSheet]
            for done, name in enumerate(names):
                for batch, read_so_far in _sheet(workbook.get_sheet_by_name(name), name):
                    yield replace(batch, share=(done + read_so_far) / len(names))


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    try:
        yield
    except calamine.PasswordError:
        raise ImportFileError(f"{path.name} is locked by a password: save it without one and import it again") from None
    except (calamine.CalamineError, OSError, ValueError, zipfile.BadZipFile) as error:
        raise _not_whole(path, error) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the reader's own way to say that it met something impossible
            raise
        raise _not_whole(path, error) from None


def _not_whole(path: Path, error: BaseException) -> ImportFileError:
    return ImportFileError(f"{path.name} is not a whole spreadsheet: {str(error)[:120]}; save or copy it again")


def _refuse_bombs(path: Path) -> None:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > MAX_UNPACKED:
            raise ImportFileError(f"{path.name} unpacks to {size} bytes, more than {MAX_UNPACKED}: split it")


def _sheet(sheet: calamine.CalamineSheet, name: str) -> Iterator[tuple[Rows, float]]:
    """Batches, and the share of the sheet that has been read with each."""
    cells = enumerate(sheet.iter_rows(), 1)
    header = next((tuple(map(_title, row)) for _, row in cells if any(c != "" for c in row)), ())
    while True:
        part = list(islice(cells, BATCH))
        told = [(number, row) for number, row in part if any(cell != "" for cell in row)]
        rows = [{n: _value(cell) for n, cell in zip(header, row, strict=False) if n} for _, row in told]
        named = tuple(n for n in header if n)
        batch = Rows(rows=rows, numbers=[number for number, _ in told], header=named, table=name)
        if len(part) < BATCH:
            yield batch, 1.0
            return
        yield batch, min(1.0, part[-1][0] / max(1, sheet.total_height))


def _title(cell: Any) -> str:
    return str(cell).strip()


def _value(cell: Any) -> Any:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if abs(cell) >= _EXACT:
            return f"{cell:.14E}"
        return int(cell) if cell == int(cell) else cell
    return cell
