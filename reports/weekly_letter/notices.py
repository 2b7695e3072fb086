"""What else a mail must say: alerts that are open, in a line each, and what the week's data lacks, in one line."""

from dataclasses import dataclass

from contract.findings import ALL_PLATFORMS, OVER
from reports.alert_mail import row_words
from reports.inside import Inside
from reports.page import Page
from reports.published import Row
from reports.quoting import quote
from reports.section import Answers
from reports.weekly_letter.leads import Leads

MOST_ALERTS = 6
_SHOWN = 2  # of each thing that is missing


@dataclass(frozen=True, slots=True)
class Notice:
    """A line, and its place in the archive; empty without an address."""

    text: str
    url: str = ""


def open_alerts(inside: Inside, leads: Leads) -> list[Notice]:
    """Those that are not over, the worst first; how many more there are stands in the last line."""
    page = inside.page
    answers = inside.answers.get("sentiment_drops", {"alerts": []})
    rows = [row for row in answers["alerts"] if row["status"] not in OVER]
    told = [
        Notice(_alert(row, page), leads.to(page.anchor("alert", row["alert_id"])).url) for row in rows[:MOST_ALERTS]
    ]
    rest = rows[MOST_ALERTS:]
    return [*told, Notice(page.words("page.and_more", n=page.figures.rows(rest)))] if rest else told


def _alert(row: Row, page: Page) -> str:
    state = quote(page.words.code("status", str(row["status"])), 40)
    told = {"said": quote(row_words.subject(row, page), 160), "opened": page.figures.day(row["opened"]), "state": state}
    return page.words("weekly_mail.alert", **told)


def missing(inside: Inside) -> str:
    """How much was seen, and what was not: days that were not judged, failed crawls, silent and cut-off feeds."""
    page, coverage = inside.page, inside.answers["coverage"]
    words = page.words
    if inside.contexts["coverage"]["imported"]:
        return words("coverage.imported")
    gaps = [_held(coverage, page), _failed(coverage, page), _silent(coverage, page), _cut_off(coverage, page)]
    seen = inside.answers["headline"]["exposure"][0]["exposure"]
    known = words("weekly_mail.seen", share=page.figures.share(seen)) if seen is not None else ""
    told = words.joined("list.pause", [known, *gaps])
    if any(gaps):
        return told
    return words.joined(
        "list.pause", [known, words("weekly_mail.nothing_missing" if known else "weekly_mail.no_crawl")]
    )


def _held(coverage: Answers, page: Page) -> str:
    rows = coverage["held"]
    named = [row for row in rows if row["scope"] != ALL_PLATFORMS] or rows  # "all" where no platform alone is told
    return _few("weekly_mail.held", _by_platform(named, "scope", page), page)


def _failed(coverage: Answers, page: Page) -> str:
    return _few("weekly_mail.failed", _by_platform(coverage["failures"], "platform", page), page)


def _by_platform(rows: list[Row], column: str, page: Page) -> list[str]:
    """Each platform, and on how many days; a row is a day and platform."""
    days: dict[str, list[Row]] = {}
    for row in rows:
        days.setdefault(row[column], []).append(row)
    return [
        page.words("weekly_mail.on_days", platform=quote(page.platform(name), 40), n=page.figures.rows(found))
        for name, found in days.items()
    ]


def _silent(coverage: Answers, page: Page) -> str:
    silent = [quote(page.platform(row["scope"]), 40) for row in coverage["silent"] if row["status"] not in OVER]
    return _few("weekly_mail.silent", silent, page)


def _cut_off(coverage: Answers, page: Page) -> str:
    rows = coverage["saturated"]
    return page.words("weekly_mail.cut_off", n=page.figures.rows(rows)) if rows else ""


def _few(key: str, told: list[str], page: Page) -> str:
    """The first of them as one phrase; that there are more is said, how many stands in the report."""
    if not told:
        return ""
    more = [page.words("weekly_mail.others")] if len(told) > _SHOWN else []
    return page.words(key, told=page.words.listed([*told[:_SHOWN], *more]))
