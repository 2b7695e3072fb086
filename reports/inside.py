"""What a report is made of before it becomes HTML, mail, spreadsheet or JSON: the answers to its queries, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from markupsafe import Markup

from contract.clock import Week
from contract.errors import ReportError
from reports.edition import PLAIN, Edition
from reports.page import Page, Sentence, open_page
from reports.published import Published, as_pasted
from reports.section import Answers, Context, Section, discover
from reports.section_names import ALWAYS

NO_SUMMARY = Markup("")


@dataclass(frozen=True, slots=True)
class Inside:
    """A week as it is told: `answers` by section and query, `contexts` (what templates show) by section."""

    page: Page
    sections: tuple[Section, ...]
    answers: Mapping[str, Answers]
    contexts: Mapping[str, Context]
    summary: Markup = NO_SUMMARY  # what a language model wrote of it, where the settings ask for that

    @property
    def sentences(self) -> list[Sentence]:
        """What changed this week, in up to five sentences."""
        return list(self.contexts["headline"]["sentences"])

    def queries(self, section: Section) -> dict[str, str]:
        """A section's queries as a person pastes them."""
        days: dict[str, date] = {"first": self.page.first, "last": self.page.last}
        return {name: as_pasted(sql, days) for name, sql in section.queries.items()}


def told_on(page: Page, inside: Inside) -> Inside:
    """The same answers put into words again, for a page that stands elsewhere: nothing is asked anew."""
    contexts = {section.name: section.build(inside.answers[section.name], page) for section in inside.sections}
    return Inside(page, inside.sections, inside.answers, contexts, inside.summary)


def look(warehouse: Path, week: Week, language: str, as_of: datetime, edition: Edition = PLAIN) -> Inside:
    """Ask the published warehouse for a week and put it into words.

    `language` is zh or en; `as_of` the aware instant the data stands for. ReportError if there is no warehouse, it
    lacks a table, or the edition leaves out a section that is none; SettingsError for an unknown language.
    """
    sections = _wanted(edition)
    with Published(warehouse) as published:
        page = open_page(published, week, as_of, language, edition)
        answers = {section.name: section.answers(published, page) for section in sections}
    contexts = {section.name: section.build(answers[section.name], page) for section in sections}
    return Inside(page, sections, answers, contexts)


def _wanted(edition: Edition) -> tuple[Section, ...]:
    sections = discover()
    names = [section.name for section in sections]
    if unknown := sorted(edition.without - set(names)):
        raise ReportError(f"there is no section {' '.join(unknown)} to leave out; sections are {' '.join(names)}")
    return tuple(section for section in sections if section.name not in edition.without - ALWAYS)
