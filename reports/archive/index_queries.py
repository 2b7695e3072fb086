"""What the index asks of the published warehouse: counts of each week as known today, and what rises in the newest."""

from reports.archive.topic_queries import interval
from reports.topics import about_topics

# The counts of a week's tiles, for all weeks at once; which topics rise is decided as in reports/topics.py.
_WEEKS = """
WITH week AS (SELECT unnest($weeks::DATE[]) AS monday),
volume AS (
  SELECT monday, coalesce(sum(posts) FILTER (dt >= monday), 0)::BIGINT AS posts,
    CASE WHEN count(DISTINCT dt) FILTER (dt < monday) = 7
      THEN sum(posts) FILTER (dt >= monday) / nullif(sum(posts) FILTER (dt < monday), 0) - 1 END AS change,
    max(dt) FILTER (dt >= monday) AS through
  FROM week JOIN volume_daily ON dt BETWEEN monday - 7 AND monday + 6 GROUP BY monday
),
exposure AS (
  SELECT monday, avg(exposure) AS exposure FROM week JOIN coverage_daily ON dt BETWEEN monday AND monday + 6
  GROUP BY monday
),
latest AS (
  SELECT w.monday, t.* FROM week w JOIN trend t ON t.dt BETWEEN w.monday AND w.monday + 6
  QUALIFY row_number() OVER (PARTITION BY w.monday, t.subject_kind, t.subject
    ORDER BY t.scope = 'all' DESC, t.dt DESC, t.score DESC, t.scope) = 1
),
each_subject AS (
  FROM latest QUALIFY row_number() OVER (PARTITION BY monday, subject ORDER BY part_of IS NULL DESC,
    list_position(['theme', 'hashtag', 'term', 'aspect'], subject_kind), score DESC) = 1
),
rising AS (
  SELECT s.monday, count(DISTINCT coalesce(m.topic_id, concat_ws(' ', s.subject_kind, s.subject))) AS rising
  FROM each_subject s JOIN volume v USING (monday) LEFT JOIN topic_member m USING (dt, scope, subject_kind, subject)
  WHERE s.verdict = 'organic' AND s.part_of IS NULL AND s.phase IN ('rising', 'peaking')
    AND s.dt >= coalesce(v.through, s.dt) GROUP BY s.monday
),
state AS (
  SELECT w.monday, a.* FROM week w JOIN alert a ON a.dt <= w.monday + 6
  QUALIFY row_number() OVER (PARTITION BY w.monday, a.alert_id ORDER BY a.step DESC) = 1
),
alerts AS (
  SELECT monday, count(*) AS alerts FROM state
  WHERE status NOT IN ('recovered', 'closed') AND (dt >= monday OR opened >= monday) AND metric <> 'silence'
  GROUP BY monday
)
SELECT '' AS key, monday, coalesce(posts, 0) AS posts, change, coalesce(rising, 0) AS rising,
  coalesce(alerts, 0) AS alerts, exposure
FROM week LEFT JOIN volume USING (monday) LEFT JOIN rising USING (monday) LEFT JOIN alerts USING (monday)
LEFT JOIN exposure USING (monday) ORDER BY monday DESC"""

_THEMES = f"""
WITH asked AS (SELECT unnest($themes::VARCHAR[]) AS theme),
said AS (
  SELECT theme, coalesce(sum(organic_posts) FILTER (dt >= $first), 0)::BIGINT AS posts,
    sum(organic_posts) FILTER (dt < $first) AS before
  FROM theme_daily WHERE dt BETWEEN $first - 7 AND $last GROUP BY theme
),
whole_before AS (
  SELECT count(DISTINCT dt) = 7 AS is_whole FROM volume_daily WHERE dt BETWEEN $first - 7 AND $first - 1
),
mood AS (
  SELECT theme, sum(negative)::BIGINT AS negative, sum(posts)::BIGINT AS n FROM sentiment_daily
  WHERE dt BETWEEN $first AND $last GROUP BY theme HAVING n > 0
)
SELECT '' AS key, theme, coalesce(posts, 0)::BIGINT AS posts,
  CASE WHEN is_whole THEN posts / nullif(before, 0) - 1 END AS change, n, negative / n AS negative_share,
  {interval("negative", "n", "negative")}
FROM asked LEFT JOIN said USING (theme) LEFT JOIN mood USING (theme) CROSS JOIN whole_before
ORDER BY posts DESC, theme"""  # noqa: S608 - text of this package

_TOPICS = """
SELECT '' AS key, topic_id, name, name_kind, first_day, last_day FROM topic
WHERE list_contains($topics::VARCHAR[], topic_id) ORDER BY last_day DESC, score DESC, topic_id"""

RISING = about_topics("SELECT '' AS key, * FROM organic_topic WHERE is_up ORDER BY score DESC, subject")
UNTIL = "SELECT '' AS key, max(dt) AS dt FROM volume_daily WHERE dt <= $last AND posts > 0"

QUERIES = {
    "weeks": {"weeks": _WEEKS.strip(), "until": UNTIL},
    "rising": {"rising": RISING},
    "themes": {"themes": _THEMES.strip()},
    "topics": {"topics": _TOPICS.strip()},
}
