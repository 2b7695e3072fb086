-- phrase_mention: which posts say the phrases that are asked for: one row a post and phrase.
-- grain:  dt, post, phrase
-- reads:  staging.read_post, staging.phrase_asked
-- column: dt  Asia/Shanghai day
-- column: platform  platform of the post
-- column: post  number of the post (hash of post_id)
-- column: voice  number of its author (hash of author_id, of post_id where the author is unknown)
-- column: organic  neither advertising nor a near-duplicate
-- column: phrase  the phrase
WITH beginning AS (
    SELECT DISTINCT left(phrase, size) AS word
    FROM (SELECT DISTINCT phrase FROM staging.phrase_asked), unnest(generate_series(1, 40)) AS s(size)
), run AS (
    -- each word with the three after it; beyond the last word of the post they are null
    SELECT dt, platform, hash(post_id) AS post, hash(coalesce(author_id, post_id)) AS voice, organic,
        unnest(words) AS a, unnest(words[2:]) AS b, unnest(words[3:]) AS c, unnest(words[4:]) AS d
    FROM staging.read_post
    WHERE dt BETWEEN $first AND $last AND dt IN (SELECT dt FROM staging.phrase_asked)
), spaced AS (
    -- two Latin words are written apart
    SELECT dt, platform, post, voice, organic, a,
        CASE WHEN unicode(a) < 128 AND unicode(b) < 128 THEN ' ' ELSE '' END || b AS b,
        CASE WHEN unicode(b) < 128 AND unicode(c) < 128 THEN ' ' ELSE '' END || c AS c,
        CASE WHEN unicode(c) < 128 AND unicode(d) < 128 THEN ' ' ELSE '' END || d AS d
    FROM run SEMI JOIN beginning ON a = word
), said AS (
    -- a phrase may have been cut as one word, too
    SELECT dt, platform, post, voice, organic, unnest([a, a || b, a || b || c, a || b || c || d]) AS phrase FROM spaced
)
SELECT dt, platform, post, any_value(voice) AS voice, any_value(organic) AS organic, phrase
FROM said SEMI JOIN staging.phrase_asked USING (dt, phrase)
GROUP BY dt, platform, post, phrase
