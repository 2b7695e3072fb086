"""The weekly report: the published warehouse and an ISO week in, one self-contained HTML file and a mail out.

The same warehouse, week, language and as-of instant give the same bytes.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from contract.clock import Week
from reports.atomic import write_whole
from reports.insufficient import HELD_BACK
from reports.mail import Attachment, Mail
from reports.page import Page, Sentence, open_page
from reports.published import Published, Row, as_pasted
from reports.section import Section, discover
from reports.templating import render as fill
from reports.templating import style

KIND = "weekly"
MAIL_TOPICS = 10


@dataclass(frozen=True, slots=True)
class Report:
    """A rendered week. `sentences` are the headline's, plain; `mail` carries the page as its attachment."""

    week: Week
    language: str
    html: str
    subject: str
    sentences: tuple[str, ...]
    mail_text: str
    mail_html: str
    attachment_name: str

    @property
    def mail(self) -> Mail:
        """The mail of this week, ready for `reports.delivery.deliver`."""
        attached = Attachment(self.attachment_name, self.html.encode("utf-8"), "text/html")
        return Mail(KIND, str(self.week), self.subject, self.mail_text, self.mail_html, (attached,))


def render(warehouse: Path, week: Week, language: str, as_of: datetime, *, brand: str = "") -> Report:
    """Render the report of `week` from the published warehouse file.

    `language` is zh or en; `as_of` the aware instant the data stands for; `brand` whose report it is (may be empty).
    ReportError if there is no warehouse or it lacks a table; SettingsError for an unknown language.
    """
    with Published(warehouse) as published:
        page = open_page(published, week, as_of, language, brand)
        sections = discover()
        contexts = {section.name: section.context(published, page) for section in sections}
    shown = [_shown(section, contexts[section.name], page) for section in sections]
    html = fill("weekly.html", page=page, words=page.words, sections=shown, brand=_brand(page), style=style())
    return _report(page, str(html) + "\n", contexts)


def held_back(warehouse: Path, week: Week) -> list[Row]:
    """The week's days and scopes on which nothing was judged, with the reasons."""
    with Published(warehouse) as published:
        return published.rows(HELD_BACK, {"first": week.window.first, "last": week.window.last})


def write(report: Report, home: Path) -> Path:
    """Write `reports/<week>/report.html` under `home`, atomically; returns its path."""
    return write_whole(home / "reports" / str(report.week) / "report.html", report.html.encode("utf-8"))


def _brand(page: Page) -> str:
    name = page.words("page.brand")
    return f"{name} · {page.brand}" if page.brand else name


def _shown(section: Section, context: dict[str, Any], page: Page) -> dict[str, object]:
    days: dict[str, date] = {"first": page.first, "last": page.last}
    return {
        "name": section.name,
        "title": section.title[page.language],
        "body": fill(f"{section.name}.html", page=page, words=page.words, **context),
        "queries": [(name, as_pasted(sql, days)) for name, sql in section.queries.items()],
    }


def _report(page: Page, html: str, contexts: dict[str, dict[str, Any]]) -> Report:
    sentences: list[Sentence] = contexts["headline"]["sentences"]
    cards = contexts["rising_topics"]["cards"][:MAIL_TOPICS]
    words = page.words
    topics = [(card["story"], next((quote.url for quote in card["quotes"] if quote.url), None)) for card in cards]
    lead = next((said.text for said in sentences if said.tone in ("up", "warn")), "")
    told = {"brand": _brand(page), "title": page.title}
    mail_html = fill("mail_weekly.html", page=page, words=words, brand=_brand(page), sentences=sentences, topics=topics)
    return Report(
        week=page.week,
        language=page.language,
        html=html,
        subject=words("mail.subject", lead=lead, **told) if lead else words("mail.subject_plain", **told),
        sentences=tuple(said.text for said in sentences),
        mail_text=_mail_text(page, sentences, topics),
        mail_html=str(mail_html) + "\n",
        attachment_name=words("mail.attachment", week=page.week),
    )


def _mail_text(page: Page, sentences: list[Sentence], topics: list[tuple[Any, str | None]]) -> str:
    words = page.words
    lines = [f"{_brand(page)} · {page.title}", page.span, ""]
    lines += [f"{number}. {said.text}" for number, said in enumerate(sentences, 1)]
    if topics:
        lines += ["", words("mail.table"), ""]
    for story, url in topics:
        ratio = words("rising.ratio", ratio=story.ratio) if story.ratio else words("rising.new")
        interval = f" ({story.interval})" if story.ratio and story.interval else ""
        lines.append(f"* {story.name}: {ratio}{interval}, {story.phase}, {story.platforms}")
        lines += [f"  {url}"] if url else []
    lines += ["", words("mail.intro"), words("page.as_of", instant=page.as_of_text), "", words("mail.footer")]
    return "\n".join(lines) + "\n"
