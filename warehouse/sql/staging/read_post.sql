-- read_post: the posts being built, each once, with what reading added to them.
-- grain:  dt, post_id
-- reads:  staging.folded_post, staging.numbered_post, staging.near_duplicate, lake.enriched
-- column: post_id  platform:native id
-- column: number  number of the post on its day, from 1, in the order of published_at; search_index points to it | 帖子当天的编号，从 1 起，按发帖时间；search_index 以此指向帖子
-- column: platform  feed it comes from (names in table platform)
-- column: kind  post repost comment answer question note video hot_search
-- column: parent_id  post_id of what it reposts, comments on or answers
-- column: author_id  salted pseudonym of the author; null where the feed names none
-- column: author_name  name of a verified account, if the settings keep it
-- column: author_verified  none person organisation
-- column: author_followers  followers of the author when last seen
-- column: published_at  when it was posted (UTC)
-- column: dt  Asia/Shanghai day on which it was posted
-- column: first_observed_at  when it was first seen (UTC)
-- column: observed_at  when it was last seen (UTC)
-- column: title  title, where the platform has one
-- column: text  plain text, markup removed, otherwise as written
-- column: hashtags  hashtags without # signs
-- column: url  address a person can open
-- column: region  where it was posted from, as the platform shows it
-- column: media  which of text image video live it carries
-- column: likes  likes when last told; null means not told, never 0
-- column: comments  comments when last told
-- column: shares  shares when last told
-- column: favourites  favourites when last told
-- column: views  views when last told
-- column: is_ad  true if the platform marks it as advertising
-- column: queries  queries that found it, sorted
-- column: words  words of title and text in order
-- column: word_starts  characters before each word in coalesce(title || chr(10), '') || coalesce(text, '')
-- column: word_lengths  characters of each word there
-- column: themes  ids of the themes it speaks of
-- column: theme_starts  characters before the first mention of each theme, as word_starts
-- column: theme_lengths  characters of that mention
-- column: negative  probability that it is negative, 0 to 1
-- column: neutral  probability that it is neutral, 0 to 1
-- column: positive  probability that it is positive, 0 to 1
-- column: sentiment  the likeliest of negative neutral positive; null without text
-- column: aspects  aspects it speaks of: aspect, polarity, probability, start, end
-- column: intents  what its writer is about: complaint purchase question recommendation warning_off wish
-- column: advertising  how much it reads like advertising, 0 to 1; null without text
-- column: duplicate_of  post_id of the original: the earliest of 28 days, on any platform, with nearly the same text
-- column: organic  neither marked as advertising nor the near-duplicate of an earlier post
SELECT
    p.post_id, p.platform, p.kind, p.parent_id,
    p.author_id, p.author_name, p.author_verified, p.author_followers,
    p.published_at, p.dt, p.first_observed_at, p.observed_at,
    p.title, p.text, coalesce(p.hashtags, []) AS hashtags, p.url, p.region, coalesce(p.media, []) AS media,
    p.likes, p.comments, p.shares, p.favourites, p.views, p.is_ad, p.queries,
    n.words,
    coalesce(e.word_starts, []) AS word_starts,
    coalesce(e.word_lengths, []) AS word_lengths,
    coalesce(e.themes, []) AS themes,
    coalesce(e.theme_starts, []) AS theme_starts,
    coalesce(e.theme_lengths, []) AS theme_lengths,
    e.negative, e.neutral, e.positive, e.sentiment,
    coalesce(e.aspects, []) AS aspects,
    coalesce(e.intents, []) AS intents,
    e.advertising,
    d.duplicate_of,
    NOT coalesce(p.is_ad, false) AND d.duplicate_of IS NULL AS organic,
    n.number
FROM staging.folded_post p
JOIN staging.numbered_post n ON n.post_id = p.post_id AND n.dt = p.dt
LEFT JOIN lake.enriched e ON e.post_id = p.post_id AND e.dt = p.dt
LEFT JOIN staging.near_duplicate d ON d.post_id = p.post_id AND d.dt = p.dt
WHERE p.dt BETWEEN $first AND $last
