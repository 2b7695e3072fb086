"""The weekly report as a mail: the sentences, the topics that rise, and the page as its attachment."""

from typing import Any

from reports.inside import Inside
from reports.mail import Attachment, Mail
from reports.page import Page, Sentence
from reports.templating import render as fill
from reports.text import plain, unmarked

KIND = "weekly"
MAIL_TOPICS = 10


def mail_of(inside: Inside, html: str) -> Mail:
    """The mail of a week; `html` is its page."""
    page, sentences, topics = inside.page, inside.sentences, _topics(inside)
    name = page.words("mail.attachment", week=page.week)
    shown = fill("mail_weekly.html", page=page, words=page.words, brand=page.brand, sentences=sentences, topics=topics)
    attached = Attachment(name, html.encode("utf-8"), "text/html")
    text = _mail_text(page, sentences, topics)
    return Mail(KIND, str(page.week), subject_of(inside), text, unmarked(str(shown)) + "\n", (attached,))


def subject_of(inside: Inside) -> str:
    """The report's name, and the first of its sentences that asks for attention."""
    page = inside.page
    lead = next((said.text for said in inside.sentences if said.tone in ("up", "warn")), "")
    told = {"brand": page.brand, "title": page.title}
    return plain(page.words("mail.subject", lead=lead, **told) if lead else page.words("mail.subject_plain", **told))


def _topics(inside: Inside) -> list[tuple[Any, str | None]]:
    cards = inside.contexts.get("rising_topics", {"cards": []})["cards"][:MAIL_TOPICS]
    return [(card["story"], next((quote.url for quote in card["quotes"] if quote.url), None)) for card in cards]


def _mail_text(page: Page, sentences: list[Sentence], topics: list[tuple[Any, str | None]]) -> str:
    words = page.words
    lines = [f"{page.brand} · {page.title}", page.span, ""]
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
