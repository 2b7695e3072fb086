"""Who is heard this week, from `author_weekly`; `post` is asked only about the few accounts that are shown.

An account looks coordinated if a suspected flood of the week holds three of its posts or more, at least half of them
near-duplicates, or ten and more of an account that was never seen before: who only speaks of what is flooded does not.
"""

from reports.topics import about_topics

_WEEK = """
week AS (
  SELECT platform, author_id, tier, verified, followers, posts, engagement, themes, negative, neutral, positive
  FROM author_weekly WHERE dt = $first
)"""

# Who was first seen in this week; a warehouse of less than four weeks has seen nobody before.
_FRESH = """
fresh AS (
  SELECT author_id FROM author WHERE first_dt BETWEEN $first AND $last
    AND (SELECT min(dt) FROM volume_daily) <= $first - 28
)"""

_FLOODS = """
flooded AS (
  SELECT DISTINCT subject_kind, subject FROM trend
  WHERE dt BETWEEN $first AND $last AND verdict = 'suspected_flood' AND subject_kind IN ('hashtag', 'theme')
),
in_flood AS (
  SELECT DISTINCT post_id, author_id, duplicate_of IS NOT NULL AS copy FROM (
    SELECT 'hashtag' AS subject_kind, unnest(hashtags) AS subject, post_id, author_id, duplicate_of
    FROM post WHERE dt BETWEEN $first AND $last AND author_id IS NOT NULL AND len(hashtags) > 0
    UNION ALL SELECT 'theme', unnest(themes), post_id, author_id, duplicate_of
    FROM post WHERE dt BETWEEN $first AND $last AND author_id IS NOT NULL AND len(themes) > 0
  ) JOIN flooded USING (subject_kind, subject)
),
coordinated AS (
  SELECT author_id, count(*) AS flood_posts FROM in_flood GROUP BY author_id
  HAVING (count(*) >= 3 AND count(*) FILTER (copy) * 2 >= count(*))
    OR (count(*) >= 10 AND author_id IN (SELECT author_id FROM fresh))
)"""

_HEARD = """
heard AS (
  FROM week WHERE engagement > 0
  ORDER BY engagement DESC, posts DESC, platform, author_id LIMIT 12
)"""

HEARD = f"""WITH{_WEEK},{_HEARD},{_FRESH},{_FLOODS},
theirs AS MATERIALIZED (
  SELECT author_id, author_name, hashtags, themes FROM post
  WHERE dt BETWEEN $first AND $last AND author_id IN (SELECT author_id FROM heard)
),
named AS (
  -- a name is kept of verified accounts only, and only if the settings say so
  SELECT author_id, max(author_name) AS author_name FROM theirs GROUP BY author_id
),
campaigning AS (
  SELECT DISTINCT author_id FROM (
    SELECT author_id, 'hashtag' AS subject_kind, unnest(hashtags) AS subject FROM theirs
    UNION ALL SELECT author_id, 'theme', unnest(themes) FROM theirs
  ) SEMI JOIN (FROM trend WHERE dt BETWEEN $first AND $last AND verdict = 'campaign') USING (subject_kind, subject)
)
SELECT h.*, left(h.author_id, 6) AS label, n.author_name, h.engagement / (SELECT sum(engagement) FROM week) AS share,
  h.author_id IN (SELECT author_id FROM fresh) AS is_fresh, c.flood_posts,
  h.author_id IN (SELECT author_id FROM campaigning) AS in_campaign,
  h.negative / nullif(h.negative + h.neutral + h.positive, 0) AS negative_share,
  h.positive / nullif(h.negative + h.neutral + h.positive, 0) AS positive_share,
  h.negative + h.neutral + h.positive AS mood_posts
FROM heard h LEFT JOIN named n USING (author_id) LEFT JOIN coordinated c USING (author_id)
ORDER BY h.engagement DESC, h.posts DESC, h.platform, h.author_id"""  # noqa: S608 - text of this package

# The post of each that got the most response.
POSTS = f"""WITH{_WEEK},{_HEARD}
SELECT p.author_id, p.post_id, p.platform, p.title, p.text, p.url, p.dt, p.author_name
FROM post p WHERE p.dt BETWEEN $first AND $last AND p.author_id IN (SELECT author_id FROM heard)
QUALIFY row_number() OVER (
  PARTITION BY p.author_id ORDER BY coalesce(p.likes, 0) + coalesce(p.comments, 0) + coalesce(p.shares, 0)
    + coalesce(p.favourites, 0) DESC, p.post_id) = 1
ORDER BY p.author_id"""  # noqa: S608 - text of this package

