"""What an alert's mail asks the published warehouse, besides the measure's daily numbers. Parameters as `measures`."""

from contract.findings import AlertMetric
from reports.alert_mail.drivers import DRIVEN
from reports.alert_mail.measures import Measure

HISTORY = "FROM alert WHERE alert_id = $alert_id AND step < $step ORDER BY step"

QUALITY = """\
SELECT scope, status, reasons, missing, missing_share, exposure FROM quality_daily
WHERE dt = $last AND scope = $scope"""

# Which aspects drive one alert (see drivers.py).
DRIVERS = (
    """\
WITH asked AS (
  SELECT $alert_id AS alert_id, $theme AS theme, $scope AS scope, $first::DATE AS first_day, $last::DATE AS last_day,
    $usual_first::DATE AS usual_first, $usual_last::DATE AS usual_last
),
"""
    + DRIVEN
)

_SAID = """\
WITH bad AS (
  SELECT post_id, min(start) AS aspect_start, arg_min("end", start) AS aspect_end FROM post_aspect
  WHERE aspect = $aspect AND polarity = 'negative' AND dt BETWEEN $first AND $last GROUP BY post_id
), said AS (
  SELECT p.*, m.aspect_start, m.aspect_end, coalesce(p.author_id, p.post_id) AS voice,
    coalesce(p.likes, 0) + coalesce(p.comments, 0) + coalesce(p.shares, 0) + coalesce(p.favourites, 0) AS engagement
  FROM post p LEFT JOIN bad m USING (post_id)
  WHERE p.organic AND p.dt BETWEEN $first AND $last AND $scope IN ('all', p.platform)
    AND ($theme = '' OR list_contains(p.themes, $theme)) AND {shows}
)
"""
# Posts that are surely negative come first: one that the model nearly took for neutral shows nobody what turned.
_POSTS = """\
FROM (SELECT *, coalesce(negative, 0) >= 0.6 AS sure FROM said)
QUALIFY row_number() OVER (PARTITION BY voice ORDER BY sure DESC, engagement DESC, post_id) = 1
ORDER BY sure DESC, engagement DESC, post_id LIMIT 24"""
_PEOPLE = """\
, person AS (
  SELECT voice, any_value(author_id) AS author_id, arg_max(author_verified, observed_at) AS verified,
    arg_max(author_followers, observed_at) AS followers, count(*) AS posts, sum(engagement) AS engagement
  FROM said GROUP BY voice
)
SELECT count(*) AS people, count(*) FILTER (p.followers >= $kol) AS kol,
  count(*) FILTER (p.followers >= $koc AND p.followers < $kol
    AND p.engagement >= p.posts * $rate * p.followers) AS koc,
  count(*) FILTER (p.verified IN ('person', 'organisation')) AS verified,
  count(p.followers) AS told, count(a.first_dt) AS known, count(*) FILTER (a.first_dt >= $first) AS fresh
FROM person p LEFT JOIN author a USING (author_id)"""
_REGIONS = """\
, placed AS (SELECT voice, any_value(region) AS region FROM said WHERE region IS NOT NULL GROUP BY voice)
SELECT region, count(*) AS people, sum(count(*)) OVER ()::BIGINT AS told FROM placed
GROUP BY region ORDER BY people DESC, region LIMIT 3"""


def posts(measure: Measure) -> str:
    """The post of each author with most reactions, most first."""
    return _SAID.replace("{shows}", measure.shows) + _POSTS


def people(measure: Measure) -> str:
    """One row: how many people, and of what kind."""
    return _SAID.replace("{shows}", measure.shows) + _PEOPLE


def regions(measure: Measure) -> str:
    """Where they post from, as far as it is told."""
    return _SAID.replace("{shows}", measure.shows) + _REGIONS


def marked_as(metric: str, aspect: str) -> str:
    """The kind of subject whose mention is marked in a quote."""
    return "aspect" if aspect else "term" if metric == AlertMetric.NEW_PHRASE else "theme"
