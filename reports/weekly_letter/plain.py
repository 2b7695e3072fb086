"""The weekly mail as plain text, and its few lines for a chat: the same sentences without a page."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.chats.wire import cut
from reports.page import Page
from reports.text import plain as unmarked
from reports.weekly_letter.topics import Line

_CHAT_LINE = 300  # bytes: with five of them and a link a message stays whole in every chat


def plain(told: Mapping[str, Any], page: Page) -> str:
    """Plain text, the order of the HTML."""
    words = page.words
    lines = [told["brand"], page.title, f"{page.span} · {words('page.as_of', instant=page.as_of_text)}", ""]
    for number, (said, lead) in enumerate(told["sentences"], 1):
        lines += [f"{number}. {said.text}{lead.words}", *([f"   {lead.url}"] if lead.url else [])]
    if told["topics"]:
        lines += ["", f"## {words('weekly_mail.topics')}", ""]
        for line in told["topics"]:
            lines += _topic(line, page)
    if told["alerts"]:
        lines += ["", f"## {words('weekly_mail.alerts')}", ""]
        for one in told["alerts"]:
            lines += [f"* {one.text}", *([f"  {one.url}"] if one.url else [])]
    lines += ["", f"## {words('weekly_mail.missing')}", "", told["missing"], ""]
    lines += [f"{words('weekly_mail.open')}{words('weekly_mail.colon')}{told['report']}"] if told["report"] else []
    return "\n".join(unmarked(line) for line in [*lines, *told["enclosed"], "", *told["foot"]]) + "\n"


def _topic(line: Line, page: Page) -> list[str]:
    words = page.words
    times = _with(line.times, line.interval, page)
    negative = f"{words('weekly_mail.negative')} {_with(line.negative, line.basis, page)}"
    told = [f"* {line.name}{words('weekly_mail.colon')}{times}"]
    told += ["  " + " · ".join(part for part in (line.state, line.since, line.platforms, negative) if part)]
    urls = [
        line.url,
        *([f"{words('weekly_mail.post')}{words('weekly_mail.colon')}{line.evidence}"] if line.evidence else []),
    ]
    return told + [f"  {url}" for url in urls if url]


def _with(value: str, basis: str, page: Page) -> str:
    return page.words("weekly_mail.in_brackets", value=value, basis=basis) if basis else value


def brief(sentences: Sequence[str], subject: str, report: str) -> str:
    """The sentences that the subject does not say already, and where the report is; an address is left whole."""
    told = [sentence for sentence in sentences if unmarked(sentence) not in subject]
    return "\n".join([*(cut(unmarked(sentence), _CHAT_LINE) for sentence in told), *([report] if report else [])])
