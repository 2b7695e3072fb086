"""The page of a week: the report's own sections in the archive's frame, and the ways to its neighbours and files.

A page of an earlier week stays what people were told. Only its ways around are made again as neighbours come and go,
between two marks, so that none leads nowhere.
"""

import re
from collections.abc import Mapping, Sequence
from html import unescape

from contract.clock import Week
from reports.archive.frame import BELOW, addresses, standing_at
from reports.inside import Inside, told_on
from reports.templating import render
from reports.text import plain
from reports.weekly import page_of
from reports.wording import wording

_TURN = re.compile(r"<!--turn-->.*?<!--/turn-->", re.S)
_LANGUAGE = re.compile(r'<html lang="(zh|en)')
_LEAD = re.compile(r'<meta name="description" content="([^"]*)">')
_TOPIC = re.compile(r'href="\.\./(topics/[0-9a-f-]+\.html)')


def page_html(inside: Inside) -> str:
    """The HTML of a week's page, its ways around still empty."""
    here = told_on(standing_at(inside.page, BELOW), inside)
    said = [plain(one.text) for one in sorted(here.sentences, key=lambda one: one.tone != "up")]
    turn = _turn("", "", str(inside.page.week), [], inside.page.language)
    return page_of(here, "archive_week.html", lead=next(iter(said), ""), turn=turn, **addresses(here.page))


def turned(html: str, week: Week, weeks: Sequence[Week], files: Sequence[str]) -> str:
    """The page with the ways to its neighbours among `weeks` (in order), and to its `files`, made again."""
    before = [str(other) for other in weeks if other < week]
    after = [str(other) for other in weeks if other > week]
    language = _LANGUAGE.search(html)
    made = _turn(
        before[-1] if before else "", after[0] if after else "", str(week), files, language[1] if language else "en"
    )
    return _TURN.sub(lambda _: made, html, count=1)


def lead_of(html: str) -> str:
    """The sentence that a week's page begins with, as plain text; empty if it has none."""
    found = _LEAD.search(html)
    return unescape(found[1]) if found else ""


def topics_of(html: str) -> set[str]:
    """The files of topics that a week's page leads to."""
    return set(_TOPIC.findall(html))


def naming(pages: Mapping[Week, str]) -> dict[str, list[Week]]:
    """Which weeks lead to each file of a topic."""
    weeks: dict[str, list[Week]] = {}
    for week, html in pages.items():
        for file in topics_of(html):
            weeks.setdefault(file, []).append(week)
    return weeks


def _turn(before: str, after: str, week: str, files: Sequence[str], language: str) -> str:
    told = [(name, name.rpartition(".")[2]) for name in files]
    return render("archive_turn.html", before=before, after=after, week=week, files=told, words=wording(language))
