-- phrase_mention: which posts say the phrases that are asked for: one row a post and phrase.
-- grain:  dt, post, phrase
-- reads:  staging.phrase_run
-- column: dt  Asia/Shanghai day
-- column: platform  platform of the post
-- column: post  number of the post (hash of post_id)
-- column: voice  number of its author (hash of author_id, of post_id where the author is unknown)
-- column: organic  neither advertising nor a near-duplicate
-- column: phrase  the phrase
SELECT dt, platform, post, voice, organic, phrase
FROM staging.phrase_run
WHERE dt BETWEEN $first AND $last
