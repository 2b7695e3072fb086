-- mention: what each post says: one row a post and subject (word, hashtag, theme, aspect of a theme; phrases: phrase_mention).
-- grain:  dt, post, subject_kind, subject
-- reads:  staging.read_post, staging.spoken, staging.spoken_word, staging.stop_word
-- column: dt  Asia/Shanghai day
-- column: platform  platform of the post
-- column: post  number of the post (hash of post_id)
-- column: voice  number of its author (hash of author_id, of post_id where the author is unknown)
-- column: organic  neither advertising nor a near-duplicate
-- column: subject_kind  term hashtag theme aspect
-- column: subject  the word, hashtag or theme id; of an aspect <theme id>/<aspect id>: each theme of the post with each of its aspects
WITH usable AS (
    -- a word that can carry meaning: letters or Han characters, no stop word, no number or length of time (三天, 半年)
    SELECT dt, word, posts FROM staging.spoken_word
    WHERE dt BETWEEN $first AND $last AND length(word) BETWEEN 2 AND 20
        AND regexp_full_match(word, '[\p{Han}A-Za-z][\p{Han}A-Za-z0-9.+-]*')
        AND NOT regexp_full_match(word, '第?[零一二两三四五六七八九十百千万亿几半多数每]+[个位名条件只场次种款块张家天日周月年岁点分秒箱]?[多半]?')
        AND lower(word) NOT IN (SELECT word FROM staging.stop_word)
), said AS (
    SELECT dt, platform, hash(post_id) AS post, hash(coalesce(author_id, post_id)) AS voice, organic,
        list_distinct(hashtags) AS hashtags, list_distinct(themes) AS themes,
        list_distinct(list_transform(aspects, lambda m: m.aspect)) AS aspects
    FROM staging.read_post
    WHERE dt BETWEEN $first AND $last
), found AS (
    SELECT dt, platform, post, voice, organic, 'term' AS subject_kind, word AS subject
    FROM (SELECT dt, word, unnest(posts) AS number FROM usable) JOIN staging.spoken USING (dt, number)
    UNION ALL
    SELECT dt, platform, post, voice, organic, 'hashtag', unnest(hashtags) FROM said
    UNION ALL
    SELECT dt, platform, post, voice, organic, 'theme', unnest(themes) FROM said
    UNION ALL
    SELECT dt, platform, post, voice, organic, 'aspect', theme || '/' || unnest(aspects)
    FROM (SELECT * EXCLUDE (themes), unnest(themes) AS theme FROM said WHERE len(aspects) > 0) WHERE theme <> ''
)
SELECT dt, platform, post, voice, organic, subject_kind, subject FROM found WHERE subject <> ''
