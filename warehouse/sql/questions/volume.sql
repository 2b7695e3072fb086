-- volume: how often a word, phrase, hashtag or theme was said, over time (any other text: search_volume). | 词、短语、话题标签或主题的声量随时间的变化（任意文本用 search_volume）。
-- parameter: subject  the word, phrase, hashtag or theme, as the tables have it | 词、短语、话题标签或主题
-- parameter: since = NULL  first day; default: 27 days before until | 第一天，默认为 until 前 27 天
-- parameter: until = NULL  last day; default: the last day of which there are posts | 最后一天，默认为有数据的最后一天
-- parameter: platform = NULL  one platform; default: all together | 某一平台，默认合计
-- parameter: per = 'day'  day week month all | day 日、week 周、month 月、all 全部
-- column: period  first day of the day, week or month | 时段的第一天
-- column: subject_kind  term phrase hashtag theme: one row for each that it is | 类别，各一行
-- column: posts  posts that say it | 提到它的帖子数
-- column: organic_posts  of these, neither advertising nor near-duplicates | 其中既非广告也非近似重复的
-- column: authors  distinct authors of a day, added up over the days | 每日去重作者数之和
-- example: FROM volume('快充')
WITH day AS (
    FROM days(since := since, until := until)
), said AS (
    SELECT d.dt, 'term' AS kind, d.posts, d.organic_posts, d.authors FROM term_daily d
    WHERE d.dt IN (FROM day) AND d.term = subject AND (platform IS NULL OR d.platform = platform)
    UNION ALL
    SELECT d.dt, 'phrase', d.posts, d.organic_posts, d.authors FROM phrase_daily d
    WHERE d.dt IN (FROM day) AND d.phrase = subject AND (platform IS NULL OR d.platform = platform)
    UNION ALL
    SELECT d.dt, 'hashtag', d.posts, d.organic_posts, d.authors FROM hashtag_daily d
    WHERE d.dt IN (FROM day) AND d.hashtag = trim(subject, '#') AND (platform IS NULL OR d.platform = platform)
    UNION ALL
    SELECT d.dt, 'theme', d.posts, d.organic_posts, d.authors FROM theme_daily d
    WHERE d.dt IN (FROM day) AND d.theme = subject AND (platform IS NULL OR d.platform = platform)
)
SELECT period_of(dt, per, (SELECT min(day.dt) FROM day)) AS period, kind AS subject_kind, sum(posts)::BIGINT AS posts,
    sum(organic_posts)::BIGINT AS organic_posts, sum(authors)::BIGINT AS authors
FROM said GROUP BY ALL ORDER BY period, subject_kind
