-- phrase: words that belong together, found on the 28 days that end with each day; one row for each day it was said on. | 经常连在一起的词（短语），从截至当天的 28 天中发现；短语被说到的每一天一行。
-- grain:  dt, phrase
-- reads:  staging.found_phrase
-- column: dt  Asia/Shanghai day that ends the 28 days; from then on the phrase is known | 这 28 天最后一天的日期（北京时间）；从这天起该短语为已知
-- column: phrase  the phrase as people write it | 短语，按人们的写法
-- column: cut  the words that it is made of, | between them | 组成它的词，以竖线分隔
-- column: words  how many words these are, 2 to 4 | 由几个词组成，2 到 4
-- column: authors  authors who said it in the 28 days, each once a day; organic posts only | 28 天内说过它的作者数，每人每天计一次；仅自然帖
-- column: cohesion  how much oftener its words meet than chance lets them, at the weakest joint: normalised PMI, -1 to 1 | 凝固度：最弱连接处，词语相连比随机高出多少（归一化点互信息，-1 到 1）
-- column: left_entropy  how free the words to its left are, in bits | 左邻词的自由度（左信息熵），单位比特
-- column: right_entropy  how free the words to its right are, in bits | 右邻词的自由度（右信息熵），单位比特
-- column: hashtag_authors  authors who wrote it as a hashtag in the 28 days, each once a day | 28 天内把它写成话题标签的作者数，每人每天计一次
-- column: score  cohesion times the smaller entropy times log2 of the authors; larger is better | 得分：凝固度 × 较小的信息熵 × log2(作者数)，越大越好
-- fail:   unique(dt, phrase); not_null(phrase, words, authors, cohesion); between(words, 2, 4); between(cohesion, -1, 1)
SELECT dt, phrase, cut, words, authors, cohesion, left_entropy, right_entropy, hashtag_authors, score
FROM staging.found_phrase
WHERE dt BETWEEN $first AND $last
-- one phrase may be cut in several ways: the usual one speaks for it
QUALIFY row_number() OVER (PARTITION BY dt, phrase ORDER BY authors DESC, cut) = 1
ORDER BY dt, phrase
