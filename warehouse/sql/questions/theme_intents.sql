-- theme_intents: what the writers on a theme are about: complaints, questions, wishes, purchases, recommendations. | 谈论主题的人想做什么：抱怨、提问、愿望、购买、推荐。
-- parameter: theme = NULL  id or name of a theme; default: all posts | 主题的 ID或名称，默认为全部帖子
-- parameter: since = NULL  first day; default: 27 days before until | 第一天，默认为 until 前 27 天
-- parameter: until = NULL  last day; default: the last day of which there are posts | 最后一天，默认为有数据的最后一天
-- parameter: platform = NULL  one platform; default: all together | 某一平台，默认合计
-- column: intent  complaint purchase question recommendation warning_off wish | 意图
-- column: posts  posts with this intent | 帖子数
-- column: organic_posts  of these, neither advertising nor near-duplicates | 其中既非广告也非近似重复的
-- column: share_of_posts  organic posts with this intent, of all organic posts of the theme | 占该主题自然帖子的比例
-- example: FROM theme_intents()
WITH day AS (
    FROM days(since := since, until := until)
), whole AS (
    SELECT CASE WHEN theme IS NULL
        THEN (SELECT sum(v.organic_posts) FROM volume_daily v WHERE v.dt IN (FROM day) AND (platform IS NULL OR v.platform = platform))
        ELSE (SELECT sum(d.organic_posts) FROM theme_daily d WHERE d.dt IN (FROM day) AND d.theme = theme_id(theme)
            AND (platform IS NULL OR d.platform = platform)) END AS posts
)
SELECT d.intent, sum(d.posts)::BIGINT AS posts, sum(d.organic_posts)::BIGINT AS organic_posts,
    round(sum(d.organic_posts) / nullif(any_value(whole.posts), 0), 4) AS share_of_posts
FROM intent_daily d, whole
WHERE d.dt IN (FROM day) AND d.theme = coalesce(theme_id(theme), '') AND (platform IS NULL OR d.platform = platform)
GROUP BY d.intent ORDER BY posts DESC, d.intent
