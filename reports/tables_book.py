"""A report's tables as a workbook: what it says and a list of the sheets first, the tables, each query last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from contract.files import whole_file
from reports.sheet_names import sheet_names, widths
from reports.spreadsheet import readable
from reports.wording import Wording
from reports.workbook import CELL, Link, Workbook, too_long

_FRONT = (32.0, 22.0, 10.0, 60.0)
_LAST = (30.0, 24.0, 100.0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: section title and query name make its sheet's name, `note` says where it belongs.

    `formats` are the columns' kinds for numbers (reports.workbook.FORMATS), None for one that is shown as it is; `sql`
    is the query as pasted.
    """

    title: str
    query: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]
    note: str = ""
    formats: Sequence[str | None] = ()
    sql: str = ""


@dataclass(frozen=True, slots=True)
class Front:
    """What the first sheet says above its list: the report's title, lines such as week and as-of, its sentences."""

    title: str
    lines: Sequence[str]
    sentences: Sequence[str]
    as_of: datetime
    words: Wording


def write_xlsx(tables: Sequence[Sheet], path: Path, front: Front) -> Path:
    """Write the workbook, whole or not at all; the same tables and front give the same bytes. Returns the path."""
    words = front.words
    first, last = words("book.front"), words("book.queries")
    names = sheet_names([(table.title, table.query) for table in tables], (first, last))
    with whole_file(path) as beside, Workbook(beside, created=front.as_of) as book:
        _front(book, first, front, list(zip(names, tables, strict=True)), last)
        for name, table in zip(names, tables, strict=True):
            _table(book, name, table, words)
        _queries(book, last, list(zip(names, tables, strict=True)), words)
    return path


def _front(book: Workbook, name: str, front: Front, tables: list[tuple[str, Sheet]], last: str) -> None:
    words = front.words
    book.page(name, _FRONT)
    book.line([front.title], ["title"], 2)
    for text in (*front.lines, "", *front.sentences, ""):
        book.line([text])
    heads = ("book.sheet", "book.query", "book.rows", "book.about")
    book.line([words(head) for head in heads], ["head"] * len(heads))
    for sheet, table in tables:
        book.line([Link(sheet, sheet), table.query, len(table.rows), _note(table, words)], ["", "", "count", "wrap"])
    book.line([Link(last, last), "", len(tables), words("book.queries_note")], ["", "", "count", "wrap"])


def _note(table: Sheet, words: Wording) -> str:
    """What the table is; that some of its texts are cut is said where one looks before opening it."""
    cut = any(isinstance(value, str) and too_long(value) for row in table.rows for value in row)
    return f"{table.note} {words('book.cut', n=f'{CELL:,}')}".strip() if cut else table.note


def _table(book: Workbook, name: str, table: Sheet, words: Wording) -> None:
    pause = words("list.between")
    rows = [[readable(value, pause) for value in row] for row in table.rows]
    book.table(name, table.headings, table.formats, widths(table.headings, rows))
    for row in rows:
        book.add(row)


def _queries(book: Workbook, name: str, tables: list[tuple[str, Sheet]], words: Wording) -> None:
    """Each table's query in one cell: what is copied from it runs in the duckdb shell."""
    book.page(name, _LAST)
    book.line([words("book.sheet"), words("book.query"), "SQL"], ["head"] * 3)
    for sheet, table in tables:
        lines = table.sql.count("\n") + 1
        book.line([Link(sheet, sheet), table.query, table.sql], ["", "wrap", "code"], lines)
