"""What drives the alerts of a week: by which aspects the negative share of a theme has grown, in points."""

from collections.abc import Sequence

from contract.findings import OVER, AlertMetric
from reports.alert_mail.drivers import DRIVEN, drivers, standing_out
from reports.alert_story import STATES
from reports.page import Page
from reports.published import Row
from reports.quoting import quote
from reports.section import Context

# The days of an alert's value and of its baseline, as in its mail (alert_mail/proof.py, warehouse/drop_test.py).
DRIVERS = (
    STATES  # noqa: S608 - text of this package
    + """,
asked AS (
  SELECT alert_id, theme, scope, opened - 65 AS usual_first, opened - 10 AS usual_last, dt AS last_day,
    dt - CASE WHEN hour IS NOT NULL AND status = 'open' THEN 1 ELSE greatest(coalesce(days, 1), 1)::INTEGER - 1 END
      AS first_day
  FROM state WHERE metric = 'negative_share' AND aspect = '' AND status NOT IN ('recovered', 'closed')
),
"""
    + DRIVEN
)


def drive_of(alert: Row, rows: Sequence[Row], page: Page) -> Context | None:
    """A sentence and the lines of a table; None for what is over, is about one aspect, or is no share of bad posts."""
    if alert["metric"] != AlertMetric.NEGATIVE_SHARE or alert["aspect"] or alert["status"] in OVER:
        return None
    mine = [row for row in rows if row["alert_id"] == alert["alert_id"]]
    return {"said": _said(alert, mine, page), "lines": [_line(row, page) for row in mine]}


def _said(alert: Row, mine: Sequence[Row], page: Page) -> str:
    words, change = page.words, alert["change"]
    top = standing_out(drivers(mine), change)
    if top is None:
        names = [_name(row, page) for row in mine[:3]]
        return words("drive.spread", names=words.listed(names)) if names else words("drive.unnamed")
    told = {"name": quote(page.aspect(top.aspect), 40), "points": page.figures.points(top.more)}
    if change is None or round(top.more, 2) > round(change, 2):
        return words("drive.mostly", **told)
    return words("drops.mostly_of", **told, change=page.figures.points(change))


def _line(row: Row, page: Page) -> Context:
    figures = page.figures
    return {
        "name": _name(row, page),
        "before": figures.share(row["before"]),
        "now": figures.share(row["now"]),
        "more": figures.points(row["more"]),
        "posts": figures.count(row["posts"]),
    }


def _name(row: Row, page: Page) -> str:
    return quote(page.aspect(row["aspect"]), 40)
