"""An Excel workbook written a row at a time. Texts are written as texts: none is a formula, a link or a number.

A sheet holds 1,048,576 rows and a cell 32,767 characters: further rows go to further sheets, longer texts are cut, and
both are told. The same rows and the same `created` give the same bytes.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlsxwriter  # type: ignore[import-untyped]

from contract.control_characters import CONTROL
from reports.sheet_names import free_name
from reports.spreadsheet import plain

SHEET_ROWS = 1_048_576
CELL = 32_767
LINE_HEIGHT, TALLEST = 15.0, 405.0  # points of a row; Excel allows 409
_EXACT = 2**53  # larger whole numbers lose digits in a spreadsheet
_FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a day that never was
_OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
_TEXT: dict[str, object] = {"quote_prefix": True}
_WRAPPED = _TEXT | {"text_wrap": True, "valign": "top"}
FORMATS: dict[str, dict[str, object]] = {
    "text": _TEXT,
    "wrap": _WRAPPED,
    "code": _WRAPPED | {"font_name": "Consolas"},
    "head": _WRAPPED | {"bold": True, "valign": "bottom", "bottom": 1},
    "title": _TEXT | {"bold": True, "font_size": 16},
    "link": _TEXT | {"font_color": "#0B5F6B", "underline": 1, "valign": "top"},
    "day": {"num_format": "yyyy-mm-dd"},
    "instant": {"num_format": "yyyy-mm-dd hh:mm:ss"},
    "count": {"num_format": "#,##0"},
    "amount": {"num_format": "#,##0.0##"},
    "share": {"num_format": "0.0%"},
}


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to the first one of another sheet of the same workbook."""

    text: str
    sheet: str


class Workbook:
    """Sheets, one after the other; `rows` were written to tables. A context manager: leaving it writes the file.

    `created` is the aware instant that the file names as its own. `sheet_rows` at most, the head among them.
    """

    def __init__(self, path: Path, *, created: datetime, sheet_rows: int = SHEET_ROWS) -> None:
        self.rows, self._cut, self._spread = 0, 0, 0
        self._sheet_rows = sheet_rows
        self._book = xlsxwriter.Workbook(str(path), _OPTIONS)
        self._book.set_properties({"created": created.astimezone(UTC).replace(tzinfo=None)})
        self._formats = {name: self._book.add_format(look) for name, look in FORMATS.items()}
        self._name, self._headings, self._row = "", (), 0

    _headings: Sequence[str]
    _number_formats: Sequence[str | None] = ()
    _widths: Sequence[float] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, tb: TracebackType | None) -> None:
        self._end_table()
        self._book.close()

    def told(self) -> Iterator[str]:
        """What a reader of the file must know, in words."""
        if self._spread:
            on = f"these {self.rows:,} are on {self._spread + 1} sheets"
            yield f"a sheet holds {self._sheet_rows - 1:,} rows: {on}"
        if self._cut:
            yield f"{self._cut:,} texts longer than {CELL:,} characters were cut; CSV and Parquet have them whole"

    def page(self, name: str, widths: Sequence[float]) -> None:
        """Begin a sheet of free rows, written by `line`; `widths` of its columns in characters."""
        self._end_table()
        self._headings = ()
        self._begin(name, widths)

    def line(self, cells: Sequence[Any], kinds: Sequence[str] = (), lines: int = 1) -> None:
        """Write one row of a page: each cell in the format of its kind (FORMATS), `lines` of text high."""
        if lines > 1:
            self._sheet.set_row(self._row, min(lines * LINE_HEIGHT, TALLEST))
        for column, value in enumerate(cells):
            kind = kinds[column] if column < len(kinds) else None
            self._write(column, value if isinstance(value, Link) else plain(value), kind)
        self._row += 1

    def table(
        self, name: str, headings: Sequence[str], formats: Sequence[str | None] = (), widths: Sequence[float] = ()
    ) -> None:
        """Begin a table: a head that stays in sight and filters, then rows by `add`.

        `formats` are the columns' kinds for numbers ("count", "share", "amount"); None leaves a number as it is.
        """
        self._end_table()
        self._headings, self._number_formats = headings, formats
        self._name, self._widths = name, widths
        self._next_sheet()

    def add(self, values: Iterable[Any]) -> None:
        """Write one row of the table."""
        if self._row == self._sheet_rows:
            self._end_table()
            self._next_sheet()
            self._spread += 1
        for column, value in enumerate(values):
            kind = self._number_formats[column] if column < len(self._number_formats) else None
            self._write(column, plain(value), kind)
        self._row += 1
        self.rows += 1

    def _next_sheet(self) -> None:
        self._begin(free_name(self._name, self._book.sheetnames), self._widths)
        self._sheet.freeze_panes(1, 0)
        lines = max((heading.count("\n") + 1 for heading in self._headings), default=1)
        self.line(self._headings, ["head"] * len(self._headings), lines)

    def _begin(self, name: str, widths: Sequence[float]) -> None:
        self._sheet = self._book.add_worksheet(name)
        self._row = 0
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)

    def _end_table(self) -> None:
        if self._headings:
            self._sheet.autofilter(0, 0, max(self._row - 1, 0), len(self._headings) - 1)

    def _write(self, column: int, value: Any, kind: str | None) -> None:
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            return
        if isinstance(value, bool):
            self._sheet.write_boolean(self._row, column, value)
        elif isinstance(value, int | float) and abs(value) <= _EXACT:
            self._sheet.write_number(self._row, column, value, self._formats[kind] if kind else None)
        elif isinstance(value, date):
            self._date(column, value)
        elif isinstance(value, Link):
            target = value.sheet.replace("'", "''")
            self._sheet.write_url(self._row, column, f"internal:'{target}'!A1", self._formats["link"], value.text)
        else:
            self._text(column, str(value), kind if kind in _OF_TEXT else "text")

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
        if too_long(text):
            text = text.encode("utf-16-le", "replace")[: 2 * (CELL - 1)].decode("utf-16-le", "ignore") + "…"
            self._cut += 1
        self._sheet.write_string(self._row, column, text, self._formats[kind])


def too_long(text: str) -> bool:
    """Whether a cell cannot hold it: Excel counts UTF-16 units."""
    return len(text) > CELL // 2 and len(text.encode("utf-16-le", "replace")) // 2 > CELL


_OF_TEXT = {name for name, look in FORMATS.items() if "num_format" not in look}
