-- intent_daily: posts by what their writers are about, per platform, theme and day.
-- grain:  dt, platform, theme, intent
-- reads:  staging.read_post
-- column: dt  Asia/Shanghai day
-- column: platform  platform of the posts
-- column: theme  id of the theme the posts speak of; empty for all posts of the platform
-- column: intent  complaint purchase question recommendation warning_off wish
-- column: posts  posts with this intent
-- column: organic_posts  of these, neither advertising nor near-duplicates
-- column: authors  distinct authors of the organic posts (a post of an unknown author counts as one)
-- fail:   unique(dt, platform, theme, intent); not_null(theme, intent, posts); at_least(posts, 1)
WITH meant AS (
    SELECT dt, platform, organic, coalesce(author_id, post_id) AS voice, themes, unnest(list_distinct(intents)) AS intent
    FROM staging.read_post
    WHERE dt BETWEEN $first AND $last
), spoken AS (
    SELECT dt, platform, organic, voice, intent, unnest(list_append(list_distinct(themes), '')) AS theme FROM meant
)
SELECT dt, platform, theme, intent,
    count(*) AS posts,
    count(*) FILTER (organic) AS organic_posts,
    count(DISTINCT voice) FILTER (organic) AS authors
FROM spoken
GROUP BY dt, platform, theme, intent
ORDER BY dt, platform, theme, intent
