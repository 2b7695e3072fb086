"""An alert's row in words: what, where, how much, over which days, since when. Needs no question to the warehouse."""

from datetime import timedelta

from contract.findings import OVER, AlertMetric, AlertStatus, Severity
from reports.alert_figures import AlertFigures, figures_of, kind_of, metric_of, subject_of
from reports.page import Page
from reports.published import Row
from reports.quoting import quote

MAX_DETAIL = 40


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
        return words(f"alert_subject.{ended(row)}", **named(row, page))
    marks = [words("severity.critical")] if row["severity"] == Severity.CRITICAL else []
    marks += [words("status.escalated")] if row["status"] == AlertStatus.ESCALATED else []
    told = said(row, page)
    return words("alert_mail.marked", marks=words("alert_mail.marks").join(marks), said=told) if marks else told


def ended(row: Row) -> str:
    """The key of how an alert that is over ended: recovered or closed, of a silent platform in words of its own."""
    key = "recovered" if row["status"] == AlertStatus.RECOVERED else "closed"
    return f"{key}_silence" if row["metric"] == AlertMetric.SILENCE else key


def said(row: Row, page: Page) -> str:
    """What, where and how much, without marks."""
    return page.words(f"alert_subject.{kind_of(row, page)}", **named(row, page))


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
