-- trend_evidence: up to five organic posts of the last 7 days that show a trend, most engagement first. | 每条趋势的例证：最近 7 天内至多五条自然帖，互动多的在前。
-- grain:  dt, scope, subject_kind, subject, rank
-- reads:  staging.found_trend_evidence
-- column: dt  day of the trend | 趋势日期（北京时间）
-- column: scope  scope of the trend | 趋势的范围
-- column: subject_kind  term (a word or a phrase) hashtag theme aspect | 趋势的对象类型：term 词或短语、hashtag 话题标签、theme 主题、aspect 主题的某个方面
-- column: subject  subject of the trend | 趋势的对象
-- column: rank  1 is the post with the most likes, comments, shares and favourites together | 名次，1 为点赞、评论、转发、收藏合计最多的一条
-- column: post_id  the post | 例证帖子
-- link:   dt, scope, subject_kind, subject -> trend.dt, scope, subject_kind, subject
-- link:   post_id -> post.post_id
-- fail:   unique(dt, scope, subject_kind, subject, rank); not_null(post_id); between(rank, 1, 5)
SELECT dt, scope, subject_kind, subject, rank, post_id
FROM staging.found_trend_evidence
WHERE dt BETWEEN $first AND $last
ORDER BY dt, scope, subject_kind, subject, rank
