"""Which days could be judged at all: asked in one way by every section that compares days with one another.

A day of a platform is judged unless `quality_daily` holds it back. Where it knows nothing of a day (no detection has
run), a day with posts is taken as it is.
"""

# The week's days on each platform, each with the same weekday of the week before: both judged, both with posts.
# `seen` is how much more (2: twice as much) the crawl saw of the day than of that of the week before.
PAIRS = """\
WITH judged AS (
  SELECT v.platform, v.dt, q.exposure * q.trust AS told, c.exposure AS crawled
  FROM volume_daily v
  LEFT JOIN quality_daily q ON q.dt = v.dt AND q.scope = v.platform
  LEFT JOIN (
    SELECT dt, platform, avg(exposure) AS exposure FROM coverage_daily
    WHERE dt BETWEEN $first - 7 AND $last GROUP BY ALL
  ) c ON c.dt = v.dt AND c.platform = v.platform
  WHERE v.dt BETWEEN $first - 7 AND $last AND v.posts > 0 AND coalesce(q.status, 'ok') = 'ok'
),
pair AS (
  SELECT n.platform, n.dt, coalesce(n.told / nullif(b.told, 0), n.crawled / nullif(b.crawled, 0), 1) AS seen
  FROM judged n JOIN judged b ON b.platform = n.platform AND b.dt = n.dt - 7
  WHERE n.dt >= $first AND coalesce(n.told, n.crawled, 1) > 0
)"""

# Days of the last eight weeks on which no platform that matters was missing: the others are gaps in a curve.
WHOLE_DAYS = """
SELECT DISTINCT v.dt FROM volume_daily v LEFT JOIN quality_daily q ON q.dt = v.dt AND q.scope = 'all'
WHERE v.dt BETWEEN $last - 55 AND $last AND v.posts > 0
  AND coalesce(q.status, 'ok') = 'ok' AND coalesce(q.missing_share, 0) <= 0.05
ORDER BY v.dt"""
