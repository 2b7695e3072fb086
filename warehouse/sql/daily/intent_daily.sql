-- intent_daily: posts by what their writers are about, per platform, theme and day. | 每天各平台、各主题下的帖子数，按作者意图划分。
-- grain:  dt, platform, theme, intent
-- reads:  staging.read_post
-- column: dt  Asia/Shanghai day | 日期（北京时间）
-- column: platform  platform of the posts | 帖子来源平台
-- column: theme  id of the theme the posts speak of; empty for all posts of the platform | 帖子提到的主题 ID；空字符串表示该平台的全部帖子
-- column: intent  complaint purchase question recommendation warning_off wish | 意图：complaint 投诉抱怨、purchase 购买、question 提问求助、recommendation 推荐种草、warning_off 避雷劝退、wish 愿望建议
-- column: posts  posts with this intent | 带有该意图的帖子数
-- column: organic_posts  of these, neither advertising nor near-duplicates | 其中既非广告也非近似重复的自然帖数
-- column: authors  distinct authors of the organic posts (a post of an unknown author counts as one) | 自然帖去重后的作者数（作者未知的帖子各计一人）
-- link:   platform -> platform.platform
-- loose:  theme -> theme.theme
-- fail:   unique(dt, platform, theme, intent); not_null(theme, intent, posts); at_least(posts, 1)
WITH meant AS (
    SELECT dt, platform, organic, coalesce(author_id, post_id) AS voice, themes, unnest(list_distinct(intents)) AS intent
    FROM staging.read_post
    WHERE dt BETWEEN $first AND $last
), spoken AS (
    SELECT dt, platform, organic, voice, intent, unnest(list_append(list_distinct(themes), '')) AS theme FROM meant
)
SELECT dt, platform, theme, intent,
    count(*) AS posts,
    count(*) FILTER (organic) AS organic_posts,
    count(DISTINCT voice) FILTER (organic) AS authors
FROM spoken
GROUP BY dt, platform, theme, intent
ORDER BY dt, platform, theme, intent
