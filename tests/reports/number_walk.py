"""Every number on a page against its query: the query as it stands on the page is run, its cell is written again.

And the other way: a digit that is neither such a number, nor of the words around it, nor of a name or a quote, came
from no query.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from lxml import html as lxml_html

from reports.figures import Figures
from reports.text import UNKNOWN, plain
from reports.wording import wording

_OF_POSTS = "blockquote, .quotes, h3, h4, .tag, .name, th[scope=row], .details"  # what people wrote, and names


class Walk:
    """A page, and the warehouse that it was made of."""

    def __init__(self, html: str, language: str, warehouse: Path) -> None:
        self.page = lxml_html.document_fromstring(html)
        self.language, self.figures = language, Figures(wording(language))
        self._warehouse, self._answers = warehouse, dict[str, list[dict[str, Any]]]()

    def numbers(self) -> list[Any]:
        return list(self.page.iter("data"))

    def wrong(self) -> Iterator[str]:
        """Numbers that are not what their query says."""
        with duckdb.connect(str(self._warehouse), read_only=True) as con:
            con.execute("SET TimeZone = 'UTC'")
            for told in self.numbers():
                again = self._again(con, told.get("data-as"), told.get("data-from").split())
                if again != told.text_content():
                    yield f"{told.text_content()!r} is {again!r} by {told.get('data-as')} of {told.get('data-from')}"

    def _again(self, con: duckdb.DuckDBPyConnection, form: str, addresses: list[str]) -> str:
        cells = [self._cell(con, address) for address in addresses]
        if form == "rows":
            return plain(self.figures.rows(cells))
        return plain(getattr(self.figures, form)(*cells))

    def _cell(self, con: duckdb.DuckDBPyConnection, address: str) -> Any:
        if address == UNKNOWN:
            return None
        section, query, row, *rest = address.split(".")
        name = f"{section}.{query}"
        if name not in self._answers:
            (code,) = self.page.xpath(f"//section[@id='{section}']//code[@data-query='{query}']")
            cursor = con.execute(code.text_content())
            names = [column[0] for column in cursor.description]
            self._answers[name] = [dict(zip(names, found, strict=True)) for found in cursor.fetchall()]
        value: Any = self._answers[name][int(row)]
        for part in rest:
            value = value[int(part)] if isinstance(value, list) else value[part]
        return value

    def strays(self, more: set[str] = frozenset()) -> Iterator[str]:  # type: ignore[assignment]
        """Digits in the text of the sections that come from nowhere."""
        known = {digits for entry in wording(self.language).entries.values() for digits in _digits(entry)} | more
        for section in self.page.xpath("//main/section"):
            told = lxml_html.fromstring(lxml_html.tostring(section, encoding="unicode"))
            for gone in [*told.iter("data"), *told.cssselect(_OF_POSTS), *told.cssselect(".query, svg, script")]:
                gone.drop_tree()
            text = " ".join(told.text_content().split())
            for digits in _digits(text):
                if digits not in known:
                    at = text.index(digits)
                    yield f"{section.get('id')}: {digits} in {text[max(at - 40, 0) : at + 40]!r}"


def _digits(text: str) -> list[str]:
    return re.findall(r"\d[\d,.]*", re.sub(r"\{\w+\}", " ", text))


def days_of(first: date, last: date, figures: Figures) -> set[str]:
    """The digits of the report's own days."""
    days = [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]
    return {digits for day in days for digits in _digits(plain(figures.day(day)) + f" {day.year}")}
