-- theme_hashtags: hashtags of the posts of a theme, and how much oftener they stand there than elsewhere. | 主题帖子里的话题标签，以及比其他帖子多出多少倍。
-- parameter: theme  id or name of a theme | 主题的 ID或名称
-- parameter: since = NULL  first day; default: 27 days before until | 第一天，默认为 until 前 27 天
-- parameter: until = NULL  last day; default: the last day of which there are posts | 最后一天，默认为有数据的最后一天
-- parameter: platform = NULL  one platform; default: all together | 某一平台，默认合计
-- parameter: n = 30  how many at most | 最多几个
-- column: hashtag  hashtag without # signs | 话题标签（不带 #）
-- column: posts  organic posts of the theme that carry it | 带有它的主题自然帖子数
-- column: authors  distinct authors of these | 其去重作者数
-- column: share  of the theme's organic posts | 占该主题自然帖子的比例
-- column: lift  that share against the share in all organic posts | 与全部自然帖子中的比例之比
-- example: FROM theme_hashtags('快充')
WITH day AS (
    FROM days(since := since, until := until)
), named AS (
    SELECT theme_id(theme) AS id
), spoken AS (
    SELECT p.hashtags, coalesce(p.author_id, p.post_id) AS voice FROM post p, named
    WHERE p.dt IN (FROM day) AND p.organic AND list_contains(p.themes, named.id) AND (platform IS NULL OR p.platform = platform)
), used AS (
    SELECT hashtag, count(*) AS posts, count(DISTINCT voice) AS authors
    FROM (SELECT voice, unnest(list_distinct(hashtags)) AS hashtag FROM spoken) GROUP BY hashtag ORDER BY posts DESC, hashtag LIMIT n
), everywhere AS (
    SELECT d.hashtag, sum(d.organic_posts) AS posts FROM hashtag_daily d
    WHERE d.dt IN (FROM day) AND (platform IS NULL OR d.platform = platform) GROUP BY d.hashtag
), whole AS (
    SELECT sum(v.organic_posts) AS posts FROM volume_daily v WHERE v.dt IN (FROM day) AND (platform IS NULL OR v.platform = platform)
)
SELECT u.hashtag, u.posts, u.authors, round(u.posts / s.posts, 4) AS share,
    round((u.posts / s.posts) / nullif(e.posts / whole.posts, 0), 2) AS lift
FROM used u JOIN everywhere e ON e.hashtag = u.hashtag, (SELECT count(*) AS posts FROM spoken) s, whole
ORDER BY u.posts DESC, u.hashtag
