"""The tables of a report as sheets: one a query that has rows, headings for people, numbers in their formats."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reports.column_words import Catalogue, headings
from reports.inside import Inside
from reports.published import Row
from reports.section import Section
from reports.tables_book import Front, Sheet, write_xlsx
from reports.text import plain

_SHARE = re.compile(r"(^|_)(share|exposure)(_|$)|^(negative|positive)_(low|high|change)")
_PLAIN = re.compile(r"(^|_)(number|rank|start|end)$")  # whole numbers that count nothing


def write_tables(inside: Inside, catalogue: Catalogue, path: Path) -> Path:
    """Write `report.xlsx`: every query of every section that has rows. Returns the path."""
    return write_xlsx(sheets_of(inside, catalogue), path, _front(inside))


def sheets_of(inside: Inside, catalogue: Catalogue) -> list[Sheet]:
    """In the order of the page: sections, and within them their queries."""
    return [
        _sheet(section, name, rows, inside, catalogue)
        for section in inside.sections
        for name in section.queries
        if (rows := inside.answers[section.name][name])
    ]


def _sheet(section: Section, name: str, rows: Sequence[Row], inside: Inside, catalogue: Catalogue) -> Sheet:
    words, columns = inside.page.words, list(rows[0])
    sql = section.queries[name]
    title = section.title[inside.page.language]
    return Sheet(
        title=title,
        query=name,
        headings=headings(sql, columns, catalogue, words),
        rows=[list(row.values()) for row in rows],
        note=words("book.note", section=title, path=f"sections.{section.name}.queries.{name}"),
        formats=[_format(column, rows) for column in columns],
        sql=inside.queries(section)[name] + ";",
    )


def _format(column: str, rows: Sequence[Row]) -> str | None:
    """A share is a percentage, a count has its thousands apart, a measure a few decimals unless they would hide it."""
    numbers = [row[column] for row in rows if _is_number(row[column])]
    if not numbers or _PLAIN.search(column):
        return None
    if all(isinstance(number, int) for number in numbers):
        return "count"
    if _SHARE.search(column) and all(abs(number) < 1.01 for number in numbers):
        return "share"
    return None if any(0 < abs(number) < 0.001 for number in numbers) else "amount"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _front(inside: Inside) -> Front:
    page = inside.page
    words = page.words
    return Front(
        title=f"{page.brand} · {plain(page.title)}",
        lines=[f"{page.week}: {plain(page.span)}", words("page.as_of", instant=page.as_of_text)],
        sentences=[f"{number}. {plain(said.text)}" for number, said in enumerate(inside.sentences, 1)],
        as_of=page.as_of,
        words=words,
    )
