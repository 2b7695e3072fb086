-- search_hits: which posts a query finds, by day and number (post.dt, post.number). | 查询命中的帖子，以日期和编号（post.dt、post.number）表示。
-- parameter: query  as search takes it | 同 search
-- parameter: since = NULL  first day; default: 27 days before until | 第一天，默认为 until 前 27 天
-- parameter: until = NULL  last day; default: the last day of which there are posts | 最后一天，默认为有数据的最后一天
-- column: dt  Asia/Shanghai day of the post | 发帖的日期（北京时间）
-- column: number  number of the post on that day | 帖子当天的编号
-- example: FROM search_hits('快充') ORDER BY dt, number
WITH term AS (
    SELECT *, 1::BIGINT << (dense_rank() OVER (ORDER BY said) - 1)::INT AS bit FROM search_terms(query)
), clause AS (
    SELECT coalesce(bit_or(bit) FILTER (NOT negated), 0) AS wanted, coalesce(bit_or(bit) FILTER (negated), 0) AS unwanted,
        coalesce(bit_or(bit) FILTER (negated AND NOT exact), 0) AS unsure
    FROM term GROUP BY clause
), plan AS (
    SELECT (SELECT list({wanted: wanted, unwanted: unwanted, unsure: unsure}) FROM clause) AS clauses,
        (SELECT list(DISTINCT {said: said, bit: bit}) FROM term) AS terms, (SELECT bool_and(exact) FROM term) AS exact
), asked AS (
    SELECT DISTINCT bit, single, unnest(grams) AS gram, len(grams) AS needed FROM term
), entry AS (
    SELECT s.dt, a.bit, a.needed, unnest(s.posts) AS number
    FROM search_index s JOIN asked a ON a.gram = s.gram
    WHERE NOT a.single AND s.dt IN (SELECT dt FROM days(since := since, until := until))
    UNION ALL
    SELECT DISTINCT s.dt, a.bit, 1, unnest(s.posts)
    FROM search_index s JOIN asked a ON a.gram = left(s.gram, 1)
    WHERE a.single AND s.dt IN (SELECT dt FROM days(since := since, until := until))
), held AS (
    SELECT dt, number, bit FROM entry GROUP BY dt, number, bit HAVING count(*) = any_value(needed)
), candidate AS (
    SELECT dt, number, bit_or(bit) AS mask FROM held GROUP BY dt, number
), likely AS (
    -- a word of several entries may stand elsewhere in pieces: the text decides
    SELECT dt, number, mask FROM candidate, plan
    WHERE len(list_filter(clauses, lambda c: (mask & c.wanted) = 0 AND (~mask & c.unwanted) = 0 AND c.unsure = 0)) = 0
), place AS MATERIALIZED (
    SELECT p.rowid AS place FROM post p JOIN (SELECT dt, number FROM likely, plan WHERE NOT exact) l
        ON l.dt = p.dt AND l.number = p.number
), looked_at AS (
    -- words are wide: by rowid only the parts of the table that hold such a post are read
    SELECT p.dt, p.number, p.words FROM post p WHERE p.rowid IN (FROM place)
), read AS (
    SELECT dt, number, list_sum(list_transform(terms, lambda t: CASE WHEN contains(said, t.said) THEN t.bit ELSE 0 END))::BIGINT AS mask
    FROM (SELECT dt, number, marked(lower(array_to_string(words, ' '))) AS said FROM looked_at), plan
)
SELECT dt, number FROM read, plan
WHERE len(list_filter(clauses, lambda c: (mask & c.wanted) = 0 AND (~mask & c.unwanted) = 0)) = 0
UNION ALL
SELECT dt, number FROM likely, plan WHERE exact
