-- engagement_curve: how a post's likes, comments, shares, favourites and views grew, each time it was seen. | 一条帖子的互动增长曲线：每次观察到的点赞、评论、转发、收藏、浏览。
-- parameter: post  post_id of the post | 帖子 ID（post_id）
-- column: observed_at  when it was seen (UTC) | 观察时间（UTC）
-- column: hours  hours since it was posted | 发帖后的小时数
-- column: likes  likes at that time; null means not told | 当时的点赞数，空为未提供
-- column: comments  comments | 评论数
-- column: shares  shares | 转发数
-- column: favourites  favourites | 收藏数
-- column: views  views | 浏览数
-- column: engagement  likes, comments, shares and favourites together | 点赞、评论、转发、收藏之和
-- column: gained  engagement gained since it was seen before | 比上次观察增加的互动
-- example: FROM engagement_curve((SELECT post_id FROM post ORDER BY likes DESC NULLS LAST, post_id LIMIT 1))
WITH looked_at AS (
    SELECT p.dt, p.post_id, p.published_at FROM post p WHERE p.post_id = post
), seen AS (
    SELECT e.*, l.published_at, coalesce(e.likes, 0) + coalesce(e.comments, 0) + coalesce(e.shares, 0) + coalesce(e.favourites, 0) AS engagement
    FROM looked_at l JOIN engagement e ON e.dt = l.dt AND e.post_id = l.post_id
)
SELECT observed_at, round(date_diff('minute', published_at, observed_at) / 60, 1) AS hours, likes, comments, shares, favourites,
    views, engagement, engagement - lag(engagement) OVER (ORDER BY observed_at) AS gained
FROM seen ORDER BY observed_at
