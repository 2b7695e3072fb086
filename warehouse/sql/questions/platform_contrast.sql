-- platform_contrast: words and phrases said on one platform more than on the others, surest first. | 平台对比：某平台上比其他平台更常说的词和短语，最确定的在前。
-- parameter: platform  the platform | 平台
-- parameter: since = NULL  first day; default: 27 days before until | 第一天，默认为 until 前 27 天
-- parameter: until = NULL  last day; default: the last day of which there are posts | 最后一天，默认为有数据的最后一天
-- parameter: n = 30  how many at most | 最多几条
-- column: subject  the word or phrase | 词或短语
-- column: authors  authors a day who say it on the platform, added up | 该平台每日作者数之和
-- column: elsewhere  the same on all other platforms | 其他平台的同一数值
-- column: ratio  odds on the platform against those elsewhere, shrunk toward 1 where little is known | 该平台与其他平台的比值，数据少时向 1 收缩
-- column: z  how sure that is, in standard deviations: log-odds with an informative prior (Monroe, Colaresi and Quinn 2008) | 确定程度（标准差数）：带先验的对数优势比
-- example: FROM platform_contrast('weibo')
WITH day AS (
    FROM days(since := since, until := until)
), said AS (
    SELECT d.term AS subject, d.platform = platform AS here, d.authors FROM term_daily d WHERE d.dt IN (FROM day)
    UNION ALL
    SELECT d.phrase, d.platform = platform, d.authors FROM phrase_daily d WHERE d.dt IN (FROM day)
), counted AS (
    SELECT subject, coalesce(sum(authors) FILTER (here), 0)::BIGINT AS a, coalesce(sum(authors) FILTER (NOT here), 0)::BIGINT AS b
    FROM said GROUP BY subject HAVING a >= 5
), whole AS (
    SELECT sum(v.authors) FILTER (v.platform = platform) AS na, sum(v.authors) FILTER (v.platform <> platform) AS nb
    FROM volume_daily v WHERE v.dt IN (FROM day)
), prior AS (
    -- 500 authors' worth of what is said everywhere; nobody says a word in more than all posts
    SELECT *, 500 * (a + b) / (na + coalesce(nb, 0)) AS w FROM counted, whole
), odds AS (
    SELECT subject, a, b, ln((a + w) / greatest(na + 500 - a - w, 1)) - ln((b + w) / greatest(coalesce(nb, 0) + 500 - b - w, 1)) AS delta,
        sqrt(1 / (a + w) + 1 / (b + w)) AS deviation FROM prior
)
SELECT subject, a AS authors, b AS elsewhere, round(exp(delta), 2) AS ratio, round(delta / deviation, 2) AS z
FROM odds WHERE delta > 0 ORDER BY z DESC, subject LIMIT n
