"""Topics that rose in the four weeks before and no longer do: they fade, or are back to what is usual.

What has no trend any more is below the watch level only if its scope was judged: each scope is looked at on the week's
last day that was. The course is the mean of daily authors over seven days; its peak is the highest of the last eight
weeks, and days on which a platform that matters was missing are left out of both.
"""

from reports.questions.judged import WHOLE_DAYS
from reports.topics import SAID

_FADED = f"""
whole_day AS ({WHOLE_DAYS}
),
last_day AS (
  -- detection says nothing of a day that it holds back; where it keeps no such table, the last day with posts stands
  SELECT scope, coalesce(max(dt) FILTER (status = 'ok' AND coalesce(missing_share, 0) <= 0.05),
    CASE WHEN count(status) = 0 THEN max(dt) END) AS dt
  FROM (
    SELECT s.scope, d.dt, q.status, q.missing_share
    FROM (SELECT DISTINCT scope FROM trend WHERE dt BETWEEN $first - 28 AND $first - 1) s
    CROSS JOIN (SELECT DISTINCT dt FROM volume_daily WHERE dt BETWEEN $first AND $last AND posts > 0) d
    LEFT JOIN quality_daily q ON q.scope = s.scope AND q.dt = d.dt
  ) GROUP BY scope
),
rose AS (
  SELECT subject_kind, subject, scope, max_by(verdict, (score, dt)) AS verdict, min(since) AS since,
    max(dt) AS last_rise
  FROM trend
  WHERE dt BETWEEN $first - 28 AND $first - 1 AND phase IN ('rising', 'peaking') AND part_of IS NULL
  GROUP BY subject_kind, subject, scope HAVING max_by(verdict, (score, dt)) IN ('organic', 'calendar', 'campaign')
  QUALIFY row_number() OVER (PARTITION BY subject_kind, subject ORDER BY scope = 'all' DESC, max(score) DESC, scope) = 1
),
stood AS (
  SELECT r.*, l.dt AS judged_on, n.phase, n.dt IS NULL AS is_usual,
    (SELECT max(t.dt) FROM trend t WHERE t.subject_kind = r.subject_kind AND t.subject = r.subject
      AND t.scope = r.scope AND t.dt BETWEEN r.since AND l.dt) AS until
  FROM rose r JOIN last_day l ON l.scope = r.scope AND l.dt IS NOT NULL
  LEFT JOIN trend n ON n.dt = l.dt AND n.scope = r.scope AND n.subject_kind = r.subject_kind AND n.subject = r.subject
  WHERE n.dt IS NULL OR n.phase = 'fading'
),
one_each AS (
  -- a theme, a hashtag and a term of one name are one, and so are subjects of one topic
  SELECT s.*, m.topic_id FROM stood s LEFT JOIN topic_member m
    ON m.dt = s.last_rise AND m.scope = s.scope AND m.subject_kind = s.subject_kind AND m.subject = s.subject
  QUALIFY row_number() OVER (PARTITION BY coalesce(topic_id, s.subject) ORDER BY
    list_position(['theme', 'hashtag', 'term', 'aspect'], s.subject_kind), s.last_rise - s.since DESC, s.subject) = 1
),
daily AS (
  SELECT o.subject_kind, o.subject, d.dt, coalesce(sum(s.authors), 0)::BIGINT AS authors,
    coalesce(sum(s.organic_posts), 0)::BIGINT AS posts
  FROM one_each o CROSS JOIN whole_day d LEFT JOIN said s
    ON s.subject_kind = o.subject_kind AND s.subject = o.subject AND s.dt = d.dt AND o.scope IN ('all', s.platform)
  GROUP BY ALL
)"""  # noqa: S608 - text of this package

_START = "WITH" + SAID.rstrip() + "," + _FADED

TOPICS = f"""{_START},
course AS (
  SELECT subject_kind, subject, dt, authors, avg(authors) OVER (
    PARTITION BY subject_kind, subject ORDER BY dt RANGE BETWEEN INTERVAL 6 DAYS PRECEDING AND CURRENT ROW) AS level
  FROM daily
),
summit AS (
  SELECT c.subject_kind, c.subject, max(c.level) AS peak_level, max_by(c.level, c.dt) AS level_now,
    max_by(c.dt, (c.authors, c.dt)) AS peak_on, max(c.authors) AS peak_authors
  FROM course c JOIN one_each o USING (subject_kind, subject)
  WHERE c.dt BETWEEN o.since - 6 AND o.judged_on GROUP BY ALL
)
SELECT o.subject_kind, o.subject, o.scope, o.verdict, o.since, o.until, date_diff('day', o.since, o.until) + 1 AS days,
  o.is_usual, s.peak_on, s.peak_authors, s.peak_level, s.level_now, s.level_now / nullif(s.peak_level, 0) AS left_over
FROM one_each o JOIN summit s USING (subject_kind, subject)
WHERE s.level_now < 0.8 * s.peak_level  -- what stands near its peak has not faded, whatever its trend says
ORDER BY s.peak_level DESC, o.subject_kind, o.subject LIMIT 15"""  # noqa: S608 - text of this package

DAILY = f"""{_START}
SELECT * FROM daily ORDER BY subject_kind, subject, dt"""  # noqa: S608 - text of this package

# Whether there was anything to look at: a week without a judged day tells of no fading.
LOOKED = f"""{_START}
SELECT count(*) FILTER (dt IS NOT NULL) AS judged, count(*) AS scopes FROM last_day"""  # noqa: S608 - text of this package
