"""How often the pick was said, a day: from the daily tables where they know it, else from the posts a search finds.

A warehouse of ten million posts answers all of these from small tables; only a search looks at posts, and only at
those that the search index names.
"""

from reports.explorer.asked import Asked

# {first} is where the days begin: $since, or $before. A parameter that is NULL asks for all.
_DAYS = "dt BETWEEN {first} AND $until AND ($platform::VARCHAR IS NULL OR platform = $platform)"
_SUMS = """\
dt, sum(posts)::BIGINT AS posts, sum(organic_posts)::BIGINT AS organic_posts, sum(authors)::BIGINT AS authors"""
_THEME = f"""
said AS (
  SELECT {_SUMS}
  FROM theme_daily WHERE theme = $theme AND {_DAYS} GROUP BY dt
)"""  # noqa: S608 - of constants
_ALL = f"""
said AS (
  SELECT {_SUMS}
  FROM volume_daily WHERE {_DAYS} GROUP BY dt
)"""  # noqa: S608
# The days are those of search_hits. Asked of post as well, DuckDB joins the other way round, ten times as slow.
_WORDS = """
said AS (
  SELECT p.dt, count(*) AS posts, count(*) FILTER (p.organic) AS organic_posts,
    count(DISTINCT coalesce(p.author_id, p.post_id)) FILTER (p.organic) AS authors
  FROM post p JOIN search_hits($query, since := {first}, until := $until) h ON h.dt = p.dt AND h.number = p.number
  WHERE ($platform::VARCHAR IS NULL OR p.platform = $platform)
    AND ($theme::VARCHAR IS NULL OR list_contains(p.themes, $theme)) GROUP BY p.dt
)"""
_WHOLE = """
whole AS (
  SELECT dt, sum({column})::BIGINT AS all_posts FROM volume_daily WHERE {days} GROUP BY dt
)"""


def said(asked: Asked, first: str = "$since") -> str:
    """The table `said`: dt, posts, organic_posts, authors; from the parameter `first` on."""
    table = _WORDS if asked.words else _THEME if asked.theme else _ALL
    return table.format(first=first)


def whole(asked: Asked, first: str = "$since") -> str:
    """The table `whole`: what the pick's organic posts are a share of; of all posts, every post that was collected."""
    column = "organic_posts" if asked.words or asked.theme else "posts"
    return _WHOLE.format(column=column, days=_DAYS.format(first=first))


DAY = """
day AS (
  SELECT unnest(generate_series($since::TIMESTAMP, $until::TIMESTAMP, INTERVAL 1 DAY))::DATE AS dt
)"""
