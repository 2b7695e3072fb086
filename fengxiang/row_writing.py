"""Rows as a table, as JSON lines or as CSV on standard output. Text of posts is made harmless for a terminal."""

import csv
import json
import math
import sys
from collections.abc import Iterable
from typing import Any

from rich.cells import cell_len
from rich.markup import escape
from rich.table import Table

from fengxiang.console import harmless, out
from fengxiang.warehouse_reader import Rows
from reports.spreadsheet import plain, safe

MODES = ("table", "json", "csv")
SHOWN = 200  # rows of a table
WIDEST = 80  # characters of a cell of a table


def write(found: Rows, mode: str) -> None:
    """Write all rows in this mode; a table shows the first of them and says if there are more."""
    {"table": _table, "json": _json, "csv": _csv}[mode](found)


def _table(found: Rows) -> None:
    names = [harmless(name) for name in found.names]
    cells: list[list[str]] = []
    rows = 0
    for batch in found:
        cells += [[_cell(v) for v in row.values()] for row in batch.slice(0, max(0, SHOWN - rows)).to_pylist()]
        rows += len(batch)
    if _fits(names, cells):
        _side_by_side(names, cells)
    else:
        _one_below_the_other(names, cells)
    more = f"; the first {SHOWN} are shown, --csv, --json and `fengxiang export` give all" if rows > SHOWN else ""
    out.print(f"{rows:,} row{'s' * (rows != 1)}{more}", style="dim", markup=False)


def _fits(names: list[str], cells: list[list[str]]) -> bool:
    """Whether columns side by side stay readable: long ones may be folded to 24, the others may not."""
    columns = zip(names, *cells, strict=True)
    return sum(3 + max(min(24, cell_len(text)) for text in column) for column in columns) <= out.width


def _side_by_side(names: list[str], cells: list[list[str]]) -> None:
    table = Table(show_edge=False, pad_edge=False)
    for name, *column in zip(names, *cells, strict=True):
        short = max(map(cell_len, [name, *column])) <= 24
        table.add_column(escape(name), overflow="fold", no_wrap=short)
    for row in cells:
        table.add_row(*map(escape, row))
    out.print(table, soft_wrap=False)


def _one_below_the_other(names: list[str], cells: list[list[str]]) -> None:
    widest = max(map(len, names), default=0)
    for number, row in enumerate(cells, 1):
        out.print(f"-- {number}", style="dim", markup=False)
        for name, text in zip(names, row, strict=True):
            out.print(f"{name:<{widest}}  {text}", markup=False)


def _cell(value: object) -> str:
    text = "" if value is None else f"{value:g}" if isinstance(value, float) else str(plain(value))
    text = " ".join(harmless(text).split())
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _json(found: Rows) -> None:
    for row in _rows(found):
        told = json.dumps({name: _number(value) for name, value in row.items()}, ensure_ascii=False, default=str)
        sys.stdout.write(harmless(told) + "\n")


def _number(value: object) -> object:
    """JSON knows neither NaN nor infinity."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _csv(found: Rows) -> None:
    writer = csv.writer(sys.stdout, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
    writer.writerow(found.names)
    for row in _rows(found):
        writer.writerow([safe(value) for value in row.values()])


def _rows(found: Rows) -> Iterable[dict[str, Any]]:
    for batch in found:
        yield from batch.to_pylist()
