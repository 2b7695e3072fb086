"""Where feeling turned: the alerts that opened, worsened, recovered in the week or are still open."""

from contract.findings import AlertStatus
from reports.alert_story import DAILY, NEGATIVE_POSTS, STATES, story_of
from reports.page import Page
from reports.section import Context, Rows

TITLE = {"zh": "情绪预警", "en": "Sentiment alerts"}
ORDER = 40

QUERIES = {
    "alerts": STATES
    + """
FROM state WHERE dt >= $first OR status <> 'recovered'
ORDER BY status = 'recovered', change DESC, alert_id""",
    "daily": DAILY,
    "posts": NEGATIVE_POSTS,
}


def build(rows: Rows, page: Page) -> Context:
    """Alerts with their numbers, the days before and three posts."""
    alerts = []
    for row in rows["alerts"]:
        posts = [post for post in rows["posts"] if post["alert_id"] == row["alert_id"]]
        is_open = row["status"] != AlertStatus.RECOVERED
        alerts.append({"story": story_of(row, rows["daily"], page), "quotes": page.quotes(posts), "is_open": is_open})
    return {"alerts": alerts}
