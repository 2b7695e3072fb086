-- numbered_post: the posts being built, each once, with their number and words: what the indexes are made from.
-- grain:  dt, post_id
-- reads:  staging.folded_post, state.elsewhere, lake.enriched
-- column: dt  Asia/Shanghai day on which it was posted
-- column: post_id  platform:native id
-- column: number  number of the post on its day, from 1, in the order of published_at
-- column: words  the words of title and text, in order
WITH numbered AS (
    -- apart from the rest, or the sort would carry words along
    SELECT dt, post_id, row_number() OVER (PARTITION BY dt ORDER BY published_at, post_id)::INTEGER AS number
    FROM staging.folded_post
    -- a post whose day was told differently by two crawls counts once, on the day that was told first
    ANTI JOIN state.elsewhere USING (dt, post_id)
    WHERE dt BETWEEN $first AND $last
)
SELECT n.dt, n.post_id, n.number, coalesce(e.words, []) AS words
FROM numbered n LEFT JOIN lake.enriched e ON e.post_id = n.post_id AND e.dt = n.dt
