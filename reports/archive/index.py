"""The index of the archive: all weeks, what rises now, all themes, all topics that have a page."""

from collections.abc import Mapping

from contract.clock import Week
from reports.archive.asking import Answers
from reports.archive.frame import lived, week_link
from reports.page import Page
from reports.published import Row
from reports.section import Context
from reports.story import tell
from reports.text import plain


def context(answers: Answers, leads: Mapping[Week, str], page: Page) -> Context:
    """What the template shows; `leads` are the weeks that have a page, with the sentence that each begins with."""
    tiles = {Week.of(row["monday"]): row for row in answers["weeks.weeks"]}
    until = answers["weeks.until"][0]["dt"]
    return {
        "until": page.figures.day(until) if until else "",
        "until_year": page.figures.year(until) if until else "",
        "weeks": [_week(week, leads[week], tiles.get(week), page) for week in sorted(leads, reverse=True)],
        "rising": [tell(row, [], [], page) for row in answers["rising.rising"]],
        "themes": [_theme(row, page) for row in answers["themes.themes"]],
        "topics": [_topic(row, page) for row in answers["topics.topics"]],
    }


def _week(week: Week, lead: str, row: Row | None, page: Page) -> Context:
    title = page.words("archive.week_title", year=week.year, number=week.number)
    days = {"first": plain(page.figures.day(week.window.first)), "last": plain(page.figures.day(week.window.last))}
    return {"name": str(week), "title": title, "link": week_link(week, page), "lead": lead,
            "span": page.words("page.span", **days), "tiles": _tiles(row, page) if row else []}  # fmt: skip


def _tiles(row: Row, page: Page) -> list[tuple[str, str, str]]:
    words, figures, change = page.words, page.figures, row["change"]
    note = "" if change is None else words("tile.change", change=figures.percent(change))
    counts = [(name, figures.count(row[name])) for name in ("posts", "rising", "alerts")]
    shown = [*counts, ("coverage", figures.share(row["exposure"]))]
    return [(words(f"tile.{name}"), value, note if name == "posts" else "") for name, value in shown]


def _theme(row: Row, page: Page) -> Context:
    figures, name = page.figures, page.theme(row["theme"])
    return {"name": name, "find": f"{name} {row['theme']}", "link": page.theme_link(row["theme"]),
            "posts": figures.count(row["posts"]), "change": figures.percent(row["change"]),
            "negative": figures.share(row["negative_share"]),
            "between": figures.shares(row["negative_low"], row["negative_high"])}  # fmt: skip


def _topic(row: Row, page: Page) -> Context:
    name = page.subject(row["name_kind"], row["name"])
    link = page.topic_link(row["topic_id"])
    return {"name": name, "find": name, "link": link, "lived": lived(row, page)}
