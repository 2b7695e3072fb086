"""The weekly report as a mail: the sentences, the topics that rise, open alerts, what is missing, and the files."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from reports.inside import Inside
from reports.mail import MAX_SUBJECT, Attachment, Mail
from reports.mail_page import mail_page
from reports.page import Page, Sentence
from reports.quoting import quote
from reports.text import plain as unmarked_text
from reports.weekly_letter import looks
from reports.weekly_letter.enclosed import Enclosed, enclose, place_of
from reports.weekly_letter.leads import Leads, leads_of
from reports.weekly_letter.notices import missing, open_alerts
from reports.weekly_letter.plain import brief, plain
from reports.weekly_letter.topics import Line, lines_of

KIND = "weekly"
_LONGEST = 400  # characters of a sentence; names of days without end would fill the mail


def mail_of(inside: Inside, html: str, files: Sequence[Attachment] = ()) -> Mail:
    """The mail of a week; `html` is its page, `files` are other forms of it, named report.xlsx and report.pdf.

    Which of them go along, the edition says.
    """
    page, leads = inside.page, leads_of(inside, html)
    topics, with_it = lines_of(inside, leads), enclose(page, html, files)
    told = _told(inside, leads, topics, with_it)
    more = looks.in_elements(page.edition), looks.on_dark_screens(page.edition)
    shown = mail_page("mail_weekly.html", more, page=page, words=page.words, **told)
    said = brief([sentence.text for sentence in inside.sentences], told["subject"], leads.report)
    attached = (*_pictures(page, topics), *with_it.files)
    return Mail(KIND, str(page.week), told["subject"], plain(told, page), shown, attached, said)


def subject_of(inside: Inside) -> str:
    """The report's name, and the first of its sentences that asks for attention."""
    page = inside.page
    lead = next((said.text for said in inside.sentences if said.tone in ("up", "warn")), "")
    told = {"brand": page.brand, "title": page.title}
    shown = page.words("mail.subject", lead=lead, **told) if lead else page.words("mail.subject_plain", **told)
    return quote(unmarked_text(shown), MAX_SUBJECT)


def _told(inside: Inside, leads: Leads, topics: list[Line], with_it: Enclosed) -> dict[str, Any]:
    """All that stands in the mail, by the place where it stands."""
    page = inside.page
    logo = page.edition.logo
    return {
        "subject": subject_of(inside),
        "brand": page.brand,
        "logo": (looks.picture_of(logo), *looks.size_of(logo)) if logo else None,
        "sentences": [(_short(said), leads.to(said.href.removeprefix("#"))) for said in inside.sentences],
        "topics": topics,
        "alerts": open_alerts(inside, leads),
        "missing": missing(inside),
        "report": leads.report,
        "enclosed": _enclosed(page, leads, with_it),
        "foot": [page.words("mail.footer")],
    }


def _short(said: Sentence) -> Sentence:
    """The sentence; one that does not end is cut, and loses its bold figures with that."""
    if len(said.text) <= _LONGEST:
        return said
    cut = quote(said.text, _LONGEST)
    return Sentence(cut, Markup.escape(cut), said.href, said.tone)


def _enclosed(page: Page, leads: Leads, with_it: Enclosed) -> list[str]:
    """What is attached, what was too large, and where the report is if it is neither attached nor in an archive."""
    words = page.words
    lines = (
        [words("weekly_mail.enclosed", files=words.listed(file.name for file in with_it.files))]
        if with_it.files
        else []
    )
    lines += [words("mail.intro")] if with_it.has_page else []
    lines += with_it.left_out
    if not with_it.has_page and not leads.report:
        lines.append(words("weekly_mail.lies", place=place_of("report.html", page)))
    return lines


def _pictures(page: Page, topics: list[Line]) -> list[Attachment]:
    logo = [looks.picture_of(page.edition.logo)] if page.edition.logo else []
    return logo + [line.spark for line in topics if line.spark]
