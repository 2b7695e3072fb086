-- trend_evidence: up to five organic posts of the last 7 days that show a trend, most engagement first.
-- grain:  dt, scope, subject_kind, subject, rank
-- reads:  staging.found_trend_evidence
-- column: dt  day of the trend
-- column: scope  scope of the trend
-- column: subject_kind  term hashtag theme
-- column: subject  subject of the trend
-- column: rank  1 is the post with the most likes, comments, shares and favourites together
-- column: post_id  the post
-- fail:   unique(dt, scope, subject_kind, subject, rank); not_null(post_id); between(rank, 1, 5)
SELECT dt, scope, subject_kind, subject, rank, post_id
FROM staging.found_trend_evidence
WHERE dt BETWEEN $first AND $last
ORDER BY dt, scope, subject_kind, subject, rank
