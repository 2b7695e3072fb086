-- term_daily: how often each word was said, per platform and day (phrases: phrase_daily). | 每个词每天在各平台被提到多少次（短语见 phrase_daily）。
-- grain:  dt, platform, term
-- reads:  staging.mention
-- column: dt  Asia/Shanghai day | 日期（北京时间）
-- column: platform  platform of the posts | 帖子来源平台
-- column: term  the word, as reading cut it | 词，按分词结果
-- column: posts  posts that say it | 提到它的帖子数（声量）
-- column: organic_posts  of these, neither advertising nor near-duplicates | 其中既非广告也非近似重复的自然帖数
-- column: authors  distinct authors of the organic posts (a post of an unknown author counts as one) | 自然帖去重后的作者数（作者未知的帖子各计一人）
-- link:   platform -> platform.platform
-- fail:   unique(dt, platform, term); not_null(term, posts, authors); at_least(posts, 1)
SELECT dt, platform, subject AS term,
    count(*) AS posts,
    count(*) FILTER (organic) AS organic_posts,
    count(DISTINCT voice) FILTER (organic) AS authors
FROM staging.mention
WHERE subject_kind = 'term' AND dt BETWEEN $first AND $last
GROUP BY dt, platform, subject
ORDER BY dt, platform, subject
