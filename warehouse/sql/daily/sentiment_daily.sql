-- sentiment_daily: organic posts by sentiment, per platform, theme and day.
-- grain:  dt, platform, theme
-- reads:  staging.read_post
-- column: dt  Asia/Shanghai day
-- column: platform  platform of the posts
-- column: theme  id of the theme; empty for all posts of the platform
-- column: posts  organic posts whose sentiment is known
-- column: negative  of these, negative
-- column: neutral  of these, neutral
-- column: positive  of these, positive
-- fail:   unique(dt, platform, theme); not_null(theme, posts); at_least(posts, 1)
SELECT dt, platform, theme,
    count(*) AS posts,
    count(*) FILTER (sentiment = 'negative') AS negative,
    count(*) FILTER (sentiment = 'neutral') AS neutral,
    count(*) FILTER (sentiment = 'positive') AS positive
FROM (
    SELECT dt, platform, sentiment, unnest(list_append(list_distinct(themes), '')) AS theme
    FROM staging.read_post
    WHERE organic AND sentiment IS NOT NULL AND dt BETWEEN $first AND $last
)
GROUP BY dt, platform, theme
ORDER BY dt, platform, theme
