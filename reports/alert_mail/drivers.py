"""Which aspects drive it: of which of them people say more that is bad than in the baseline, platform by platform.

The query stands here for the mail of one alert and for the report of all: a shown number is a cell of its query.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.published import Row

_STANDS_OUT = 0.35  # of the change, and half as much again as the next one

# Of each row of `asked` (alert_id, theme, scope, first_day, last_day, usual_first, usual_last): the four aspects that
# grew most, of those with 3 posts or more and 2 points of all posts of the theme. The past is weighed by today's posts
# of each platform: a mix shift drives nothing.
DRIVEN = """\
total AS (
  SELECT a.alert_id, s.platform, coalesce(sum(s.posts) FILTER (s.dt >= a.first_day), 0) AS now,
    coalesce(sum(s.posts) FILTER (s.dt BETWEEN a.usual_first AND a.usual_last), 0) AS before
  FROM asked a JOIN sentiment_daily s ON s.theme = a.theme AND a.scope IN ('all', s.platform)
    AND s.dt BETWEEN a.usual_first AND a.last_day
  GROUP BY ALL
),
weighed AS (
  SELECT *, sum(now) OVER each_alert AS all_now, sum(now) FILTER (before > 0) OVER each_alert AS weight
  FROM total WINDOW each_alert AS (PARTITION BY alert_id)
),
bad AS (
  SELECT a.alert_id, d.platform, d.aspect, coalesce(sum(d.negative) FILTER (d.dt >= a.first_day), 0)::BIGINT AS now,
    coalesce(sum(d.negative) FILTER (d.dt BETWEEN a.usual_first AND a.usual_last), 0)::BIGINT AS before
  FROM asked a JOIN aspect_daily d ON d.theme = a.theme AND a.scope IN ('all', d.platform)
    AND d.dt BETWEEN a.usual_first AND a.last_day
  GROUP BY ALL
),
driver AS (
  SELECT alert_id, b.aspect, sum(b.now) / any_value(w.all_now) AS now,
    coalesce(sum(w.now / w.weight * b.before / w.before) FILTER (w.before > 0), 0) AS before,
    sum(b.now)::BIGINT AS posts
  FROM bad b JOIN weighed w USING (alert_id, platform) WHERE w.all_now > 0 AND w.weight > 0 GROUP BY ALL
)
SELECT alert_id, aspect, now, before, now - before AS more, posts FROM driver WHERE more >= 0.02 AND posts >= 3
QUALIFY row_number() OVER (PARTITION BY alert_id ORDER BY more DESC, aspect) <= 4
ORDER BY alert_id, more DESC, aspect"""


@dataclass(frozen=True, slots=True)
class Driver:
    """An aspect: shares of the theme's posts that speak badly of it, now, before, and more; how many posts now."""

    aspect: str
    now: float
    before: float
    more: float
    posts: int


def drivers(rows: Sequence[Row]) -> list[Driver]:
    """The rows of DRIVEN, most first."""
    return [Driver(row["aspect"], row["now"], row["before"], row["more"], row["posts"]) for row in rows]


def standing_out(found: Sequence[Driver], change: float | None) -> Driver | None:
    """The one that explains most of it, if one does; `change` of a share, None where another metric is told."""
    if not found or (change is not None and found[0].more < _STANDS_OUT * change):
        return None
    alone = len(found) == 1 or found[0].more >= 1.5 * found[1].more
    return found[0] if alone else None
