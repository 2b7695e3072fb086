-- post_theme: which themes a post speaks of. | 每条帖子提到了哪些主题。
-- grain:  post_id, theme
-- reads:  staging.read_post
-- column: post_id  the post | 所属帖子
-- column: dt  Asia/Shanghai day on which it was posted | 发布的日期（北京时间）
-- column: platform  feed it comes from | 来源平台
-- column: theme  id of the theme (names in table theme) | 主题 ID（名称见 theme 表）
-- link:   post_id -> post.post_id
-- link:   platform -> platform.platform
-- link:   theme -> theme.theme
-- fail:   unique(post_id, theme); not_null(post_id, theme)
SELECT DISTINCT post_id, dt, platform, theme
FROM (SELECT post_id, dt, platform, unnest(themes) AS theme FROM staging.read_post WHERE dt BETWEEN $first AND $last)
ORDER BY dt, post_id, theme
