-- volume_daily: how much was posted, per platform and day. | 每天各平台的发帖量（总声量）。
-- grain:  dt, platform
-- reads:  staging.read_post
-- column: dt  Asia/Shanghai day | 日期（北京时间）
-- column: platform  platform of the posts | 帖子来源平台
-- column: posts  all posts | 全部帖子数
-- column: organic_posts  of these, neither advertising nor near-duplicates | 其中既非广告也非近似重复的自然帖数
-- column: authors  distinct authors of the organic posts (a post of an unknown author counts as one) | 自然帖去重后的作者数（作者未知的帖子各计一人）
-- column: duplicates  near-duplicates of an earlier post | 更早帖子的近似重复数
-- column: ads  posts marked as advertising | 被平台标注为广告的帖子数
-- column: engagement  likes, comments, shares and favourites of the day's posts, as last told; null means none was told | 互动量：当天帖子的点赞、评论、转发、收藏之和，取最近一次得知的数；空表示都未告知
-- column: views  views of the day's posts, as last told; null means none was told | 当天帖子的阅读/播放量之和，取最近一次得知的数；空表示都未告知
-- link:   platform -> platform.platform
-- fail:   unique(dt, platform); not_null(posts, authors); at_least(posts, 1)
-- warn:   rows_near_past_mean(0.5)
SELECT dt, platform,
    count(*) AS posts,
    count(*) FILTER (organic) AS organic_posts,
    count(DISTINCT coalesce(author_id, post_id)) FILTER (organic) AS authors,
    count(duplicate_of) AS duplicates,
    count(*) FILTER (is_ad) AS ads,
    -- null only where none of the four was told of any post
    sum(CASE WHEN coalesce(likes, comments, shares, favourites) IS NOT NULL THEN
        coalesce(likes, 0) + coalesce(comments, 0) + coalesce(shares, 0) + coalesce(favourites, 0) END)::BIGINT AS engagement,
    sum(views)::BIGINT AS views
FROM staging.read_post
WHERE dt BETWEEN $first AND $last
GROUP BY dt, platform
ORDER BY dt, platform
