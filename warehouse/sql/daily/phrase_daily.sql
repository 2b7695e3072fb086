-- phrase_daily: how often each phrase was said, however it was cut into words, per platform and day. | 每个短语每天在各平台被提到多少次，不论它被怎样切词。
-- grain:  dt, platform, phrase
-- reads:  staging.phrase_mention
-- column: dt  Asia/Shanghai day: those from 77 days before the phrase was found to 27 days after it was last found | 日期（北京时间）：从短语被发现前 77 天，到最后一次被发现后 27 天
-- column: platform  platform of the posts | 帖子来源平台
-- column: phrase  the phrase | 短语
-- column: posts  posts that say it | 提到它的帖子数（声量）
-- column: organic_posts  of these, neither advertising nor near-duplicates | 其中既非广告也非近似重复的自然帖数
-- column: authors  distinct authors of the organic posts (a post of an unknown author counts as one) | 自然帖去重后的作者数（作者未知的帖子各计一人）
-- link:   platform -> platform.platform
-- fail:   unique(dt, platform, phrase); not_null(phrase, posts, authors); at_least(posts, 1)
SELECT dt, platform, phrase,
    count(*) AS posts,
    count(*) FILTER (organic) AS organic_posts,
    count(DISTINCT voice) FILTER (organic) AS authors
FROM staging.phrase_mention
WHERE dt BETWEEN $first AND $last
GROUP BY dt, platform, phrase
ORDER BY dt, platform, phrase
