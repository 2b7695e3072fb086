-- post: every post once, as last seen, with what reading added to it.
-- grain:  post_id
-- reads:  staging.read_post
-- column: post_id  platform:native id
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
-- column: intents  what its writer is about: complaint purchase question recommendation warning_off wish
-- column: advertising  how much it reads like advertising, 0 to 1; null without text
-- column: duplicate_of  post_id of the original: the earliest of 28 days, on any platform, with nearly the same text
-- column: organic  neither marked as advertising nor the near-duplicate of an earlier post
-- fail:   unique(post_id); not_null(post_id, platform, kind, published_at, dt, organic)
-- fail:   accepted_values(kind, post, repost, comment, answer, question, note, video, hot_search)
-- fail:   accepted_values(sentiment, negative, neutral, positive); at_least(likes, 0); at_least(author_followers, 0)
-- warn:   accepted_values(author_verified, none, person, organisation); rows_near_past_mean(0.5)
SELECT
    post_id, platform, kind, parent_id, author_id, author_name, author_verified, author_followers,
    published_at, dt, first_observed_at, observed_at, title, text, hashtags, url, region, media,
    likes, comments, shares, favourites, views, is_ad, queries,
    words, word_starts, word_lengths, themes, theme_starts, theme_lengths,
    negative, neutral, positive, sentiment,
    intents, advertising, duplicate_of, organic
FROM staging.read_post
WHERE dt BETWEEN $first AND $last
ORDER BY dt, post_id
