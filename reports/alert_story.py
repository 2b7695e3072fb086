"""An alert turned into words and a picture: shared by the weekly section and the alert mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from contract.findings import ALL_PLATFORMS
from reports.page import Page
from reports.pictures import sparkline
from reports.published import Row

DAYS = 35  # of the picture

# The state of each alert at the end of $last: its latest row up to then.
STATES = """\
WITH state AS (
  FROM alert WHERE dt <= $last
  QUALIFY row_number() OVER (PARTITION BY alert_id ORDER BY step DESC) = 1
)"""

DAILY = """\
SELECT theme, platform, dt, sum(negative)::BIGINT AS negative,
  sum(negative + neutral + positive)::BIGINT AS posts
FROM sentiment_daily WHERE dt BETWEEN $last - 34 AND $last
  AND theme IN (SELECT theme FROM alert WHERE dt <= $last)
GROUP BY ALL ORDER BY ALL"""

NEGATIVE_POSTS = (
    STATES
    + """
SELECT a.alert_id, 'theme' AS subject_kind, a.theme AS subject, p.*,
  coalesce(p.likes, 0) + coalesce(p.comments, 0) + coalesce(p.shares, 0) AS engagement
FROM state a JOIN post p ON p.dt BETWEEN greatest(a.opened, $first) AND $last AND p.organic
  AND p.sentiment = 'negative' AND a.scope IN ('all', p.platform)
  AND (a.theme = '' OR list_contains(p.themes, a.theme))
WHERE a.dt >= $first OR a.status <> 'recovered'
QUALIFY row_number() OVER (PARTITION BY a.alert_id ORDER BY engagement DESC, p.post_id) <= 8
ORDER BY a.alert_id, engagement DESC, p.post_id"""
)


@dataclass(frozen=True, slots=True)
class AlertStory:
    """What turned, where, by how much, since when."""

    alert_id: str
    anchor: str
    theme: str
    platform: str
    status: str
    status_code: str
    share: str
    baseline: str
    change: str
    at_least: str
    posts: str
    authors: str
    opened: str
    day: str
    spark: Markup
    spark_caption: str


def story_of(row: Row, daily: Sequence[Row], page: Page) -> AlertStory:
    """An alert's row and the daily counts of all alerts' themes as a story."""
    words, figures = page.words, page.figures
    spark, caption = _spark(row, daily, page)
    return AlertStory(
        alert_id=row["alert_id"],
        anchor=page.anchor("alert", row["alert_id"]),
        theme=page.theme(row["theme"]),
        platform=page.platform(row["scope"]),
        status=words.code("status", row["status"]),
        status_code=row["status"],
        share=figures.share(row["value"]),
        baseline=figures.share(row["baseline"]),
        change=figures.points(row["change"]),
        at_least=figures.points(row["change_low"]),
        posts=words.counted("unit.posts", row["posts"] or 0, figures.count(row["posts"])),
        authors=words.counted("unit.authors", row["authors"], figures.count(row["authors"])) if row["authors"] else "",
        opened=figures.named_day(row["opened"]),
        day=figures.named_day(row["dt"]),
        spark=spark,
        spark_caption=caption,
    )


def _spark(alert: Row, daily: Sequence[Row], page: Page) -> tuple[Markup, str]:
    counts: dict[date, tuple[int, int]] = {}
    for row in daily:
        if row["theme"] == alert["theme"] and alert["scope"] in (ALL_PLATFORMS, row["platform"]):
            negative, posts = counts.get(row["dt"], (0, 0))
            counts[row["dt"]] = (negative + row["negative"], posts + row["posts"])
    shares = {day: negative / posts for day, (negative, posts) in counts.items() if posts}
    if not shares:
        return Markup(""), ""
    worst = max(shares, key=lambda day: (shares[day], day))
    shown = {"worst": page.figures.share(shares[worst]), "day": page.figures.day(worst)}
    caption = page.words("spark.negative_caption", **shown)
    label = page.words("spark.negative_label", last=page.figures.day(page.last), caption=caption)
    return sparkline([shares.get(day) for day in page.days_back(DAYS)], label, alert["baseline"]), caption
