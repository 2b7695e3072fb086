-- engagement: counts under a post, each time it was seen. | 帖子的互动数，每次看到记一行，可画出互动增长曲线。
-- grain:  post_id, observed_at
-- reads:  lake.observation, staging.read_post
-- column: dt  Asia/Shanghai day on which the post was posted | 帖子发布的日期（北京时间）
-- column: post_id  the post | 所属帖子
-- column: observed_at  when it was seen (UTC) | 看到的时刻（UTC）
-- column: likes  likes at that time; null means not told | 当时的点赞数；空表示未告知
-- column: comments  comments at that time | 当时的评论数；空表示未告知
-- column: shares  shares at that time | 当时的转发/分享数；空表示未告知
-- column: favourites  favourites at that time | 当时的收藏数；空表示未告知
-- column: views  views at that time | 当时的阅读/播放数；空表示未告知
-- link:   post_id -> post.post_id
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
