-- mention: what each post says: one row a post and subject (word, adjacent pair of words, hashtag, theme).
-- grain:  dt, post, subject_kind, subject
-- reads:  staging.read_post, staging.stop_word
-- column: dt  Asia/Shanghai day
-- column: platform  platform of the post
-- column: post  number of the post (hash of post_id)
-- column: voice  number of its author (hash of author_id, of post_id where the author is unknown)
-- column: organic  neither advertising nor a near-duplicate
-- column: subject_kind  term hashtag theme
-- column: subject  the word, pair written together, hashtag or theme id
-- column: words  1 or 2 for a term, else 0
WITH said AS (
    SELECT dt, platform, hash(post_id) AS post, hash(coalesce(author_id, post_id)) AS voice, organic,
        words, hashtags, themes
    FROM staging.read_post
    WHERE dt BETWEEN $first AND $last
), pair AS (
    -- Python-like slices count from 1 here: each word beside the one after it
    SELECT dt, platform, post, voice, organic, unnest(list_zip(words, words[2:])) AS w FROM said
), token AS (
    SELECT dt, platform, post, voice, organic, w[1] AS a, w[2] AS b FROM pair
), usable AS (
    -- a word that can carry meaning: letters or Han characters, no stop word; single characters only inside a pair
    SELECT word FROM (SELECT DISTINCT a AS word FROM token)
    WHERE length(word) <= 20 AND regexp_full_match(word, '[\p{Han}A-Za-z][\p{Han}A-Za-z0-9.+-]*')
        AND lower(word) NOT IN (SELECT word FROM staging.stop_word)
), found AS (
    SELECT dt, platform, post, voice, organic, 'term' AS subject_kind, a AS subject, 1 AS words
    FROM token SEMI JOIN usable ON a = word
    WHERE length(a) >= 2
    UNION ALL
    SELECT dt, platform, post, voice, organic, 'term',
        CASE WHEN regexp_full_match(a || b, '[ -~]+') THEN a || ' ' || b ELSE a || b END, 2
    FROM token SEMI JOIN usable x ON a = x.word SEMI JOIN usable y ON b = y.word
    WHERE length(a) + length(b) BETWEEN 3 AND 24
    UNION ALL
    SELECT dt, platform, post, voice, organic, 'hashtag', unnest(hashtags), 0 FROM said
    UNION ALL
    SELECT dt, platform, post, voice, organic, 'theme', unnest(themes), 0 FROM said
)
-- 充电 as one word and as 充 + 电 is one subject
SELECT dt, platform, post, any_value(voice) AS voice, any_value(organic) AS organic, subject_kind, subject,
    min(words)::INTEGER AS words
FROM found
WHERE subject <> ''
GROUP BY dt, platform, post, subject_kind, subject
