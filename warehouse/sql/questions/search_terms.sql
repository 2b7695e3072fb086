-- search_terms: what a query asks for, word by word; each clause must hold, and holds if one of its words does. | 查询的分解：每个子句都须成立，其中一词成立即成立。
-- parameter: query  words; blank is AND, | or OR is OR, - or NOT is NOT, "..." is a phrase, (a | b) a group | 词；空格为与，| 或 OR 为或，- 或 NOT 为非，"..." 为短语，(a | b) 为一组
-- column: clause  number of the clause | 子句编号
-- column: negated  the word must not be there | 不得含有该词
-- column: said  what is looked for in the text, folded and marked | 在文本中查找的内容（统一写法并加标记）
-- column: grams  what is looked up in search_index | 在 search_index 中查的条目
-- column: single  one character, looked up as the beginning of a pair | 单字，作为两字的首字来查
-- column: exact  the entries alone tell that it is said | 仅凭条目即可断定
-- example: FROM search_terms('快充 (好 | 糟) -广告') ORDER BY clause, said
WITH written AS (
    SELECT regexp_extract_all(translate(query, '（）｜“”「」＂－', '()|"""""-'), '-?\(|\)|\||-?"[^"]*"?|[^\s()|"]+') AS tokens
), word AS (
    SELECT i, CASE tokens[i] WHEN 'OR' THEN '|' ELSE tokens[i] END AS token
    FROM (SELECT tokens, unnest(range(1, len(tokens) + 1)) AS i FROM written)
    WHERE tokens[i] <> 'AND'
), kept AS (
    SELECT i, token, lag(token) OVER (ORDER BY i) AS before FROM word
), token AS (
    SELECT i, CASE WHEN before = 'NOT' THEN CASE WHEN token[1] = '-' THEN substr(token, 2) ELSE '-' || token END ELSE token END AS token
    FROM kept WHERE token <> 'NOT'
), placed AS (
    SELECT i, token, lag(token) OVER o AS before, lead(token) OVER o AS after,
        token IN ('(', '-(') AS opens, token NOT IN ('(', '-(', ')', '|') AS is_word,
        sum((token IN ('(', '-('))::INT - (token = ')')::INT) OVER o AS depth,
        last_value(CASE WHEN token IN ('(', '-(') THEN token END IGNORE NULLS) OVER o AS opened
    FROM token WINDOW o AS (ORDER BY i)
), numbered AS (
    -- a clause begins with a word or group that no | joins to the one before it
    SELECT *, sum((((opens AND depth = 1) OR (is_word AND depth = 0)) AND before IS DISTINCT FROM '|')::INT) OVER (ORDER BY i) AS clause
    FROM placed
), fault AS (
    SELECT CASE
        WHEN max(length(token)) FILTER (is_word) > 200 OR count(*) FILTER (is_word) > 60
            THEN 'it has more than 60 words, or one of more than 200 characters'
        WHEN bool_or(is_word AND length(token) - length(replace(token, '"', '')) = 1) THEN 'a quotation mark is not closed'
        WHEN bool_or(depth < 0) OR coalesce(sum(opens::INT) <> sum((token = ')')::INT), false) THEN 'its parentheses do not pair'
        WHEN bool_or(token = '|' AND (before IS NULL OR before IN ('(', '-(', '|') OR after IS NULL OR after IN (')', '|')))
            OR bool_or(opens AND after = ')') THEN 'there is nothing on one side of an OR, or between parentheses'
        WHEN bool_or(depth > 1) OR bool_or(is_word AND depth = 1 AND before NOT IN ('(', '-(', '|'))
            OR bool_or(opened = '-(' AND ((opens AND before = '|') OR (token = ')' AND after = '|')))
            THEN 'here a group in parentheses is words with | between them; `fengxiang search` takes any'
        END AS fault
    FROM numbered
), literal AS (
    SELECT CASE WHEN depth = 1 AND opened = '-(' THEN -i ELSE clause END AS clause,
        (token[1] = '-' AND length(token) > 1) <> (depth = 1 AND opened = '-(') AS negated,
        trim(CASE WHEN token[1] = '-' AND length(token) > 1 THEN substr(token, 2) ELSE token END, '"') AS written
    FROM numbered WHERE is_word
), folded_literal AS (
    SELECT clause, negated, written, marked(folded(written)) AS said,
        regexp_extract_all(marked(folded(written)), '\x1f[^\x1f]+\x1f|[\x{530}-\x{1dff}\x{2600}-\x{27bf}\x{2e80}-\x{2fff}\x{3005}-\x{3007}\x{3021}-\x{3029}\x{3031}-\x{303c}\x{3040}-\x{30fa}\x{30fc}-\x{d7ff}\x{f900}-\x{faff}\x{10000}-\x{3ffff}]+') AS runs
    FROM literal
), cut AS (
    SELECT *, list_distinct(flatten(list_transform(runs, lambda r: CASE
        WHEN r[1] = chr(31) THEN [left(substr(r, 2, length(r) - 2), 40)]
        ELSE list_transform(range(1, length(r)), lambda k: substr(r, k, 2)) END)))[:16] AS pairs
    FROM folded_literal
)
SELECT clause, negated,
    CASE WHEN fault IS NOT NULL THEN error('search: ' || fault || ': ' || left(query, 200))
        WHEN len(runs) = 0 THEN error('search: "' || left(written, 200) || '" has no letter, digit or character to look for')
        WHEN NOT bool_or(positive) OVER () THEN error('search: at least one word must be asked for, not only left out: ' || left(query, 200))
        ELSE said END::VARCHAR AS said,
    CASE WHEN len(pairs) > 0 THEN pairs ELSE [runs[1]] END AS grams,
    len(pairs) = 0 AS single,
    CASE WHEN len(pairs) = 0 THEN length(said) = 1
        WHEN runs[1][1] = chr(31) THEN said = runs[1] AND length(said) <= 42 ELSE length(said) = 2 END AS exact
FROM (SELECT *, NOT bool_or(negated) OVER (PARTITION BY clause) AS positive FROM cut), fault
UNION ALL
SELECT 0, false, error('search: ' || coalesce(fault, 'it asks for nothing; write a word') || ': ' || left(query, 200))::VARCHAR, [], false, false
FROM fault WHERE query IS NOT NULL AND NOT EXISTS (FROM literal)
