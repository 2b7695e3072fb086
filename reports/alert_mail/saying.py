"""The sentences of an alert's mail: subject, lead, what drives it, since yesterday, who, and how sure it is."""

from datetime import date, timedelta

from contract.findings import ALL_PLATFORMS, OVER, AlertMetric, AlertStatus, Severity
from reports.alert_figures import AlertFigures, figures_of, kind_of, metric_of, subject_of
from reports.alert_mail.drivers import standing_out
from reports.alert_mail.facts import Facts
from reports.page import Page
from reports.published import Row
from reports.quoting import quote

MAX_DETAIL = 40
_TOLD = (AlertStatus.OPEN, AlertStatus.ESCALATED)


def named(row: Row, page: Page) -> dict[str, str]:
    """What every sentence about a row may name."""
    told = figures_of(row, page)
    return {
        "subject": subject_of(row, page), "where": quote(page.platform(row["scope"]), 60),
        "detail": quote(row["detail"], MAX_DETAIL), "metric": metric_of(row, page), "value": told.value,
        "baseline": told.baseline, "change": told.change,
    }  # fmt: skip


def subject(row: Row, page: Page) -> str:
    """What, where and how much; in front how bad it is, where that is news."""
    words = page.words
    if row["status"] in OVER:
        key = "recovered" if row["status"] == AlertStatus.RECOVERED else "closed"
        return words(f"alert_subject.{key}", **named(row, page))
    marks = [words("severity.critical")] if row["severity"] == Severity.CRITICAL else []
    marks += [words("status.escalated")] if row["status"] == AlertStatus.ESCALATED else []
    told = said(row, page)
    return words("alert_mail.marked", marks=words("alert_mail.marks").join(marks), said=told) if marks else told


def said(row: Row, page: Page) -> str:
    """What, where and how much, without marks."""
    return page.words(f"alert_subject.{kind_of(row, page)}", **named(row, page))


def lead(facts: Facts, page: Page) -> str:
    """The numbers in a sentence, and their interval."""
    row, words, told = facts.row, page.words, figures_of(facts.row, page)
    if facts.is_over:
        return _how_it_ended(facts, page)
    said = words(f"alert_lead.{told.kind}", span=span(row, page), **named(row, page))
    interval = between(told, page)
    return f"{said}{words('alert_mail.space')}{interval}" if interval else said


def between(told: AlertFigures, page: Page) -> str:
    """The interval of the change in a sentence; empty where it is not known."""
    if not told.low or not told.high:
        return ""
    if told.kind == AlertMetric.SILENCE:
        return page.words("alert_mail.interval_silence", low=told.low, high=told.high)
    key = "alert_mail.interval" if told.is_share else "alert_mail.interval_people"
    return page.words(key, low=told.low, high=told.high)


def change(row: Row, page: Page) -> str:
    """A line beside the big number: from what, by how much, and the interval."""
    told = figures_of(row, page)
    said = page.words("alert_mail.change_points" if told.is_share else "alert_mail.change_people",
                      baseline=told.baseline, value=told.value, change=told.change)  # fmt: skip
    if not told.low or not told.high or row["status"] in OVER:
        return said
    return said + page.words("alert_mail.change_between", low=told.low, high=told.high)


def span(row: Row, page: Page) -> str:
    """The days that the value speaks of."""
    last, days, figures = row["dt"], max(row["days"] or 1, 1), page.figures
    if row["hour"] is not None and row["status"] == AlertStatus.OPEN:
        return page.words("alert_mail.span_hours", day=figures.day(last), hour=row["hour"])
    if days == 1:
        return page.words("alert_mail.span_day", day=figures.named_day(last))
    first = last - timedelta(days=days - 1)
    return page.words("alert_mail.span_days", first=figures.day(first), last=figures.day(last), n=days)


def _how_it_ended(facts: Facts, page: Page) -> str:
    row, words = facts.row, page.words
    days = (row["dt"] - row["opened"]).days
    told = {"opened": page.figures.named_day(row["opened"]), "days": days, **named(row, page)}
    if row["status"] == AlertStatus.RECOVERED:
        said = [words("alert_lead.recovered", **told)]
    else:
        key = "alert_lead.closed_by" if row["actor"] else "alert_lead.closed"
        said = [words(key, actor=quote(row["actor"], 60), **told)]
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


def since_when(row: Row, page: Page) -> str:
    """When it opened, and what became of it since, on which day and by whom."""
    words, figures = page.words, page.figures
    opened = words("alert_mail.opened", opened=figures.named_day(row["opened"]))
    if row["status"] == AlertStatus.OPEN:
        return opened
    state = quote(words.code("status", str(row["status"])), 40)
    key = "digest.changed_by" if row["actor"] else "digest.changed"
    told = words(key, day=figures.named_day(row["dt"]), state=state, actor=quote(row["actor"], 60))
    return opened + words("alert_mail.space") + told
