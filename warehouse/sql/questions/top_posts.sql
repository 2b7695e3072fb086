-- top_posts: the posts with the most engagement that speak of a theme, or say a word, phrase or query: evidence to show. | 提到某主题、词、短语的互动最多的自然帖子，可作为例证。
-- parameter: subject  id or name of a theme; or a word, phrase or query as search takes it | 主题的 ID或名称，或词、短语、search 的查询
-- parameter: since = NULL  first day; default: 27 days before until | 第一天，默认为 until 前 27 天
-- parameter: until = NULL  last day; default: the last day of which there are posts | 最后一天，默认为有数据的最后一天
-- parameter: platform = NULL  one platform; default: all | 某一平台，默认全部
-- parameter: n = 10  how many at most | 最多几条
-- column: engagement  likes, comments, shares and favourites together, as last told | 点赞、评论、转发、收藏之和（最近一次）
-- column: platform  platform of the post | 平台
-- column: dt  Asia/Shanghai day | 日期（北京时间）
-- column: text  title and text, on one line | 标题与正文，合为一行
-- column: sentiment  negative neutral positive | 情感
-- column: author_id  pseudonym of the author | 作者的匿名 ID
-- column: followers  followers of the author when last seen | 作者粉丝数
-- column: post_id  the post | 帖子
-- column: url  address a person can open | 链接
-- example: FROM top_posts('快充')
-- example: FROM top_posts('fast charging', platform := 'weibo', n := 3)
WITH day AS (
    FROM days(since := since, until := until)
), named AS (
    SELECT min(t.theme) AS id FROM theme t WHERE lower(subject) IN (lower(t.theme), lower(t.zh), lower(t.en))
), hit AS (
    SELECT p.dt, p.number FROM post p, named WHERE p.dt IN (FROM day) AND list_contains(p.themes, named.id)
    UNION
    SELECT h.dt, h.number FROM search_hits(
        (SELECT CASE WHEN count(*) = 0 THEN subject END FROM theme t WHERE lower(subject) IN (lower(t.theme), lower(t.zh), lower(t.en))),
        since := since, until := until) h
), best AS (
    SELECT p.dt, p.number, coalesce(p.likes, 0) + coalesce(p.comments, 0) + coalesce(p.shares, 0) + coalesce(p.favourites, 0) AS engagement
    FROM post p JOIN hit ON hit.dt = p.dt AND hit.number = p.number
    WHERE p.organic AND (platform IS NULL OR p.platform = platform)
    ORDER BY engagement DESC, p.dt DESC, p.number DESC LIMIT n
)
SELECT b.engagement, p.platform, p.dt, regexp_replace(concat_ws(' ', p.title, p.text), '\s+', ' ', 'g') AS text, p.sentiment,
    p.author_id, p.author_followers AS followers, p.post_id, p.url
FROM best b JOIN post p ON p.dt = b.dt AND p.number = b.number
ORDER BY b.engagement DESC, p.dt DESC, p.number DESC
