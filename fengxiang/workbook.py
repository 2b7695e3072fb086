"""An Excel workbook written a row at a time. Texts are written as texts: none is a formula, a link or a number.

A sheet holds 1,048,576 rows and a cell 32,767 characters: further rows go to further sheets, longer texts are cut, and
both are told.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlsxwriter  # type: ignore[import-untyped]

from fengxiang.console import CONTROL
from fengxiang.spreadsheet import plain

SHEET_ROWS = 1_048_576
CELL = 32_767
_EXACT = 2**53  # larger whole numbers lose digits in a spreadsheet
_FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a day that never was
_OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip


class Workbook:
    """Rows under a head of names; `rows` were written."""

    def __init__(self, path: Path, names: Sequence[str], sheet_rows: int = SHEET_ROWS) -> None:
        self.rows, self._cut, self._sheets = 0, 0, 0
        self._names, self._sheet_rows = names, sheet_rows
        self._book = xlsxwriter.Workbook(str(path), _OPTIONS)
        text = {"quote_prefix": True}
        self._formats = {
            "text": self._book.add_format(text),
            "head": self._book.add_format({**text, "bold": True}),
            "day": self._book.add_format({"num_format": "yyyy-mm-dd"}),
            "instant": self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        self._next_sheet()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, tb: TracebackType | None) -> None:
        self._book.close()

    def told(self) -> Iterator[str]:
        """What a reader of the file must know, in words."""
        if self._sheets > 1:
            yield f"a sheet holds {self._sheet_rows - 1:,} rows: these {self.rows:,} are on {self._sheets} sheets"
        if self._cut:
            yield f"{self._cut:,} texts longer than {CELL:,} characters were cut; CSV and Parquet have them whole"

    def add(self, values: Iterable[Any]) -> None:
        """Write one row."""
        if self._row == self._sheet_rows:
            self._next_sheet()
        for column, value in enumerate(values):
            self._write(column, plain(value))
        self._row += 1
        self.rows += 1

    def _next_sheet(self) -> None:
        self._sheets += 1
        self._sheet = self._book.add_worksheet(f"rows {self._sheets}" if self._sheets > 1 else "rows")
        self._sheet.freeze_panes(1, 0)
        self._row = 0
        for column, name in enumerate(self._names):
            self._text(column, name, "head")
        self._row = 1

    def _write(self, column: int, value: Any) -> None:
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            return
        if isinstance(value, bool):
            self._sheet.write_boolean(self._row, column, value)
        elif isinstance(value, int | float) and abs(value) <= _EXACT:
            self._sheet.write_number(self._row, column, value)
        elif isinstance(value, date):
            self._date(column, value)
        else:
            self._text(column, str(value), "text")

    def _date(self, column: int, value: date) -> None:
        day = value.date() if isinstance(value, datetime) else value
        if day < _FIRST_DAY:
            self._text(column, str(value), "text")
            return
        if isinstance(value, datetime) and value.tzinfo:
            value = value.astimezone(UTC).replace(tzinfo=None)
        kind = "instant" if isinstance(value, datetime) else "day"
        self._sheet.write_datetime(self._row, column, value, self._formats[kind])

    def _text(self, column: int, value: str, kind: str) -> None:
        text = value.translate(CONTROL)
        if len(text.encode("utf-16-le", "replace")) // 2 > CELL:
            text = text.encode("utf-16-le", "replace")[: 2 * (CELL - 1)].decode("utf-16-le", "ignore") + "…"
            self._cut += 1
        self._sheet.write_string(self._row, column, text, self._formats[kind])
