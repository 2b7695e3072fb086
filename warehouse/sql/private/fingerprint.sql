-- fingerprint: what posts of other days are compared with, and whose copy each was found to be.
-- grain:  dt, post_id
-- reads:  staging.read_post, lake.enriched
-- column: dt  Asia/Shanghai day
-- column: published_at  when it was posted (UTC)
-- column: post_id  the post; lines of hot lists are compared within their day only and are not here
-- column: duplicate_of  the original it is a near-duplicate of; null if it is an original
-- column: fingerprint  32 MinHash values
-- fail:   unique(dt, post_id); not_null(published_at, fingerprint)
SELECT p.dt, p.published_at, p.post_id, p.duplicate_of, e.fingerprint
FROM staging.read_post p
JOIN lake.enriched e ON e.post_id = p.post_id AND e.dt = p.dt
WHERE p.dt BETWEEN $first AND $last AND len(e.fingerprint) = 32 AND p.kind <> 'hot_search'
ORDER BY p.dt, p.published_at, p.post_id
