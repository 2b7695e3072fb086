"""What a theme's page asks of the published warehouse: of all themes at once, see asking.py."""

from reports.archive.topic_queries import interval

_ASKED = "asked AS (SELECT unnest($keys::VARCHAR[]) AS theme)"

# Organic posts that speak of it, a week and platform, of all organic posts of the platform; `all` is all platforms.
_VOLUME = f"""
WITH {_ASKED},
whole AS (
  SELECT date_trunc('week', dt)::DATE AS monday, coalesce(platform, 'all') AS platform,
    sum(organic_posts)::BIGINT AS whole
  FROM volume_daily WHERE dt BETWEEN $last - 181 AND $last
  GROUP BY GROUPING SETS ((monday, platform), (monday)) HAVING whole > 0
),
said AS (
  SELECT theme, date_trunc('week', dt)::DATE AS monday, coalesce(platform, 'all') AS platform,
    sum(organic_posts)::BIGINT AS posts
  FROM theme_daily JOIN asked USING (theme) WHERE dt BETWEEN $last - 181 AND $last
  GROUP BY GROUPING SETS ((theme, monday, platform), (theme, monday))
),
part AS (
  SELECT a.theme, w.platform, w.monday, coalesce(s.posts, 0) AS posts, w.whole
  FROM asked a CROSS JOIN whole w LEFT JOIN said s ON s.theme = a.theme AND s.monday = w.monday
    AND s.platform = w.platform
)
SELECT theme AS key, platform, monday, posts, whole, posts / whole AS share,
  {interval("posts", "whole", "share")}
FROM part ORDER BY key, platform = 'all' DESC, sum(posts) OVER (PARTITION BY theme, platform) DESC, platform, monday"""  # noqa: S608 - text of this package

_FEELING = f"""
WITH {_ASKED},
told AS (
  SELECT theme, date_trunc('week', dt)::DATE AS monday, coalesce(platform, 'all') AS platform,
    sum(posts)::BIGINT AS n, sum(negative)::BIGINT AS negative, sum(positive)::BIGINT AS positive
  FROM sentiment_daily JOIN asked USING (theme) WHERE dt BETWEEN $last - 181 AND $last
  GROUP BY GROUPING SETS ((theme, monday, platform), (theme, monday)) HAVING n > 0
)
SELECT theme AS key, platform, monday, n, negative / n AS negative_share, positive / n AS positive_share,
  {interval("negative", "n", "negative")},
  {interval("positive", "n", "positive")}
FROM told ORDER BY key, platform = 'all' DESC, sum(n) OVER (PARTITION BY theme, platform) DESC, platform, monday"""  # noqa: S608 - text of this package

_ASPECTS = f"""
WITH {_ASKED},
told AS (
  SELECT theme, aspect, sum(posts)::BIGINT AS posts, sum(positive)::BIGINT AS liked, sum(negative)::BIGINT AS disliked
  FROM aspect_daily JOIN asked USING (theme) WHERE dt BETWEEN $last - 27 AND $last GROUP BY ALL
)
SELECT theme AS key, aspect, posts, liked, disliked, liked / nullif(liked + disliked, 0) AS liked_share,
  {interval("liked", "(liked + disliked)", "liked")}
FROM told
QUALIFY row_number() OVER (PARTITION BY theme ORDER BY posts DESC, aspect) <= 20
ORDER BY key, posts DESC, aspect"""  # noqa: S608 - text of this package

_INTENTS = f"""
WITH {_ASKED},
whole AS (
  SELECT theme, sum(organic_posts)::BIGINT AS whole FROM theme_daily JOIN asked USING (theme)
  WHERE dt BETWEEN $last - 27 AND $last GROUP BY theme HAVING whole > 0
),
told AS (
  SELECT theme, intent, sum(organic_posts)::BIGINT AS posts FROM intent_daily JOIN asked USING (theme)
  WHERE dt BETWEEN $last - 27 AND $last GROUP BY ALL
)
SELECT theme AS key, intent, posts, posts / whole AS share, {interval("posts", "whole", "share")}
FROM told JOIN whole USING (theme) ORDER BY key, posts DESC, intent"""  # noqa: S608 - text of this package

_HASHTAGS = f"""
WITH {_ASKED},
said AS (SELECT theme, post_id FROM post_theme JOIN asked USING (theme) WHERE dt BETWEEN $first AND $last),
used AS (
  SELECT s.theme, count(*) OVER (PARTITION BY s.theme) AS whole, p.post_id, p.hashtags
  FROM said s JOIN post p USING (post_id) WHERE p.dt BETWEEN $first AND $last AND p.organic
),
each_tag AS (SELECT theme, whole, unnest(list_distinct(hashtags)) AS hashtag FROM used)
SELECT theme AS key, hashtag, count(*) AS posts, count(*) / any_value(whole) AS share
FROM each_tag GROUP BY theme, hashtag
QUALIFY row_number() OVER (PARTITION BY theme ORDER BY posts DESC, hashtag) <= 20
ORDER BY key, posts DESC, hashtag"""  # noqa: S608 - text of this package

_ALERTS = f"""
WITH {_ASKED},
state AS (
  SELECT a.* FROM alert a JOIN asked USING (theme) WHERE a.dt <= $last AND a.opened >= $last - 181
  QUALIFY row_number() OVER (PARTITION BY a.alert_id ORDER BY a.step DESC) = 1
)
SELECT theme AS key, * FROM state ORDER BY key, opened DESC, alert_id"""  # noqa: S608 - text of this package

_TOPICS = f"""
WITH {_ASKED}
SELECT theme AS key, topic_id, name, name_kind, first_day, last_day, days
FROM topic JOIN asked USING (theme) WHERE first_day <= $last ORDER BY key, last_day DESC, score DESC, topic_id"""  # noqa: S608 - text of this package

# The week's organic posts that were answered most, as trend_evidence ranks them, whether the theme rises or not.
_POSTS = f"""
WITH {_ASKED},
said AS (SELECT theme, post_id FROM post_theme JOIN asked USING (theme) WHERE dt BETWEEN $first AND $last),
best AS (
  SELECT s.theme, s.post_id, coalesce(p.likes, 0) + coalesce(p.comments, 0) + coalesce(p.shares, 0)
    + coalesce(p.favourites, 0) AS engagement
  FROM said s JOIN post p USING (post_id) WHERE p.dt BETWEEN $first AND $last AND p.organic
  QUALIFY row_number() OVER (PARTITION BY s.theme ORDER BY engagement DESC, s.post_id) <= 50
)
SELECT b.theme AS key, 'theme' AS subject_kind, b.theme AS subject, b.engagement, p.title, p.text, p.url,
  p.platform, p.dt, p.author_name, p.themes, p.theme_starts, p.theme_lengths
FROM best b JOIN post p USING (post_id) WHERE p.dt BETWEEN $first AND $last
ORDER BY key, b.engagement DESC, b.post_id"""  # noqa: S608 - text of this package

QUERIES = {
    "volume": {"weeks": _VOLUME.strip()},
    "feeling": {"weeks": _FEELING.strip()},
    "posts": {"posts": _POSTS.strip()},
    "topics": {"topics": _TOPICS.strip()},
    "alerts": {"alerts": _ALERTS.strip()},
    "aspects": {"aspects": _ASPECTS.strip()},
    "intents": {"intents": _INTENTS.strip(), "hashtags": _HASHTAGS.strip()},
}
