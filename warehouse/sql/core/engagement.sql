-- engagement: counts under a post, each time it was seen.
-- grain:  post_id, observed_at
-- reads:  lake.observation, staging.read_post
-- column: dt  Asia/Shanghai day on which the post was posted
-- column: post_id  the post
-- column: observed_at  when it was seen (UTC)
-- column: likes  likes at that time; null means not told
-- column: comments  comments at that time
-- column: shares  shares at that time
-- column: favourites  favourites at that time
-- column: views  views at that time
-- fail:   unique(post_id, observed_at); not_null(post_id, observed_at)
SELECT
    o.dt, o.post_id, o.observed_at,
    max(o.likes) AS likes, max(o.comments) AS comments, max(o.shares) AS shares,
    max(o.favourites) AS favourites, max(o.views) AS views
FROM lake.observation o
SEMI JOIN staging.read_post p ON p.post_id = o.post_id AND p.dt = o.dt
WHERE o.dt BETWEEN $first AND $last
    AND coalesce(o.likes, o.comments, o.shares, o.favourites, o.views) IS NOT NULL
GROUP BY o.dt, o.post_id, o.observed_at
ORDER BY o.dt, o.post_id, o.observed_at
