-- source_daily: how many posts each query brought, per platform and day: what quality_daily expects volume from. | 每个查询每天在各平台带来多少帖子：quality_daily 据此估计应有的帖子量。
-- grain:  dt, platform, query
-- reads:  staging.read_post
-- column: dt  Asia/Shanghai day | 日期（北京时间）
-- column: platform  platform of the posts | 平台
-- column: query  query that found them; empty for posts that no query found | 找到它们的查询；不是由查询找到的为空
-- column: posts  posts; one that n queries found counts 1/n to each | 帖子数；由 n 个查询找到的帖子给每个计 1/n
-- fail:   unique(dt, platform, query); not_null(query, posts); at_least(posts, 0)
SELECT dt, platform, query, round(sum(share), 6) AS posts
FROM (
    SELECT dt, platform, 1 / greatest(len(queries), 1) AS share,
        unnest(CASE WHEN len(queries) > 0 THEN queries ELSE [''] END) AS query
    FROM staging.read_post
    WHERE dt BETWEEN $first AND $last
)
GROUP BY ALL
ORDER BY ALL
