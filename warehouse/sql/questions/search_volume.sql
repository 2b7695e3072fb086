-- search_volume: how many posts say what a query asks for, over time. | 查询命中的帖子数随时间的变化。
-- parameter: query  as search takes it | 同 search
-- parameter: since = NULL  first day; default: 27 days before until | 第一天，默认为 until 前 27 天
-- parameter: until = NULL  last day; default: the last day of which there are posts | 最后一天，默认为有数据的最后一天
-- parameter: platform = NULL  one platform; default: all together | 某一平台，默认合计
-- parameter: per = 'day'  day week month all | day 日、week 周、month 月、all 全部
-- column: period  first day of the day, week or month | 时段的第一天
-- column: posts  posts found | 命中帖子数
-- column: organic_posts  of these, neither advertising nor near-duplicates | 其中既非广告也非近似重复的
-- column: authors  distinct authors of the organic posts | 自然帖子的去重作者数
-- column: share_of_posts  organic posts found among all organic posts of the period | 占该时段全部自然帖子的比例
-- example: FROM search_volume('快充 | 星野', per := 'week')
WITH day AS (
    FROM days(since := since, until := until)
), whole AS (
    SELECT period_of(v.dt, per, (SELECT min(day.dt) FROM day)) AS period, sum(v.organic_posts) AS posts
    FROM volume_daily v WHERE v.dt IN (FROM day) AND (platform IS NULL OR v.platform = platform) GROUP BY period
), found AS (
    SELECT period_of(p.dt, per, (SELECT min(day.dt) FROM day)) AS period, count(*) AS posts,
        count(*) FILTER (p.organic) AS organic_posts, count(DISTINCT coalesce(p.author_id, p.post_id)) FILTER (p.organic) AS authors
    FROM post p JOIN search_hits(query, since := since, until := until) h ON h.dt = p.dt AND h.number = p.number
    WHERE platform IS NULL OR p.platform = platform GROUP BY period
)
SELECT w.period, coalesce(f.posts, 0) AS posts, coalesce(f.organic_posts, 0) AS organic_posts, coalesce(f.authors, 0) AS authors,
    round(coalesce(f.organic_posts, 0) / nullif(w.posts, 0), 6) AS share_of_posts
FROM whole w LEFT JOIN found f ON f.period = w.period ORDER BY w.period
