"""An alert of the week turned into words and a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from reports.alert_figures import figures_of, is_share, metric_of, subject_of
from reports.page import Page
from reports.pictures import sparkline
from reports.published import Row
from reports.quoting import quote

DAYS = 35  # of the picture

# The state of each alert at the end of $last: its latest row up to then.
STATES = """\
WITH state AS (
  FROM alert WHERE dt <= $last
  QUALIFY row_number() OVER (PARTITION BY alert_id ORDER BY step DESC) = 1
)"""

# What the picture shows, by metric. A new phrase has no course, and a silent platform is told under coverage.
DAILY = (
    STATES  # noqa: S608 - text of this package
    + """,
counted AS (
  SELECT 'negative_share' AS metric, theme, '' AS aspect, platform, dt, negative AS part, posts AS whole
  FROM sentiment_daily WHERE dt BETWEEN $last - 34 AND $last
  UNION ALL SELECT 'negative_share', theme, aspect, platform, dt, negative, posts
  FROM aspect_daily WHERE dt BETWEEN $last - 34 AND $last
  UNION ALL SELECT 'complaint_authors', theme, '', platform, dt, authors, NULL
  FROM intent_daily WHERE intent = 'complaint' AND dt BETWEEN $last - 34 AND $last
)
SELECT a.alert_id, c.dt, CASE WHEN a.metric = 'negative_share' THEN sum(c.part) / nullif(sum(c.whole), 0)
    ELSE sum(c.part)::DOUBLE END AS value
FROM state a JOIN counted c USING (metric, theme, aspect)
WHERE a.scope IN ('all', c.platform) AND (a.dt >= $first OR a.status NOT IN ('recovered', 'closed'))
GROUP BY a.alert_id, a.metric, c.dt ORDER BY a.alert_id, c.dt"""
)

# Posts that an alert counts: bad ones about the theme; of an aspect what is bad of it; of complaints, complaints.
POSTS = (
    STATES  # noqa: S608 - text of this package
    + """,
best AS (
  -- by their place in the table, so that whole posts are read only for these
  SELECT a.alert_id, p.rowid AS spot, m.aspect_start, m.aspect_end,
    CASE WHEN a.aspect <> '' THEN 'aspect' WHEN a.metric = 'new_phrase' THEN 'term' ELSE 'theme' END AS subject_kind,
    CASE WHEN a.aspect <> '' THEN a.theme || '/' || a.aspect WHEN a.metric = 'new_phrase' THEN a.detail
      ELSE a.theme END AS subject,
    coalesce(p.likes, 0) + coalesce(p.comments, 0) + coalesce(p.shares, 0) AS engagement
  FROM state a JOIN post p ON p.dt BETWEEN greatest(a.opened, $first) AND $last AND p.organic
    AND a.scope IN ('all', p.platform) AND (a.theme = '' OR list_contains(p.themes, a.theme))
  LEFT JOIN (
    SELECT post_id, aspect, min(start) AS aspect_start, arg_min("end", start) AS aspect_end FROM post_aspect
    WHERE polarity = 'negative' AND dt BETWEEN $first AND $last GROUP BY post_id, aspect
  ) m ON m.post_id = p.post_id AND m.aspect = a.aspect
  WHERE a.metric <> 'silence' AND (a.dt >= $first OR a.status NOT IN ('recovered', 'closed')) AND CASE
    WHEN a.metric = 'complaint_authors' THEN list_contains(p.intents, 'complaint')
    WHEN a.metric = 'new_phrase' THEN list_contains(p.intents, 'complaint') AND contains(
      replace(lower(array_to_string(p.words, '')), ' ', ''), replace(lower(a.detail), ' ', ''))
    WHEN a.aspect <> '' THEN m.post_id IS NOT NULL ELSE p.sentiment = 'negative' END
  QUALIFY row_number() OVER (PARTITION BY a.alert_id ORDER BY engagement DESC, p.post_id) <= 8
)
SELECT b.alert_id, p.*, b.aspect_start, b.aspect_end, b.subject_kind, b.subject, b.engagement
FROM best b JOIN post p ON p.rowid = b.spot
ORDER BY b.alert_id, b.engagement DESC, p.post_id"""
)


@dataclass(frozen=True, slots=True)
class AlertStory:
    """What turned, where, by how much, since when."""

    alert_id: str
    anchor: str
    subject: str
    platform: str
    status: str
    status_code: str
    detail: str
    change: str
    from_to: str
    interval: str
    posts: str
    authors: str
    opened: str
    day: str
    spark: Markup
    spark_caption: str


def story_of(row: Row, daily: Sequence[Row], page: Page) -> AlertStory:
    """An alert's row and the daily counts of all alerts' themes as a story."""
    words, figures, told = page.words, page.figures, figures_of(row, page)
    spark, caption = _spark(row, daily, page)
    named = {"metric": metric_of(row, page), "baseline": told.baseline, "value": told.value}
    return AlertStory(
        alert_id=row["alert_id"],
        anchor=page.anchor("alert", row["alert_id"]),
        subject=subject_of(row, page),
        platform=page.platform(row["scope"]),
        status=words.code("status", row["status"]),
        status_code=row["status"],
        detail=quote(row["detail"], 60),
        change=words("drops.change" if told.is_share else "drops.change_people", change=told.change),
        from_to=words("drops.from_to", **named),
        interval=words("drops.interval", low=told.low, high=told.high) if told.low and told.high else "",
        posts=words.counted("unit.posts", row["posts"] or 0, figures.count(row["posts"])),
        authors=words.counted("unit.authors", row["authors"], figures.count(row["authors"])) if row["authors"] else "",
        opened=figures.named_day(row["opened"]),
        day=figures.named_day(row["dt"]),
        spark=spark,
        spark_caption=caption,
    )


def _spark(alert: Row, daily: Sequence[Row], page: Page) -> tuple[Markup, str]:
    mine = [row for row in daily if row["alert_id"] == alert["alert_id"] and row["value"] is not None]
    values: dict[date, float] = {row["dt"]: row["value"] for row in mine}
    if not values:
        return Markup(""), ""
    highest = max(values, key=lambda day: (values[day], day))
    one = page.figures.share if is_share(alert) else page.figures.amount
    shown = {"highest": one(values[highest]), "day": page.figures.day(highest), "metric": metric_of(alert, page)}
    caption = page.words("spark.alert_caption", **shown)
    label = page.words("spark.alert_label", last=page.figures.day(page.last), caption=caption)
    return sparkline([values.get(day) for day in page.days_back(DAYS)], label, alert["baseline"]), caption
