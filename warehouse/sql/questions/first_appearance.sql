-- first_appearance: where and when something was first said: the first post of each platform that says it. | 某个说法最早出现在哪里：每个平台上最早说到它的帖子。
-- parameter: word  word, phrase or query as search takes it | 词、短语或 search 的查询
-- parameter: since = NULL  first day to look at; default: the first of the warehouse | 从哪天找起，默认为最早一天
-- column: platform  platform, the earliest first | 平台，最早的在前
-- column: dt  Asia/Shanghai day | 日期（北京时间）
-- column: published_at  when it was posted (UTC) | 发帖时间（UTC）
-- column: text  title and text, on one line | 标题与正文，合为一行
-- column: post_id  the post | 帖子
-- column: posts_since  posts of the platform that say it, from then on | 此后该平台提到它的帖子数
-- example: FROM first_appearance('快充')
WITH first_hit AS (
    SELECT p.platform AS place, min((p.dt, p.number)) AS earliest, count(*) AS posts
    FROM post p JOIN search_hits(word, since := coalesce(since::DATE, (SELECT min(v.dt) FROM volume_daily v))) h
        ON h.dt = p.dt AND h.number = p.number
    GROUP BY place
)
SELECT p.platform, p.dt, p.published_at, regexp_replace(concat_ws(' ', p.title, p.text), '\s+', ' ', 'g') AS text, p.post_id,
    f.posts AS posts_since
FROM (SELECT *, earliest[1] AS dt, earliest[2] AS number FROM first_hit) f JOIN post p ON p.dt = f.dt AND p.number = f.number
ORDER BY p.published_at, p.platform
