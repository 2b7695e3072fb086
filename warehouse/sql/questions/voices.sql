-- voices: who talks about a theme: its authors with posts, engagement, reach and tier (KOL, KOC), loudest first. | 谁在谈论某主题：作者的帖子数、互动、粉丝与层级（KOL、KOC），互动最多的在前。
-- parameter: theme  id or name of a theme | 主题的 ID或名称
-- parameter: since = NULL  first day; default: 27 days before until | 第一天，默认为 until 前 27 天
-- parameter: until = NULL  last day; default: the last day of which there are posts | 最后一天，默认为有数据的最后一天
-- parameter: platform = NULL  one platform; default: all | 某一平台，默认全部
-- parameter: kol = 100000  followers from which an account is a key opinion leader | 粉丝数达到多少算 KOL
-- parameter: koc = 1000  followers from which it is a key opinion consumer | 粉丝数达到多少算 KOC
-- parameter: rate = 0.03  engagement per post, divided by followers, that a key opinion consumer has at least | KOC 的最低互动率（篇均互动除以粉丝数）
-- parameter: n = 50  how many at most | 最多几个
-- column: author_id  pseudonym of the author | 作者的匿名 ID
-- column: platform  platform of the account | 平台
-- column: tier  kol, koc or other, by the rule of author_weekly; null where followers are not told | 层级：kol 关键意见领袖、koc 关键意见消费者、other 其他，规则同 author_weekly；粉丝数未告知时为空
-- column: verified  none person organisation; null means not told | 认证类型：none 未认证、person 个人、organisation 机构；空表示未告知
-- column: followers  followers when last seen | 粉丝数
-- column: posts  organic posts of the theme | 该主题的自然帖子数
-- column: engagement  likes, comments, shares and favourites of these | 这些帖子的互动之和
-- column: share_of_engagement  of all organic posts of the theme | 占该主题全部自然帖子互动的比例
-- column: negative_share  share of these posts that is negative | 其中负面占比
-- column: top_post  post_id of the one with the most engagement | 互动最多的一条
-- example: FROM voices('快充')
WITH day AS (
    FROM days(since := since, until := until)
), named AS (
    SELECT theme_id(theme) AS id
), spoken AS (
    SELECT p.author_id, p.platform, p.author_verified, p.author_followers, p.sentiment, p.dt, p.post_id,
        coalesce(p.likes, 0) + coalesce(p.comments, 0) + coalesce(p.shares, 0) + coalesce(p.favourites, 0) AS engagement
    FROM post p, named
    WHERE p.dt IN (FROM day) AND p.organic AND list_contains(p.themes, named.id) AND (platform IS NULL OR p.platform = platform)
), told AS (
    SELECT author_id, any_value(s.platform) AS place, arg_max(author_verified, dt) AS verified, arg_max(author_followers, dt) AS followers,
        count(*) AS posts, sum(engagement)::BIGINT AS engagement, count(*) FILTER (sentiment = 'negative') AS negative,
        arg_max(post_id, (engagement, post_id)) AS top_post
    FROM spoken s WHERE author_id IS NOT NULL GROUP BY author_id
)
SELECT author_id, place AS platform,
    CASE WHEN followers >= kol THEN 'kol' WHEN followers >= koc AND engagement >= posts * rate * followers THEN 'koc'
        WHEN followers IS NOT NULL THEN 'other' END AS tier,
    verified, followers, posts, engagement, round(engagement / nullif((SELECT sum(s.engagement) FROM spoken s), 0), 4) AS share_of_engagement,
    round(negative / posts, 4) AS negative_share, top_post
FROM told ORDER BY engagement DESC, posts DESC, author_id LIMIT n
