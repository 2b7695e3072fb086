-- volume_daily: how much was posted, per platform and day.
-- grain:  dt, platform
-- reads:  staging.read_post
-- column: dt  Asia/Shanghai day
-- column: platform  platform of the posts
-- column: posts  all posts
-- column: organic_posts  of these, neither advertising nor near-duplicates
-- column: authors  distinct authors of the organic posts (a post of an unknown author counts as one)
-- column: duplicates  near-duplicates of an earlier post
-- column: ads  posts marked as advertising
-- fail:   unique(dt, platform); not_null(posts, authors); at_least(posts, 1)
-- warn:   rows_near_past_mean(0.5)
SELECT dt, platform,
    count(*) AS posts,
    count(*) FILTER (organic) AS organic_posts,
    count(DISTINCT coalesce(author_id, post_id)) FILTER (organic) AS authors,
    count(duplicate_of) AS duplicates,
    count(*) FILTER (is_ad) AS ads
FROM staging.read_post
WHERE dt BETWEEN $first AND $last
GROUP BY dt, platform
ORDER BY dt, platform
