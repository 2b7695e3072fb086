"""The query that gives an alert's numbers, ready to paste into the duckdb shell."""

from datetime import timedelta
from typing import Any

from contract.findings import ALL_PLATFORMS, AlertMetric, AlertStatus
from reports.alert_mail.measures import usual_days
from reports.published import Row, as_pasted

_SHARE = """\
WITH platforms AS (
  SELECT platform,
    sum(negative) FILTER (dt >= $first) AS negative,
    sum(posts) FILTER (dt >= $first) AS posts,
    sum(posts) FILTER (dt BETWEEN $mix_first AND $opened) AS mix,
    sum(negative) FILTER (dt BETWEEN $usual_first AND $usual_last)
      / sum(posts) FILTER (dt BETWEEN $usual_first AND $usual_last) AS usual
  FROM {table}
  WHERE theme = $theme{where} AND dt BETWEEN $usual_first AND $last
  GROUP BY platform
)
SELECT round((sum(negative) + 0.5) / (sum(posts) + 1), 4) AS value,
  round(sum(mix * usual) FILTER (usual IS NOT NULL) / sum(mix) FILTER (usual IS NOT NULL), 4) AS baseline,
  sum(negative)::BIGINT AS negative, sum(posts)::BIGINT AS posts
FROM platforms"""

# Of the 24 hours before a look within the day, a person counts with the first post of a day and night.
_LOOK = """\
WITH said AS (
  SELECT platform, coalesce(author_id, post_id) AS voice, post_id, sentiment, date_trunc('hour', published_at) AS hour
  FROM post WHERE organic AND sentiment IS NOT NULL AND list_contains(themes, $theme){where}
    AND dt BETWEEN $look_first AND $last
), first_of_a_day AS (
  FROM said QUALIFY coalesce(
    hour - lag(hour) OVER (PARTITION BY platform, voice ORDER BY hour, post_id) >= INTERVAL 24 HOUR, true)
)
SELECT round((count(*) FILTER (sentiment = 'negative') + 0.5) / (count(*) + 1), 4) AS value,
  count(*) FILTER (sentiment = 'negative') AS negative, count(*) AS people
FROM first_of_a_day
WHERE hour >= TIMESTAMPTZ $until - INTERVAL 24 HOUR AND hour < TIMESTAMPTZ $until"""

_COMPLAINTS = """\
SELECT round(sum(authors) FILTER (dt >= $first) / $days, 4) AS value,
  round(sum(authors) FILTER (dt BETWEEN $usual_first AND $usual_last) / 28, 4) AS baseline_as_counted,
  sum(organic_posts) FILTER (dt >= $first)::BIGINT AS posts
FROM intent_daily
WHERE intent = 'complaint' AND theme = $theme{where} AND dt BETWEEN $usual_first AND $last"""

_PHRASE = """\
WITH said AS (
  SELECT dt, platform, coalesce(author_id, post_id) AS voice FROM post
  WHERE organic AND ($theme = '' OR list_contains(themes, $theme)){where} AND list_contains(intents, 'complaint')
    AND contains(replace(lower(array_to_string(words, '')), ' ', ''), replace(lower($detail), ' ', ''))
    AND dt BETWEEN $usual_first AND $last
)
SELECT round(count(DISTINCT (dt, platform, voice)) FILTER (dt >= $first) / $days, 4) AS value,
  round(count(DISTINCT (dt, platform, voice)) FILTER (dt BETWEEN $usual_first AND $usual_last) / 28, 4) AS baseline,
  count(*) FILTER (dt >= $first) AS posts
FROM said"""

_SILENCE = """\
SELECT dt, round(greatest(1 - observed / usual, 0), 4) AS value, observed, usual, exposure, reasons
FROM quality_daily WHERE scope = $platform AND dt BETWEEN $week_first AND $last ORDER BY dt DESC"""

_LONGEST = 200  # characters of a name that a query may be made of: what is cut would not run
_ROWS = "FROM alert WHERE alert_id = $alert_id ORDER BY step"


def proof(row: Row) -> str:
    """The query for a row of `alert`; of a metric that has none here, and of walls of text, the alert's own rows."""
    if max(len(row[name]) for name in ("theme", "aspect", "detail")) > _LONGEST:
        return as_pasted(_ROWS, parameters(row))
    where = "" if row["scope"] == ALL_PLATFORMS else " AND platform = $platform"
    return as_pasted(_query(row).replace("{where}", where), parameters(row))


def _query(row: Row) -> str:
    metric = row["metric"]
    if metric == AlertMetric.NEGATIVE_SHARE:
        if row["hour"] is not None and row["status"] == AlertStatus.OPEN and not row["aspect"]:
            return _LOOK
        shown = "aspect_daily" if row["aspect"] else "sentiment_daily"
        told = _SHARE.replace("{table}", shown)
        return told.replace("{where}", " AND aspect = $aspect{where}") if row["aspect"] else told
    known = {
        AlertMetric.COMPLAINT_AUTHORS: _COMPLAINTS,
        AlertMetric.NEW_PHRASE: _PHRASE,
        AlertMetric.SILENCE: _SILENCE,
    }
    return known.get(metric, _ROWS)


def parameters(row: Row) -> dict[str, Any]:
    """What the queries of an alert's mail are asked with."""
    days = max(int(row["days"] or 1), 1)
    opened, last, hour = row["opened"], row["dt"], row["hour"]
    looked = hour is not None and row["status"] == AlertStatus.OPEN
    usual_first, usual_last = (opened - timedelta(days=back) for back in usual_days(row))
    return {
        "alert_id": row["alert_id"], "step": row["step"], "theme": row["theme"], "aspect": row["aspect"],
        "detail": row["detail"], "scope": row["scope"], "platform": row["scope"], "days": days,
        "opened": opened, "last": last, "first": last - timedelta(days=1 if looked else days - 1),
        "since": min(usual_first, last - timedelta(days=34)), "usual_first": usual_first, "usual_last": usual_last,
        "mix_first": opened - timedelta(days=2), "look_first": last - timedelta(days=3),
        "kol": 100_000, "koc": 1_000, "rate": 0.03,  # as the question `voices`
        "week_first": last - timedelta(days=6), "until": f"{last} {hour or 0:02}:00:00+08",
    }  # fmt: skip
