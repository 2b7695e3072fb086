"""Campaigns of the week, who posts under them, and what each side speaks of.

Posts are looked at under hashtags and themes only, which a post carries as a list: each is taken apart once, for all
campaigns together. Under a campaign that is a word or a phrase, what only posts could tell is left out.

The campaign's own accounts are those that anything says so of: posts marked as advertising, near-duplicates of earlier
posts, or 100,000 followers and more. Everybody else is the people: who joined wrote a post, others only passed one on.
"""

from reports.topics import about_topics, daily_of, evidence_of

_SHOWN = 8

CAMPAIGN_TOPIC = f"""
every_campaign AS (
  -- what rises in the same posts is one campaign, told by its hashtag if it has one
  FROM grouped WHERE verdict = 'campaign' AND part_of IS NULL
  QUALIFY row_number() OVER (
    PARTITION BY coalesce(topic_id, concat_ws(' ', subject_kind, subject))
    ORDER BY is_current DESC, scope = 'all' DESC, list_position(['hashtag', 'theme', 'term', 'aspect'], subject_kind),
      score DESC, subject) = 1
),
campaign_topic AS (
  FROM every_campaign ORDER BY is_current DESC, score DESC, subject LIMIT {_SHOWN}
)
"""

_TAGGED = """
tagged AS (
  SELECT 'hashtag' AS subject_kind, unnest(hashtags) AS subject, post_id, dt, platform, author_id, sentiment, kind,
    coalesce(is_ad, false) AS ad, duplicate_of IS NOT NULL AS copy, author_followers
  FROM post WHERE dt BETWEEN $first - 6 AND $last AND len(hashtags) > 0
  UNION ALL SELECT 'theme', unnest(themes), post_id, dt, platform, author_id, sentiment, kind,
    coalesce(is_ad, false), duplicate_of IS NOT NULL, author_followers
  FROM post WHERE dt BETWEEN $first - 6 AND $last AND len(themes) > 0
)
"""

# The seven days up to the one on which the trend was told, on its platforms.
_UNDER = """
under AS (
  SELECT DISTINCT c.subject_kind, c.subject, p.post_id, coalesce(p.author_id, p.post_id) AS account, p.dt, p.ad, p.copy,
    p.kind, p.sentiment, p.author_followers
  FROM campaign_topic c JOIN tagged p USING (subject_kind, subject)
  WHERE p.dt BETWEEN c.dt - 6 AND c.dt AND c.scope IN ('all', p.platform)
)
"""

_SIDED = """
account AS (
  SELECT subject_kind, subject, account, bool_or(ad OR copy OR coalesce(author_followers >= 100000, false)) AS pushes,
    bool_and(kind = 'repost') AS only_passes_on
  FROM under GROUP BY ALL
),
sided AS (FROM under JOIN account USING (subject_kind, subject, account))
"""

TOPICS = about_topics("FROM campaign_topic ORDER BY is_current DESC, score DESC, subject", CAMPAIGN_TOPIC)

MORE = about_topics(
    """
SELECT subject_kind, subject FROM every_campaign ANTI JOIN campaign_topic USING (subject_kind, subject) ORDER BY ALL""",
    CAMPAIGN_TOPIC,
)

DAILY = daily_of("campaign_topic", CAMPAIGN_TOPIC)

SIDES = about_topics(
    """
SELECT *, (k + 1.92) / (n + 3.84) - 1.96 * sqrt(k * (n - k) / n + 0.96) / (n + 3.84) AS join_low,
  (k + 1.92) / (n + 3.84) + 1.96 * sqrt(k * (n - k) / n + 0.96) / (n + 3.84) AS join_high
FROM (
  SELECT s.subject_kind, s.subject, count(*) AS posts, count(*) FILTER (copy) AS copies, count(*) FILTER (ad) AS ads,
    count(*) FILTER (copy) / count(*) AS copy_share, count(*) FILTER (ad) / count(*) AS ad_share,
    count(*) FILTER (copy OR ad) / count(*) AS pushed_share,
    count(DISTINCT account) FILTER (pushes) AS accounts,
    count(DISTINCT account) FILTER (NOT pushes AND NOT only_passes_on) AS k,
    count(DISTINCT account) FILTER (NOT pushes AND only_passes_on) AS passing, count(DISTINCT account) AS n,
    count(*) FILTER (NOT pushes AND sentiment IS NOT NULL) AS mood_posts,
    count(*) FILTER (NOT pushes AND sentiment = 'negative') / nullif(mood_posts, 0) AS negative_share,
    count(*) FILTER (NOT pushes AND sentiment = 'positive') / nullif(mood_posts, 0) AS positive_share,
    1 - negative_share - positive_share AS neutral_share
  FROM sided s GROUP BY ALL
)
ORDER BY subject_kind, subject""",
    CAMPAIGN_TOPIC,
    _TAGGED,
    _UNDER,
    _SIDED,
)

# Of each side's posts, the share that speaks of an aspect; only of sides with 20 posts and more.
SPEAK = about_topics(
    """
SELECT subject_kind, subject, pushes, aspect, k, n, k / n AS share, bad / k AS bad_share
FROM (
  SELECT s.subject_kind, s.subject, s.pushes, a.aspect, count(DISTINCT a.post_id) AS k,
    count(DISTINCT a.post_id) FILTER (a.polarity = 'negative') AS bad
  FROM sided s JOIN post_aspect a ON a.post_id = s.post_id AND a.dt = s.dt
  WHERE a.dt BETWEEN $first - 6 AND $last GROUP BY ALL
) JOIN (
  SELECT subject_kind, subject, pushes, count(*) AS n FROM sided GROUP BY ALL HAVING count(*) >= 20
) USING (subject_kind, subject, pushes)
WHERE k >= 3
QUALIFY row_number() OVER (PARTITION BY subject_kind, subject, pushes ORDER BY k DESC, aspect) <= 3
ORDER BY subject_kind, subject, pushes DESC, k DESC, aspect""",
    CAMPAIGN_TOPIC,
    _TAGGED,
    _UNDER,
    _SIDED,
)

POSTS = evidence_of("campaign_topic", CAMPAIGN_TOPIC)

# Whether a platform marks its advertising is not told by all of them: where it is not, there is no share.
ADVERTS = """
WITH counted AS (
  SELECT platform, sum(posts) FILTER (dt >= $first) AS posts, sum(ads) FILTER (dt >= $first) AS ads,
    sum(duplicates) FILTER (dt >= $first) AS copies, sum(posts) FILTER (dt < $first) AS posts_before,
    sum(ads) FILTER (dt < $first) AS ads_before
  FROM volume_daily WHERE dt BETWEEN $first - 7 AND $last GROUP BY ALL
),
read AS (
  SELECT platform, count(is_ad) AS marked, count(advertising) AS judged,
    count(*) FILTER (advertising >= 0.5 AND is_ad IS NOT TRUE) AS unmarked
  FROM post WHERE dt BETWEEN $first AND $last GROUP BY ALL
)
SELECT platform, posts::BIGINT AS posts, CASE WHEN marked > 0 OR ads > 0 THEN ads / posts END AS ad_share,
  CASE WHEN (marked > 0 OR ads > 0) AND posts >= 20 AND posts_before >= 20
    THEN ads / posts - ads_before / posts_before END AS ad_change,
  copies / posts AS copy_share, unmarked / nullif(judged, 0) AS unmarked_share
FROM counted LEFT JOIN read USING (platform) WHERE posts > 0 ORDER BY posts DESC, platform"""