TIERS = f"""WITH{_WEEK}
SELECT tier, count(*) AS accounts, sum(posts)::BIGINT AS posts, sum(engagement)::BIGINT AS engagement,
  sum(engagement) / sum(sum(engagement)) OVER () AS share, count(*) / sum(count(*)) OVER () AS account_share,
  sum(negative + neutral + positive)::BIGINT AS mood_posts,
  sum(negative) / nullif(sum(negative + neutral + positive), 0) AS negative_share
FROM week GROUP BY tier ORDER BY list_position(['kol', 'koc', 'other'], tier) NULLS LAST"""  # noqa: S608 - text of this package

TOTALS = f"""WITH{_WEEK},{_FRESH},{_FLOODS}
SELECT count(*) AS accounts, coalesce(sum(posts), 0)::BIGINT AS posts,
  coalesce(sum(engagement), 0)::BIGINT AS engagement,
  (SELECT min(dt) FROM volume_daily) <= $first - 28 AS knows_past,
  count(*) FILTER (f.author_id IS NOT NULL) AS fresh,
  count(*) FILTER (f.author_id IS NOT NULL) / nullif(count(*), 0) AS fresh_share,
  sum(posts) FILTER (f.author_id IS NOT NULL) / nullif(sum(posts), 0) AS fresh_posts,
  coalesce(sum(engagement) FILTER (f.author_id IS NOT NULL) / nullif(sum(engagement), 0), 0) AS fresh_response,
  count(*) FILTER (c.author_id IS NOT NULL) AS coordinated, coalesce(sum(c.flood_posts), 0)::BIGINT AS flood_posts,
  count(*) FILTER (c.author_id IS NOT NULL AND f.author_id IS NOT NULL) AS coordinated_fresh
FROM week w LEFT JOIN fresh f USING (author_id) LEFT JOIN coordinated c USING (author_id)"""  # noqa: S608 - text of this package

_SAID = """
spoken AS (
  SELECT 'hashtag' AS subject_kind, unnest(hashtags) AS subject, dt, platform, author_id,
    coalesce(likes, 0) + coalesce(comments, 0) + coalesce(shares, 0) + coalesce(favourites, 0) AS response
  FROM post WHERE dt BETWEEN $first - 6 AND $last AND organic AND author_id IS NOT NULL AND len(hashtags) > 0
  UNION ALL SELECT 'theme', unnest(themes), dt, platform, author_id,
    coalesce(likes, 0) + coalesce(comments, 0) + coalesce(shares, 0) + coalesce(favourites, 0)
  FROM post WHERE dt BETWEEN $first - 6 AND $last AND organic AND author_id IS NOT NULL AND len(themes) > 0
)
"""

# The three most heard under each rising theme and hashtag: organic posts of the trend's seven days.
BY_TOPIC = about_topics(
    """
SELECT h.subject_kind, h.subject, h.score, h.author_id, left(h.author_id, 6) AS label, h.platform, h.posts, h.response,
  h.response / nullif(h.whole, 0) AS share, w.tier
FROM (
  SELECT *, sum(response) OVER (PARTITION BY subject_kind, subject) AS whole FROM (
    SELECT t.subject_kind, t.subject, any_value(t.score) AS score, p.author_id, p.platform, count(*) AS posts,
      sum(p.response)::BIGINT AS response
    FROM shown_topic t JOIN spoken p USING (subject_kind, subject)
    WHERE p.dt BETWEEN t.dt - 6 AND t.dt AND t.scope IN ('all', p.platform)
    GROUP BY t.subject_kind, t.subject, p.author_id, p.platform
  )
  QUALIFY response > 0 AND row_number() OVER (
    PARTITION BY subject_kind, subject ORDER BY response DESC, posts DESC, platform, author_id) <= 3
) h
LEFT JOIN author_weekly w ON w.dt = $first AND w.platform = h.platform AND w.author_id = h.author_id
ORDER BY h.score DESC, h.subject_kind, h.subject, h.response DESC, h.posts DESC, h.platform, h.author_id""",
    _SAID,
)
