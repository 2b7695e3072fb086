-- sentiment_over_time: shares of negative and positive organic posts over time, with 95 % Wilson intervals. | 自然帖子负面、正面占比随时间的变化，含 95% 区间。
-- parameter: theme = NULL  id or name of a theme; default: all posts | 主题的 ID或名称，默认为全部帖子
-- parameter: since = NULL  first day; default: 27 days before until | 第一天，默认为 until 前 27 天
-- parameter: until = NULL  last day; default: the last day of which there are posts | 最后一天，默认为有数据的最后一天
-- parameter: platform = NULL  one platform, or each for a row per platform; default: all together | 某一平台，each 为每个平台各一行，默认合计
-- parameter: per = 'day'  day week month all | day 日、week 周、month 月、all 全部
-- column: period  first day of the day, week or month | 时段的第一天
-- column: platform  the platform; all for all together | 平台，all 为合计
-- column: posts  organic posts whose sentiment is known | 情感已知的自然帖子数
-- column: negative_share  share of negative ones | 负面占比
-- column: negative_low  lower end of its interval | 其区间下限
-- column: negative_high  upper end | 其区间上限
-- column: positive_share  share of positive ones | 正面占比
-- column: positive_low  lower end of its interval | 其区间下限
-- column: positive_high  upper end | 其区间上限
-- column: net_sentiment  positive minus negative share, -1 to 1 | 净情感：正面占比减负面占比
-- example: FROM sentiment_over_time('快充', per := 'week')
-- example: FROM sentiment_over_time(platform := 'each', per := 'all')
WITH day AS (
    FROM days(since := since, until := until)
), summed AS (
    SELECT period_of(d.dt, per, (SELECT min(day.dt) FROM day)) AS period,
        CASE WHEN platform IS NULL THEN 'all' ELSE d.platform END AS place,
        sum(d.posts)::BIGINT AS posts, sum(d.negative)::BIGINT AS negative, sum(d.positive)::BIGINT AS positive
    FROM sentiment_daily d
    WHERE d.dt IN (FROM day) AND d.theme = coalesce(theme_id(theme), '') AND (platform IS NULL OR platform = 'each' OR d.platform = platform)
    GROUP BY period, place
)
SELECT s.period, s.place AS platform, s.posts,
    round(s.negative / s.posts, 4) AS negative_share,
    round(wilson_low(s.negative, s.posts), 4) AS negative_low, round(wilson_high(s.negative, s.posts), 4) AS negative_high,
    round(s.positive / s.posts, 4) AS positive_share,
    round(wilson_low(s.positive, s.posts), 4) AS positive_low, round(wilson_high(s.positive, s.posts), 4) AS positive_high,
    round((s.positive - s.negative) / s.posts, 4) AS net_sentiment
FROM summed s ORDER BY s.period, s.place
