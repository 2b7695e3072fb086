"""Values that remember which cell of which query they were read from, so that a shown number leads to it.

A cell's address is `section.query.row.column`, rows counted from 0; of a list, `.place` behind it. What is
computed from a value is a plain number again: a shown number without an address was not given by a query, and a test
finds it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any


class Cell:
    """What the three kinds of values have in common."""

    address: str = ""


class WholeCell(int, Cell):
    """A whole number."""


class RealCell(float, Cell):
    """A number with a fraction."""


class DayCell(date, Cell):
    """A day."""


class CellRow(dict[str, Any], Cell):
    """A row: `section.query.row`. To count rows is to name them."""


def addressed(rows: Sequence[Mapping[str, Any]], query: str) -> list[Mapping[str, Any]]:
    """The rows of a query, their numbers and days with their addresses; `query` is `section.query`."""
    return [_row(row, f"{query}.{number}") for number, row in enumerate(rows)]


def _row(row: Mapping[str, Any], address: str) -> CellRow:
    told = CellRow((name, _cell(value, f"{address}.{name}")) for name, value in row.items())
    told.address = address
    return told


def _cell(value: Any, address: str) -> Any:
    if isinstance(value, bool):
        return value
    cell: WholeCell | RealCell | DayCell
    if isinstance(value, int):
        cell = WholeCell(value)
    elif isinstance(value, float):
        cell = RealCell(value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        cell = DayCell(value.year, value.month, value.day)
    elif isinstance(value, list):
        return [_cell(one, f"{address}.{place}") for place, one in enumerate(value)]
    else:
        return value
    cell.address = address
    return cell


def address_of(value: object) -> str:
    """Where a value was read; empty for one that no query gave."""
    return value.address if isinstance(value, Cell) else ""
