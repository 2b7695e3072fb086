-- aspect_daily: organic posts that speak of an aspect by how they like it, per platform, theme and day. | 每天各平台、各主题下谈到某个方面的自然帖数，按评价好坏划分。
-- grain:  dt, platform, theme, aspect
-- reads:  staging.read_post
-- column: dt  Asia/Shanghai day | 日期（北京时间）
-- column: platform  platform of the posts | 帖子来源平台
-- column: theme  id of the theme the posts speak of; empty for all posts of the platform | 帖子提到的主题 ID；空字符串表示该平台的全部帖子
-- column: aspect  id of the aspect | 方面 ID
-- column: posts  organic posts that speak of it, each once | 谈到该方面的自然帖数，每帖计一次
-- column: authors  distinct authors of these posts (a post of an unknown author counts as one) | 这些帖子去重后的作者数（作者未知的帖子各计一人）
-- column: negative  of these, those whose surest opinion of it is negative | 其中最确定的评价为负面的帖数
-- column: neutral  of these, those without an opinion of it | 其中没有明确评价的帖数
-- column: positive  of these, those whose surest opinion of it is positive | 其中最确定的评价为正面的帖数
-- link:   platform -> platform.platform
-- loose:  theme -> theme.theme
-- loose:  aspect -> aspect.aspect
-- fail:   unique(dt, platform, theme, aspect); not_null(theme, aspect, posts); at_least(posts, 1)
WITH said AS (
    SELECT dt, platform, post_id, coalesce(author_id, post_id) AS voice, themes, unnest(aspects) AS m
    FROM staging.read_post
    WHERE organic AND dt BETWEEN $first AND $last
), judged AS (
    -- a post that says good and bad of one aspect counts for what it says with most certainty
    SELECT dt, platform, post_id, any_value(voice) AS voice, any_value(themes) AS themes,
        m.aspect AS aspect,
        arg_max(m.polarity, (m.polarity <> 'neutral', m.probability, m.start)) AS polarity
    FROM said
    GROUP BY dt, platform, post_id, m.aspect
), spoken AS (
    SELECT dt, platform, voice, aspect, polarity, unnest(list_append(list_distinct(themes), '')) AS theme FROM judged
)
SELECT dt, platform, theme, aspect,
    count(*) AS posts,
    count(DISTINCT voice) AS authors,
    count(*) FILTER (polarity = 'negative') AS negative,
    count(*) FILTER (polarity = 'neutral') AS neutral,
    count(*) FILTER (polarity = 'positive') AS positive
FROM spoken
GROUP BY dt, platform, theme, aspect
ORDER BY dt, platform, theme, aspect
