-- phrase_daily: how often each phrase was said, however it was cut into words, per platform and day.
-- grain:  dt, platform, phrase
-- reads:  staging.phrase_mention
-- column: dt  Asia/Shanghai day: those from 77 days before the phrase was found to 27 days after it was last found
-- column: platform  platform of the posts
-- column: phrase  the phrase
-- column: posts  posts that say it
-- column: organic_posts  of these, neither advertising nor near-duplicates
-- column: authors  distinct authors of the organic posts (a post of an unknown author counts as one)
-- fail:   unique(dt, platform, phrase); not_null(phrase, posts, authors); at_least(posts, 1)
SELECT dt, platform, phrase,
    count(*) AS posts,
    count(*) FILTER (organic) AS organic_posts,
    count(DISTINCT voice) FILTER (organic) AS authors
FROM staging.phrase_mention
WHERE dt BETWEEN $first AND $last
GROUP BY dt, platform, phrase
ORDER BY dt, platform, phrase
