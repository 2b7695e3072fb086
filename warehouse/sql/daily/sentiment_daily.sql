-- sentiment_daily: organic posts by sentiment, per platform, theme and day. | 每天各平台、各主题下的自然帖数，按情感划分。
-- grain:  dt, platform, theme
-- reads:  staging.read_post
-- start:  4 Do people like it or hate it? | 大家喜欢还是反感？
-- column: dt  Asia/Shanghai day | 日期（北京时间）
-- column: platform  platform of the posts | 帖子来源平台
-- column: theme  id of the theme; empty for all posts of the platform | 主题 ID；空字符串表示该平台的全部帖子
-- column: posts  organic posts whose sentiment is known | 情感已知的自然帖数
-- column: negative  of these, negative | 其中负面帖数
-- column: neutral  of these, neutral | 其中中性帖数
-- column: positive  of these, positive | 其中正面帖数
-- link:   platform -> platform.platform
-- loose:  theme -> theme.theme
-- fail:   unique(dt, platform, theme); not_null(theme, posts); at_least(posts, 1)
SELECT dt, platform, theme,
    count(*) AS posts,
    count(*) FILTER (sentiment = 'negative') AS negative,
    count(*) FILTER (sentiment = 'neutral') AS neutral,
    count(*) FILTER (sentiment = 'positive') AS positive
FROM (
    SELECT dt, platform, sentiment, unnest(list_append(list_distinct(themes), '')) AS theme
    FROM staging.read_post
    WHERE organic AND sentiment IS NOT NULL AND dt BETWEEN $first AND $last
)
GROUP BY dt, platform, theme
ORDER BY dt, platform, theme
