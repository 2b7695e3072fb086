"""An alert's numbers as people write them: points for shares, people a day for counts, whatever the metric is."""

from dataclasses import dataclass

from contract.findings import AlertMetric
from reports.page import Page
from reports.published import Row
from reports.quoting import quote

MAX_SUBJECT_NAME = 60
_SHARES = (AlertMetric.NEGATIVE_SHARE, AlertMetric.SILENCE)
_OTHER = "other"  # wording of a metric that the report does not know yet


@dataclass(frozen=True, slots=True)
class AlertFigures:
    """Formatted figures of one row of `alert`; `kind` is its key in the tables of words. Ends may be empty: unknown."""

    kind: str
    is_share: bool
    value: str
    baseline: str
    change: str
    low: str
    high: str


def kind_of(row: Row, page: Page) -> str:
    """The metric, an aspect's share apart; `other` for one that has no words."""
    metric = str(row["metric"])
    kind = "aspect_share" if metric == AlertMetric.NEGATIVE_SHARE and row["aspect"] else metric
    return kind if f"alert_lead.{kind}" in page.words.entries else _OTHER


def is_share(row: Row) -> bool:
    """Whether value and baseline are shares; else they are people a day."""
    return str(row["metric"]) in _SHARES


def figures_of(row: Row, page: Page) -> AlertFigures:
    """The row's figures in the page's language."""
    of_share = is_share(row)
    one = page.figures.share if of_share else page.figures.amount
    change = page.figures.points if of_share else page.figures.signed
    low, high = row["change_low"], row["change_high"]
    return AlertFigures(
        kind_of(row, page), of_share, one(row["value"]), one(row["baseline"]), change(row["change"]),
        "" if low is None else change(low), "" if high is None else change(high),
    )  # fmt: skip


def subject_of(row: Row, page: Page) -> str:
    """What it is about: theme, and its aspect; a platform's name where it is about the platform itself."""
    if not row["theme"] and row["metric"] == AlertMetric.SILENCE:
        return quote(page.platform(row["scope"]), MAX_SUBJECT_NAME)
    theme = quote(page.theme(row["theme"]), MAX_SUBJECT_NAME)
    return f"{theme} · {quote(page.aspect(row['aspect']), MAX_SUBJECT_NAME)}" if row["aspect"] else theme


def metric_of(row: Row, page: Page) -> str:
    """The metric's name in words; the code itself where there is none."""
    return quote(page.words.code("metric", str(row["metric"])), MAX_SUBJECT_NAME)
