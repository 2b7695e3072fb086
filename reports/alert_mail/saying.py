"""The sentences of an alert's mail that need more than its row: lead, how it ended, what drives it, since yesterday."""

from datetime import date, timedelta

from contract.findings import ALL_PLATFORMS, AlertMetric, AlertStatus
from reports.alert_figures import figures_of, metric_of
from reports.alert_mail.drivers import standing_out
from reports.alert_mail.facts import Facts
from reports.alert_mail.row_words import between, ended, named, span
from reports.page import Page
from reports.published import Row
from reports.quoting import quote

_TOLD = (AlertStatus.OPEN, AlertStatus.ESCALATED)


def lead(facts: Facts, page: Page) -> str:
    """The numbers in a sentence, and their interval."""
    row, words, told = facts.row, page.words, figures_of(facts.row, page)
    if facts.is_over:
        return _how_it_ended(facts, page)
    said = words(f"alert_lead.{told.kind}", span=span(row, page), **named(row, page))
    interval = between(told, page)
    return f"{said}{words('alert_mail.space')}{interval}" if interval else said


def _how_it_ended(facts: Facts, page: Page) -> str:
    row, words = facts.row, page.words
    days = (row["dt"] - row["opened"]).days
    told = {"opened": page.figures.named_day(row["opened"]), "days": days, **named(row, page)}
    key = ended(row)
    key = "closed_by" if key == "closed" and row["actor"] else key
    said = [words(f"alert_lead.{key}", actor=quote(row["actor"], 60), **told)]
    worst = facts.counts.worst()
    if worst is not None:
        value = _value(worst[1], row, page)
        said.append(words("alert_mail.worst", value=value, day=page.figures.day(worst[0])))
    return words("alert_mail.space").join(said)


def _value(value: float | None, row: Row, page: Page) -> str:
    figures = page.figures
    return figures.share(value) if figures_of(row, page).is_share else figures.amount(value)


def driven_by(facts: Facts, page: Page) -> str:
    """Which aspect stands out, or that none does; empty where aspects say nothing about it."""
    row, words = facts.row, page.words
    if facts.is_over or row["aspect"] or facts.people is None:
        return ""
    told = figures_of(row, page)
    change = row["change"] if told.kind == "negative_share" else None
    top = standing_out(facts.drivers, change)
    if top is None:
        names = [quote(page.aspect(driver.aspect), 40) for driver in facts.drivers[:3]]
        return words("drive.spread", names=words.listed(names)) if names else words("drive.unnamed")
    points = page.figures.points(top.more)
    name = quote(page.aspect(top.aspect), 40)
    if change is None or round(top.more, 2) > round(change, 2):
        return words("drive.mostly", name=name, points=points)
    return words("drive.mostly_of", name=name, points=points, change=told.change.removeprefix("+"))


def since_yesterday(facts: Facts, page: Page) -> list[str]:
    """The day against the one before, and what is new since the last mail."""
    row, words, counts = facts.row, page.words, facts.counts
    last: date = row["dt"]
    today, before = counts.over(last, last), counts.over(last - timedelta(days=1), last - timedelta(days=1))
    said = []
    if today.value is not None and before.value is not None:
        told = {
            "day": page.figures.day(last),
            "now": _value(today.value, row, page), "now_posts": _posts(today.posts, page),
            "before": _value(before.value, row, page), "before_posts": _posts(before.posts, page),
            "metric": metric_of(row, page),
        }  # fmt: skip
        said.append(words("since.yesterday", **told))
    earlier = [old for old in facts.history if old["status"] in _TOLD]
    if earlier and row["status"] in _TOLD:
        old = earlier[-1]
        told = {"day": page.figures.day(old["dt"]), "then": _value(old["value"], row, page)}
        said.append(words("since.mail", now=_value(row["value"], row, page), **told))
    elif row["status"] == AlertStatus.OPEN:
        said.append(words("since.new"))
    return said


def _posts(count: int, page: Page) -> str:
    return page.words.counted("unit.posts", count, page.figures.count(count))


def basis(row: Row, page: Page) -> str:
    """Posts and people of three days, and since when."""
    words, figures = page.words, page.figures
    if row["metric"] == AlertMetric.SILENCE:
        return words("alert_mail.opened", opened=figures.named_day(row["opened"]))
    told = {"posts": _posts(row["posts"] or 0, page), "opened": figures.named_day(row["opened"])}
    if row["authors"] and (page.authored if row["scope"] == ALL_PLATFORMS else page.authored & {row["scope"]}):
        authors = words.counted("unit.authors", row["authors"], figures.count(row["authors"]))
        return words("alert_mail.basis_authors", authors=authors, **told)
    return words("alert_mail.basis", **told)
