"""A report's inside as the files beside the page read it: its sections, what each asked, which rows came."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from markupsafe import Markup

from reports.page import Page, Sentence
from reports.published import Row, as_pasted
from reports.section import Section


class Answered(Protocol):
    """`answers` and `contexts` are by section name; the rows of an answer by query name, as the page read them."""

    @property
    def page(self) -> Page:
        """Week, as-of instant, language and words."""

    @property
    def sections(self) -> Sequence[Section]:
        """In the order of the page."""

    @property
    def answers(self) -> Mapping[str, Mapping[str, Sequence[Row]]]:
        """Section -> query -> rows."""

    @property
    def contexts(self) -> Mapping[str, Mapping[str, Any]]:
        """Section -> what its template shows."""


def sentences(inside: Answered) -> list[tuple[str, str]]:
    """The headline's sentences, plain, each with the place of its evidence on the page (`#coverage`)."""
    found: Sequence[Sentence] = inside.contexts.get("headline", {}).get("sentences", ())
    return [(plain_text(said.text), str(said.href)) for said in found]


def plain_text(text: str) -> str:
    """Words as they are read: without the marks by which a figure remembers its cell."""
    return text.striptags() if isinstance(text, Markup) else str(text)


def pasted(sql: str, page: Page) -> str:
    """A section's query with the report's days written in, as the page shows it."""
    return as_pasted(sql, {"first": page.first, "last": page.last}) + ";"
