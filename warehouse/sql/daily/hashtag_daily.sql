-- hashtag_daily: how often each hashtag was used, per platform and day. | 每个话题标签每天在各平台被使用多少次。
-- grain:  dt, platform, hashtag
-- reads:  staging.mention
-- column: dt  Asia/Shanghai day | 日期（北京时间）
-- column: platform  platform of the posts | 帖子来源平台
-- column: hashtag  hashtag without # signs | 话题标签，不含 # 号
-- column: posts  posts that say it | 使用它的帖子数（声量）
-- column: organic_posts  of these, neither advertising nor near-duplicates | 其中既非广告也非近似重复的自然帖数
-- column: authors  distinct authors of the organic posts (a post of an unknown author counts as one) | 自然帖去重后的作者数（作者未知的帖子各计一人）
-- link:   platform -> platform.platform
-- fail:   unique(dt, platform, hashtag); not_null(hashtag, posts, authors); at_least(posts, 1)
SELECT dt, platform, subject AS hashtag,
    count(*) AS posts,
    count(*) FILTER (organic) AS organic_posts,
    count(DISTINCT voice) FILTER (organic) AS authors
FROM staging.mention
WHERE subject_kind = 'hashtag' AND dt BETWEEN $first AND $last
GROUP BY dt, platform, subject
ORDER BY dt, platform, subject
