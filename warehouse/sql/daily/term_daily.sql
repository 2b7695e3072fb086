-- term_daily: how often each word was said, per platform and day (phrases: phrase_daily).
-- grain:  dt, platform, term
-- reads:  staging.mention
-- column: dt  Asia/Shanghai day
-- column: platform  platform of the posts
-- column: term  the word, as reading cut it
-- column: posts  posts that say it
-- column: organic_posts  of these, neither advertising nor near-duplicates
-- column: authors  distinct authors of the organic posts (a post of an unknown author counts as one)
-- fail:   unique(dt, platform, term); not_null(term, posts, authors); at_least(posts, 1)
SELECT dt, platform, subject AS term,
    count(*) AS posts,
    count(*) FILTER (organic) AS organic_posts,
    count(DISTINCT voice) FILTER (organic) AS authors
FROM staging.mention
WHERE subject_kind = 'term' AND dt BETWEEN $first AND $last
GROUP BY dt, platform, subject
ORDER BY dt, platform, subject
