-- author_weekly: who speaks and who is heard: each author's week, to find the voices (KOL, KOC) that move others. | 谁在发声、谁被听见：每位作者每周一行，用于寻找能带动他人的声音（KOL、KOC）。
-- grain:  dt, platform, author_id
-- reads:  post
-- window: week
-- column: dt  Monday of the ISO week (Asia/Shanghai) | 所在 ISO 周的周一的日期（北京时间）
-- column: week  the ISO week as people write it: 2026-W47 | ISO 周的写法：2026-W47
-- column: platform  platform of the account | 账号所在平台
-- column: author_id  salted pseudonym; posts without a known author are not here | 匿名 ID（加盐）；作者未知的帖子不在此表
-- column: tier  kol, koc or other; null where followers are not told; docs/warehouse.md tells the rule and its source | 层级：kol 关键意见领袖、koc 关键意见消费者、other 其他；粉丝数未告知时为空；规则与出处见 docs/warehouse.md
-- column: verified  none person organisation, as last told with a post of the week; null means not told | 认证类型，以本周帖子最近一次得知的为准：none 未认证、person 个人、organisation 机构；空表示未告知
-- column: followers  followers, as last told with a post of the week; null means not told | 粉丝数，以本周帖子最近一次得知的为准；空表示未告知
-- column: posts  posts of the week, of every kind | 本周帖子数，各种类型都算
-- column: organic_posts  of these, neither advertising nor near-duplicates | 其中既非广告也非近似重复的自然帖数
-- column: engagement  likes, comments, shares and favourites that the week's posts have received, as last told; null means none was told | 互动量：本周帖子获得的点赞、评论、转发、收藏之和，取最近一次得知的数；空表示都未告知
-- column: engagement_per_post  engagement divided by the posts of which it is told; null means not told | 篇均互动：互动量除以已告知互动数的帖子数；空表示未告知
-- column: engagement_rate  engagement per post divided by followers, 0.03 is 3 %; null if either is not told or nobody follows | 互动率：篇均互动除以粉丝数，0.03 即 3%；任一未告知或没有粉丝时为空
-- column: views  views of the week's posts, as last told; null means none was told | 本周帖子的阅读/播放量之和，取最近一次得知的数；空表示都未告知
-- column: potential_reach  followers times posts: at most so many views by followers; null if followers are not told | 潜在触达：粉丝数乘以帖子数，即粉丝阅读次数的上限；粉丝数未告知时为空
-- column: themes  ids of the themes that the week's posts speak of (names in table theme), sorted; empty if none | 本周帖子提到的主题 ID（名称见 theme 表），已排序；没有时为空列表
-- column: negative  organic posts that read negative | 负面的自然帖数
-- column: neutral  organic posts that read neutral | 中性的自然帖数
-- column: positive  organic posts that read positive | 正面的自然帖数
-- link:   platform -> platform.platform
-- link:   author_id -> author.author_id
-- fail:   unique(dt, platform, author_id); not_null(dt, week, platform, author_id, posts); at_least(posts, 1)
-- fail:   accepted_values(tier, kol, koc, other); at_least(engagement, 0); at_least(followers, 0)
WITH said AS (
    SELECT date_trunc('week', dt)::DATE AS dt, platform, author_id, author_verified, author_followers,
        (observed_at, post_id) AS told, organic, organic AND sentiment IS NOT NULL AS read, sentiment, themes, views,
        CASE WHEN coalesce(likes, comments, shares, favourites) IS NOT NULL THEN
            coalesce(likes, 0) + coalesce(comments, 0) + coalesce(shares, 0) + coalesce(favourites, 0) END AS engagement
    FROM post
    WHERE author_id IS NOT NULL AND dt BETWEEN $first AND $last
), counted AS (
    SELECT dt, platform, author_id,
        arg_max(author_verified, told) AS verified,
        arg_max(author_followers, told) AS followers,
        count(*) AS posts,
        count(*) FILTER (organic) AS organic_posts,
        sum(engagement)::BIGINT AS engagement,
        round(sum(engagement) / count(engagement), 2) AS engagement_per_post,
        sum(views)::BIGINT AS views,
        list_sort(list_distinct(flatten(list(themes)))) AS themes,
        count(*) FILTER (read AND sentiment = 'negative') AS negative,
        count(*) FILTER (read AND sentiment = 'neutral') AS neutral,
        count(*) FILTER (read AND sentiment = 'positive') AS positive
    FROM said
    GROUP BY dt, platform, author_id
)
SELECT dt, strftime(dt, '%G-W%V') AS week, platform, author_id,
    -- a KOL from 100,000 followers on, as in the verdicts of trends; a KOC from 1,000 on whose posts engage 3 % of them
    CASE WHEN followers >= 100000 THEN 'kol'
        WHEN followers >= 1000 AND engagement_per_post >= 0.03 * followers THEN 'koc'
        WHEN followers IS NOT NULL THEN 'other' END AS tier,
    verified, followers, posts, organic_posts, engagement, engagement_per_post,
    round(engagement_per_post / nullif(followers, 0), 6) AS engagement_rate,
    views, followers * posts AS potential_reach, themes, negative, neutral, positive
FROM counted
ORDER BY dt, platform, author_id
