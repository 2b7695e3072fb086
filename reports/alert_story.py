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
# Of a large week only what decides is read of all posts; words, and whole rows, of the few that are left.
POSTS = (
    STATES  # noqa: S608 - text of this package
    + """,
asked AS MATERIALIZED (
  FROM state WHERE metric <> 'silence' AND (dt >= $first OR status NOT IN ('recovered', 'closed'))
),
spoken AS MATERIALIZED (
  SELECT post_id, aspect, min(start) AS aspect_start, arg_min("end", start) AS aspect_end FROM post_aspect
  WHERE polarity = 'negative' AND dt BETWEEN $first AND $last AND aspect IN (SELECT aspect FROM asked)
  GROUP BY post_id, aspect
),
candidate AS MATERIALIZED (
  SELECT rowid AS place, post_id, dt, platform, themes, sentiment, list_contains(intents, 'complaint') AS complains,
    coalesce(likes, 0) + coalesce(comments, 0) + coalesce(shares, 0) AS engagement
  FROM post WHERE dt BETWEEN $first AND $last AND organic
    AND ((SELECT bool_or(theme = '') FROM asked) OR list_has_any(themes, (SELECT list(theme) FROM asked)))
    AND (sentiment = 'negative' OR list_contains(intents, 'complaint') OR post_id IN (SELECT post_id FROM spoken))
),
counted AS MATERIALIZED (
  SELECT a.alert_id, a.metric, a.theme, a.aspect, a.detail, c.place, c.post_id, c.engagement,
    m.aspect_start, m.aspect_end
  FROM asked a JOIN candidate c ON c.dt >= a.opened AND a.scope IN ('all', c.platform)
    AND (a.theme = '' OR list_contains(c.themes, a.theme))
  LEFT JOIN spoken m ON m.post_id = c.post_id AND m.aspect = a.aspect
  WHERE CASE WHEN a.metric IN ('complaint_authors', 'new_phrase') THEN c.complains
    WHEN a.aspect <> '' THEN m.post_id IS NOT NULL ELSE c.sentiment = 'negative' END
),
worded AS MATERIALIZED (
  SELECT rowid AS place, replace(lower(array_to_string(words, '')), ' ', '') AS said FROM post
  WHERE rowid IN (SELECT place FROM counted WHERE metric = 'new_phrase')
),
kept AS MATERIALIZED (
  SELECT c.* FROM counted c LEFT JOIN worded w USING (place)
  WHERE c.metric <> 'new_phrase' OR contains(w.said, replace(lower(c.detail), ' ', ''))
  QUALIFY row_number() OVER (PARTITION BY c.alert_id ORDER BY c.engagement DESC, c.post_id) <= 8
),
whole AS MATERIALIZED (FROM post WHERE rowid IN (SELECT place FROM kept))
SELECT k.alert_id, p.*, k.aspect_start, k.aspect_end,
  CASE WHEN k.aspect <> '' THEN 'aspect' WHEN k.metric = 'new_phrase' THEN 'term' ELSE 'theme' END AS subject_kind,
  CASE WHEN k.aspect <> '' THEN k.theme || '/' || k.aspect WHEN k.metric = 'new_phrase' THEN k.detail
    ELSE k.theme END AS subject, k.engagement
FROM kept k JOIN whole p USING (post_id)
ORDER BY k.alert_id, k.engagement DESC, p.post_id"""
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
