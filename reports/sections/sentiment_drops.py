"""Where feeling turned: the alerts that opened, worsened or ended in the week, or are still open, and what drives them.

A platform that fell silent is no topic: it stands under coverage.
"""

from contract.findings import OVER
from reports.alert_drive import DRIVERS, drive_of
from reports.alert_story import DAILY, POSTS, STATES, story_of
from reports.page import Page
from reports.section import Context, Rows

TITLE = {"zh": "情绪预警", "en": "Sentiment alerts"}
ORDER = 45

QUERIES = {
    "alerts": STATES
    + """
FROM state WHERE metric <> 'silence' AND (dt >= $first OR status NOT IN ('recovered', 'closed'))
ORDER BY status IN ('recovered', 'closed'), list_position(['critical', 'warning', 'notice'], severity),
  change DESC, alert_id""",
    "daily": DAILY,
    "drivers": DRIVERS,
    "posts": POSTS,
}


def build(rows: Rows, page: Page) -> Context:
    """Alerts with their numbers, the days before, the aspects that drive them and three posts."""
    alerts = []
    for row in rows["alerts"]:
        posts = [post for post in rows["posts"] if post["alert_id"] == row["alert_id"]]
        alerts.append(
            {
                "story": story_of(row, rows["daily"], page),
                "drive": drive_of(row, rows["drivers"], page),
                "quotes": page.quotes(posts),
                "is_open": row["status"] not in OVER,
            }
        )
    return {"alerts": alerts}
