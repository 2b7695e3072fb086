-- post_aspect: which aspects of a product or service a post speaks of, clause by clause, and how it likes them. | 帖子逐句谈到产品或服务的哪些方面，以及评价好坏。
-- grain:  post_id, aspect, start
-- reads:  staging.read_post
-- column: post_id  the post | 所属帖子
-- column: dt  Asia/Shanghai day on which it was posted | 发布的日期（北京时间）
-- column: platform  feed it comes from | 来源平台
-- column: aspect  id of the aspect, its Chinese main word: 价格 续航 味道 ... | 方面 ID，即其中文主词：价格、续航、味道……
-- column: polarity  negative neutral positive: the likeliest | 观点倾向：概率最高的一类，negative 负面、neutral 中性、positive 正面
-- column: probability  of that polarity, 0 to 1 | 该倾向的概率，0 到 1
-- column: start  first character of the words that name it, in title and text as they were read (from 0) | 方面词的第一个字符在标题与正文中的位置（从 0 数起）
-- column: end  the character after them (a reserved word: write it in quotes) | 方面词之后一个字符的位置（保留字，查询时须加双引号）
-- link:   post_id -> post.post_id
-- link:   platform -> platform.platform
-- fail:   unique(post_id, aspect, start); not_null(post_id, dt, platform, aspect, polarity, probability, start)
-- fail:   accepted_values(polarity, negative, neutral, positive); between(probability, 0, 1)
SELECT post_id, dt, platform, m.aspect, m.polarity, m.probability, m.start, m."end" AS "end"
FROM (SELECT post_id, dt, platform, unnest(aspects) AS m FROM staging.read_post WHERE dt BETWEEN $first AND $last)
ORDER BY dt, post_id, m.start, m.aspect
