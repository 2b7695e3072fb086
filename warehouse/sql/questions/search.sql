-- search: posts that say what a query asks for, newest or most engaged first. | 按查询词找帖子，最新或互动最多的在前。
-- parameter: query  words; blank is AND, | or OR is OR, - or NOT is NOT, "..." is a phrase, (a | b) a group; OR binds closer than AND | 词；空格为与，| 或 OR 为或，- 或 NOT 为非，"..." 为短语，(a | b) 为一组；或先于与
-- parameter: since = NULL  first day; default: 27 days before until | 第一天，默认为 until 前 27 天
-- parameter: until = NULL  last day; default: the last day of which there are posts | 最后一天，默认为有数据的最后一天
-- parameter: platform = NULL  one platform; default: all | 某一平台，默认全部
-- parameter: n = 50  how many at most | 最多几条
-- parameter: sort = 'newest'  newest or engagement | newest 最新，engagement 互动最多
-- column: dt  Asia/Shanghai day | 日期（北京时间）
-- column: published_at  when it was posted (UTC) | 发帖时间（UTC）
-- column: platform  platform of the post | 平台
-- column: text  title and text, on one line | 标题与正文，合为一行
-- column: engagement  likes, comments, shares and favourites together, as last told | 点赞、评论、转发、收藏之和（最近一次）
-- column: sentiment  negative neutral positive | 情感：负面、中性、正面
-- column: themes  themes it speaks of | 涉及的主题
-- column: organic  neither advertising nor a near-duplicate | 既非广告也非近似重复
-- column: author_id  pseudonym of the author | 作者的匿名 ID
-- column: post_id  the post | 帖子
-- column: url  address a person can open | 链接
-- example: FROM search('快充 (好 | 糟)', n := 5)
-- example: FROM search('"快充" -糟', since := '2026-11-01', until := '2026-11-22', sort := 'engagement')
WITH hit AS (
    SELECT p.dt, p.number, coalesce(p.likes, 0) + coalesce(p.comments, 0) + coalesce(p.shares, 0) + coalesce(p.favourites, 0) AS engagement
    FROM post p JOIN search_hits(query, since := since, until := until) h ON h.dt = p.dt AND h.number = p.number
    WHERE platform IS NULL OR p.platform = platform
    ORDER BY CASE WHEN sort = 'engagement' THEN engagement WHEN sort = 'newest' THEN 0
        ELSE error('search: sort is newest or engagement, found ' || sort)::BIGINT END DESC, p.dt DESC, p.number DESC
    LIMIT n
)
SELECT p.dt, p.published_at, p.platform, regexp_replace(concat_ws(' ', p.title, p.text), '\s+', ' ', 'g') AS text, h.engagement,
    p.sentiment, p.themes, p.organic, p.author_id, p.post_id, p.url
FROM hit h JOIN post p ON p.dt = h.dt AND p.number = h.number
ORDER BY CASE WHEN sort = 'engagement' THEN h.engagement ELSE 0 END DESC, p.dt DESC, p.number DESC
