-- author: who posts: one row a pseudonym, as last seen.
-- grain:  author_id
-- reads:  post
-- column: author_id  salted pseudonym
-- column: platform  platform of the account
-- column: verified  none person organisation, as last told
-- column: followers  followers, as last told
-- column: posts  posts of the author in the warehouse
-- column: first_dt  day of the first of them
-- column: last_dt  day of the last of them
-- fail:   unique(author_id); not_null(author_id, platform, posts)
SELECT
    author_id,
    min(platform) AS platform,
    arg_max(author_verified, (observed_at, post_id)) AS verified,
    arg_max(author_followers, (observed_at, post_id)) AS followers,
    count(*) AS posts,
    min(dt) AS first_dt,
    max(dt) AS last_dt
FROM post
WHERE author_id IS NOT NULL
GROUP BY author_id
ORDER BY author_id
