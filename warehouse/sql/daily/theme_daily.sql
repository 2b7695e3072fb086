-- theme_daily: how often each theme was spoken of, per platform and day. | 每个主题每天在各平台被谈到多少次。
-- grain:  dt, platform, theme
-- reads:  staging.mention
-- start:  3 How loud is a theme, on which platform? | 某个主题在各平台的声量多大？
-- column: dt  Asia/Shanghai day | 日期（北京时间）
-- column: platform  platform of the posts | 帖子来源平台
-- column: theme  id of the theme | 主题 ID
-- column: posts  posts that say it | 谈到它的帖子数（声量）
-- column: organic_posts  of these, neither advertising nor near-duplicates | 其中既非广告也非近似重复的自然帖数
-- column: authors  distinct authors of the organic posts (a post of an unknown author counts as one) | 自然帖去重后的作者数（作者未知的帖子各计一人）
-- link:   platform -> platform.platform
-- link:   theme -> theme.theme
-- fail:   unique(dt, platform, theme); not_null(theme, posts, authors); at_least(posts, 1)
SELECT dt, platform, subject AS theme,
    count(*) AS posts,
    count(*) FILTER (organic) AS organic_posts,
    count(DISTINCT voice) FILTER (organic) AS authors
FROM staging.mention
WHERE subject_kind = 'theme' AND dt BETWEEN $first AND $last
GROUP BY dt, platform, subject
ORDER BY dt, platform, subject
