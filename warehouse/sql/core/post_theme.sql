-- post_theme: which themes a post speaks of.
-- grain:  post_id, theme
-- reads:  staging.read_post
-- column: post_id  the post
-- column: dt  Asia/Shanghai day on which it was posted
-- column: platform  feed it comes from
-- column: theme  id of the theme (names in table theme)
-- fail:   unique(post_id, theme); not_null(post_id, theme)
SELECT DISTINCT post_id, dt, platform, theme
FROM (SELECT post_id, dt, platform, unnest(themes) AS theme FROM staging.read_post WHERE dt BETWEEN $first AND $last)
ORDER BY dt, post_id, theme
