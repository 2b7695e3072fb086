-- author: who posts: one row a pseudonym, as last seen. | 发布者：每个匿名账号一行，取最近一次看到的情况。
-- grain:  author_id
-- reads:  post, state.author_due
-- window: key
-- column: author_id  salted pseudonym | 加盐生成的匿名 ID，无法还原为真实账号
-- column: platform  platform of the account | 账号所在平台
-- column: verified  none person organisation, as last told | 最近一次得知的认证类型：none 未认证、person 个人、organisation 机构；空表示未告知
-- column: followers  followers, as last told | 最近一次得知的粉丝数；空表示未告知，不是 0
-- column: posts  posts of the author in the warehouse | 仓库中该作者的帖子数
-- column: first_dt  day of the first of them | 其中最早一帖的日期（北京时间）
-- column: last_dt  day of the last of them | 其中最晚一帖的日期（北京时间）
-- link:   platform -> platform.platform
-- fail:   unique(author_id); not_null(author_id, platform, posts)
SELECT
    author_id,
    min(platform) AS platform,
    arg_max(author_verified, (observed_at, post_id)) AS verified,
    arg_max(author_followers, (observed_at, post_id)) AS followers,
    count(*) AS posts,
    min(dt) AS first_dt,
    max(dt) AS last_dt
FROM post SEMI JOIN state.author_due USING (author_id)
GROUP BY author_id
ORDER BY author_id
