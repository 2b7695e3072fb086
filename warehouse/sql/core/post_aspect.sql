-- post_aspect: which aspects of a product or service a post speaks of, clause by clause, and how it likes them.
-- grain:  post_id, aspect, start
-- reads:  staging.read_post
-- column: post_id  the post
-- column: dt  Asia/Shanghai day on which it was posted
-- column: platform  feed it comes from
-- column: aspect  id of the aspect, its Chinese main word: 价格 续航 味道 ...
-- column: polarity  negative neutral positive: the likeliest
-- column: probability  of that polarity, 0 to 1
-- column: start  first character of the words that name it, in title and text as they were read (from 0)
-- column: end  the character after them (a reserved word: write it in quotes)
-- fail:   unique(post_id, aspect, start); not_null(post_id, dt, platform, aspect, polarity, probability, start)
-- fail:   accepted_values(polarity, negative, neutral, positive); between(probability, 0, 1)
SELECT post_id, dt, platform, m.aspect, m.polarity, m.probability, m.start, m."end" AS "end"
FROM (SELECT post_id, dt, platform, unnest(aspects) AS m FROM staging.read_post WHERE dt BETWEEN $first AND $last)
ORDER BY dt, post_id, m.start, m.aspect
