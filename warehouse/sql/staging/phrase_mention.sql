-- phrase_mention: which posts say the phrases that are asked for: one row a post and phrase.
-- grain:  dt, post, phrase
-- reads:  staging.phrase_run, staging.phrase_asked
-- column: dt  Asia/Shanghai day
-- column: platform  platform of the post
-- column: post  number of the post (hash of post_id)
-- column: voice  number of its author (hash of author_id, of post_id where the author is unknown)
-- column: organic  neither advertising nor a near-duplicate
-- column: phrase  the phrase
WITH spaced AS (
    -- two Latin words are written apart
    SELECT dt, platform, post, voice, organic, a,
        CASE WHEN unicode(a) < 128 AND unicode(b) < 128 THEN ' ' ELSE '' END || b AS b,
        CASE WHEN unicode(b) < 128 AND unicode(c) < 128 THEN ' ' ELSE '' END || c AS c,
        CASE WHEN unicode(c) < 128 AND unicode(d) < 128 THEN ' ' ELSE '' END || d AS d
    FROM staging.phrase_run
    WHERE dt BETWEEN $first AND $last
), said AS (
    -- a phrase may have been cut as one word, too
    SELECT dt, platform, post, voice, organic, unnest([a, a || b, a || b || c, a || b || c || d]) AS phrase FROM spaced
)
SELECT dt, platform, post, any_value(voice) AS voice, any_value(organic) AS organic, phrase
FROM said SEMI JOIN staging.phrase_asked USING (dt, phrase)
GROUP BY dt, platform, post, phrase
