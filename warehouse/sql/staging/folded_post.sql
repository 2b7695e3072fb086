-- folded_post: each post once: the last known value of every column over all of its observations.
-- grain:  dt, post_id
-- reads:  lake.observation
-- column: dt  Asia/Shanghai day on which it was posted
-- column: post_id  platform:native id
-- column: platform  feed it comes from
-- column: kind  post repost comment answer question note video hot_search
-- column: parent_id  post_id of what it reposts, comments on or answers
-- column: author_id  salted pseudonym of the author
-- column: author_name  name of a verified account, if the settings keep it
-- column: author_verified  none person organisation
-- column: author_followers  followers of the author when last seen
-- column: published_at  when it was posted (UTC)
-- column: first_observed_at  when it was first seen (UTC)
-- column: observed_at  when it was last seen (UTC)
-- column: title  title, where the platform has one
-- column: text  plain text
-- column: hashtags  hashtags without # signs
-- column: url  address a person can open
-- column: region  where it was posted from, as the platform shows it
-- column: media  which of text image video live it carries
-- column: likes  likes when last told
-- column: comments  comments when last told
-- column: shares  shares when last told
-- column: favourites  favourites when last told
-- column: views  views when last told
-- column: is_ad  true if the platform marks it as advertising
-- column: queries  queries that found it, sorted, each once
-- column: query  the last of the queries that found it
-- fail:   unique(dt, post_id)
WITH seen AS (
    SELECT dt, post_id, count(*) AS times FROM lake.observation WHERE dt BETWEEN $first AND $last GROUP BY dt, post_id
), observed AS (
    -- "line" settles ties within one file, so that the same files always fold to the same row
    SELECT *, row_number() OVER (ORDER BY observed_at, coalesce(query, ''), run, line) AS seen
    FROM lake.observation SEMI JOIN (FROM seen WHERE times > 1) USING (dt, post_id)
    WHERE dt BETWEEN $first AND $last
)
SELECT
    dt,
    post_id,
    any_value(platform) AS platform,
    arg_max(kind, seen) AS kind,
    arg_max(parent_id, seen) AS parent_id,
    arg_max(author_id, seen) AS author_id,
    arg_max(author_name, seen) AS author_name,
    arg_max(author_verified, seen) AS author_verified,
    arg_max(author_followers, seen) AS author_followers,
    arg_max(published_at, seen) AS published_at,
    min(observed_at) AS first_observed_at,
    max(observed_at) AS observed_at,
    arg_max(title, seen) AS title,
    arg_max(text, seen) AS text,
    arg_max(hashtags, seen) AS hashtags,
    arg_max(url, seen) AS url,
    arg_max(region, seen) AS region,
    arg_max(media, seen) AS media,
    arg_max(likes, seen) AS likes,
    arg_max(comments, seen) AS comments,
    arg_max(shares, seen) AS shares,
    arg_max(favourites, seen) AS favourites,
    arg_max(views, seen) AS views,
    arg_max(is_ad, seen) AS is_ad,
    list_sort(list_distinct(coalesce(list(query) FILTER (query IS NOT NULL), []::VARCHAR[]))) AS queries,
    arg_max(query, seen) AS query
FROM observed
GROUP BY dt, post_id
UNION ALL BY NAME
-- most posts were seen once: nothing to sort and to fold
SELECT dt, post_id, platform, kind, parent_id, author_id, author_name, author_verified, author_followers,
    published_at, observed_at AS first_observed_at, observed_at, title, text, hashtags, url, region, media,
    likes, comments, shares, favourites, views, is_ad,
    CASE WHEN query IS NULL THEN []::VARCHAR[] ELSE [query] END AS queries, query
FROM lake.observation SEMI JOIN (FROM seen WHERE times = 1) USING (dt, post_id)
WHERE dt BETWEEN $first AND $last
