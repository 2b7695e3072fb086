-- subject_source_daily: through which queries each subject was found: what exposure must be weighted with.
-- grain:  dt, platform, query, subject_kind, subject
-- reads:  staging.mention, staging.phrase_mention, state.spoken
-- column: dt  Asia/Shanghai day
-- column: platform  platform of the posts
-- column: query  query that found them
-- column: subject_kind  term phrase hashtag theme aspect
-- column: subject  the subject
-- column: posts  organic posts; one that n queries found counts 1/n to each
-- fail:   unique(dt, platform, query, subject_kind, subject)
WITH mention AS (
    SELECT dt, post, platform, subject_kind, subject FROM staging.mention
    UNION ALL
    SELECT dt, post, platform, 'phrase', phrase FROM staging.phrase_mention
), found AS (
    SELECT dt, platform, post, unnest(queries) AS query, 1 / len(queries) AS share
    FROM state.spoken SEMI JOIN (SELECT dt, post FROM mention) USING (dt, post)
    WHERE dt BETWEEN $first AND $last AND organic AND len(queries) > 0
)
SELECT m.dt, m.platform, f.query, m.subject_kind, m.subject, round(sum(f.share), 6) AS posts
FROM mention m JOIN found f ON f.post = m.post AND f.dt = m.dt
WHERE m.dt BETWEEN $first AND $last
GROUP BY ALL
ORDER BY ALL
