-- phrase: words that belong together, found on the 28 days that end with each day; one row for each day it was said on.
-- grain:  dt, phrase
-- reads:  staging.found_phrase
-- column: dt  Asia/Shanghai day that ends the 28 days; from then on the phrase is known
-- column: phrase  the phrase as people write it
-- column: cut  the words that it is made of, | between them
-- column: words  how many words these are, 2 to 4
-- column: authors  authors who said it in the 28 days, each once a day; organic posts only
-- column: cohesion  how much oftener its words meet than chance lets them, at the weakest joint: normalised PMI, -1 to 1
-- column: left_entropy  how free the words to its left are, in bits
-- column: right_entropy  how free the words to its right are, in bits
-- column: hashtag_authors  authors who wrote it as a hashtag in the 28 days, each once a day
-- column: score  cohesion times the smaller entropy times log2 of the authors; larger is better
-- fail:   unique(dt, phrase); not_null(phrase, words, authors, cohesion); between(words, 2, 4); between(cohesion, -1, 1)
SELECT dt, phrase, cut, words, authors, cohesion, left_entropy, right_entropy, hashtag_authors, score
FROM staging.found_phrase
WHERE dt BETWEEN $first AND $last
-- one phrase may be cut in several ways: the usual one speaks for it
QUALIFY row_number() OVER (PARTITION BY dt, phrase ORDER BY authors DESC, cut) = 1
ORDER BY dt, phrase
