-- theme_daily: how often each theme was spoken of, per platform and day.
-- grain:  dt, platform, theme
-- reads:  staging.mention
-- column: dt  Asia/Shanghai day
-- column: platform  platform of the posts
-- column: theme  id of the theme
-- column: posts  posts that say it
-- column: organic_posts  of these, neither advertising nor near-duplicates
-- column: authors  distinct authors of the organic posts (a post of an unknown author counts as one)
-- fail:   unique(dt, platform, theme); not_null(theme, posts, authors); at_least(posts, 1)
SELECT dt, platform, subject AS theme,
    count(*) AS posts,
    count(*) FILTER (organic) AS organic_posts,
    count(DISTINCT voice) FILTER (organic) AS authors
FROM staging.mention
WHERE subject_kind = 'theme' AND dt BETWEEN $first AND $last
GROUP BY dt, platform, subject
ORDER BY dt, platform, subject
