-- share_of_voice: how much of the talk a theme has: among the mentions of all themes, and among all posts. | 声量份额：主题占全部主题声量、占全部帖子的比例。
-- parameter: theme = NULL  id or name of a theme; default: each | 主题的 ID或名称，默认列出全部
-- parameter: since = NULL  first day; default: 27 days before until | 第一天，默认为 until 前 27 天
-- parameter: until = NULL  last day; default: the last day of which there are posts | 最后一天，默认为有数据的最后一天
-- parameter: platform = NULL  one platform; default: all together | 某一平台，默认合计
-- parameter: per = 'all'  day week month all | day 日、week 周、month 月、all 全部
-- column: period  first day of the day, week, month or of all | 时段的第一天
-- column: theme  id of the theme | 主题 ID
-- column: en  English name | 英文名
-- column: posts  organic posts that speak of it | 提到它的自然帖子数
-- column: share_of_themes  of the mentions of all themes; a post of two themes counts for both | 占全部主题提及的比例
-- column: share_of_posts  of all organic posts | 占全部自然帖子的比例
-- column: share_low  lower end of the 95 % interval of share_of_posts | share_of_posts 的 95% 区间下限
-- column: share_high  upper end of it | 其上限
-- example: FROM share_of_voice()
-- example: FROM share_of_voice('快充', since := '2026-10-26', until := '2026-11-22', per := 'week')
WITH day AS (
    FROM days(since := since, until := until)
), named AS (
    SELECT theme_id(theme) AS asked
), spoken AS (
    SELECT period_of(d.dt, per, (SELECT min(day.dt) FROM day)) AS period, d.theme AS told, sum(d.organic_posts)::BIGINT AS posts
    FROM theme_daily d WHERE d.dt IN (FROM day) AND (platform IS NULL OR d.platform = platform) GROUP BY period, told
), whole AS (
    SELECT period_of(v.dt, per, (SELECT min(day.dt) FROM day)) AS period, sum(v.organic_posts)::BIGINT AS posts
    FROM volume_daily v WHERE v.dt IN (FROM day) AND (platform IS NULL OR v.platform = platform) GROUP BY period
), each_period AS (
    SELECT w.period, t.theme AS told, t.en, coalesce(s.posts, 0) AS posts, w.posts AS all_posts
    FROM whole w CROSS JOIN theme t LEFT JOIN spoken s ON s.period = w.period AND s.told = t.theme
)
SELECT * EXCLUDE (asked) FROM (
    SELECT e.period, e.told AS theme, e.en, e.posts,
        round(e.posts / nullif(sum(e.posts) OVER (PARTITION BY e.period), 0), 4) AS share_of_themes,
        round(e.posts / e.all_posts, 6) AS share_of_posts,
        round(wilson_low(e.posts, e.all_posts), 6) AS share_low, round(wilson_high(e.posts, e.all_posts), 6) AS share_high
    FROM each_period e
) shares, named WHERE asked IS NULL OR shares.theme = asked
ORDER BY shares.period, shares.posts DESC, shares.theme
