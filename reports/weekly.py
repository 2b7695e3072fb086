"""The weekly report: the published warehouse and an ISO week in, one self-contained HTML file and a mail out.

The same warehouse, week, language, edition and as-of instant give the same bytes.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from contract.clock import Week
from reports.anchors import without_dead_links
from reports.atomic import write_whole
from reports.edition import PLAIN, Edition
from reports.inside import Inside, look
from reports.insufficient import HELD_BACK
from reports.mail import Mail
from reports.page_script import digest, script
from reports.published import Published, Row
from reports.section import Section
from reports.templating import render as fill
from reports.templating import style
from reports.text import plain
from reports.weekly_mail import mail_of, subject_of

FILE = "report.html"


@dataclass(frozen=True, slots=True)
class Report:
    """A rendered week: what it is made of, and its page."""

    inside: Inside
    html: str

    @property
    def week(self) -> Week:
        """Which week."""
        return self.inside.page.week

    @property
    def sentences(self) -> tuple[str, ...]:
        """What changed, as plain text."""
        return tuple(plain(said.text) for said in self.inside.sentences)

    @property
    def subject(self) -> str:
        """Of the mail."""
        return subject_of(self.inside)

    @property
    def mail(self) -> Mail:
        """The mail of this week, ready for `reports.delivery.deliver`."""
        return mail_of(self.inside, self.html)


def render(warehouse: Path, week: Week, language: str, as_of: datetime, edition: Edition = PLAIN) -> Report:
    """Render the report of `week` from the published warehouse file; parameters and errors are those of `look`."""
    return report_of(look(warehouse, week, language, as_of, edition))


def report_of(inside: Inside) -> Report:
    """The report of what is known of a week."""
    looks = style(edition=inside.page.edition)
    return Report(inside, page_of(inside, "weekly.html", style=looks, script=script(), digest=digest()))


def page_of(inside: Inside, template: str, **more: object) -> str:
    """The HTML of a week in a template: `weekly.html`, or one that extends it."""
    page = inside.page
    shown = [_shown(section, inside) for section in inside.sections]
    told = {"sections": shown, "brand": page.brand, "summary": inside.summary}
    return without_dead_links(str(fill(template, page=page, words=page.words, **told, **more))) + "\n"


def held_back(warehouse: Path, week: Week) -> list[Row]:
    """The week's days and scopes on which nothing was judged, with the reasons."""
    with Published(warehouse) as published:
        return published.rows(HELD_BACK, {"first": week.window.first, "last": week.window.last})


def write(report: Report, home: Path) -> Path:
    """Write `reports/<week>/report.html` under `home`, atomically; returns its path."""
    return write_whole(home / "reports" / str(report.week) / FILE, report.html.encode("utf-8"))


def _shown(section: Section, inside: Inside) -> dict[str, object]:
    page, context = inside.page, inside.contexts[section.name]
    return {
        "name": section.name,
        "title": section.title[page.language],
        "body": fill(f"{section.name}.html", page=page, words=page.words, **context),
        "queries": list(inside.queries(section).items()),
    }
