"""A report's inside as `reports/answered.py` wants it, made from any warehouse: what the files beside the page read."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from small_warehouse import AS_OF, WEEK

from reports.column_words import Catalogue, catalogue_of
from reports.page import Page, open_page
from reports.published import Published, Row
from reports.section import Section, discover


@dataclass(frozen=True)
class Inside:
    page: Page
    sections: list[Section]
    answers: dict[str, dict[str, list[Row]]]
    contexts: dict[str, dict[str, Any]]


def inside_of(
    warehouse: Path,
    language: str = "zh",
    brand: str = "",
    as_of: datetime = AS_OF,
    sections: list[Section] | None = None,
) -> tuple[Inside, Catalogue]:
    sections = discover() if sections is None else sections
    with Published(warehouse) as published:
        page = open_page(published, WEEK, as_of, language, brand)
        days = {"first": page.first, "last": page.last}
        answers = {s.name: {name: published.rows(sql, days) for name, sql in s.queries.items()} for s in sections}
        catalogue = catalogue_of(published, sections)
    contexts = {section.name: section.build(answers[section.name], page) for section in sections}
    return Inside(page, sections, answers, contexts), catalogue
