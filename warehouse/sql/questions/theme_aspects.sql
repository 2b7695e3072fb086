-- theme_aspects: what of a theme people speak of, and how they like it, with 95 % Wilson intervals. | 人们谈论主题的哪些方面，喜欢还是不喜欢，含 95% 区间。
-- parameter: theme = NULL  id or name of a theme; default: all posts | 主题的 ID或名称，默认为全部帖子
-- parameter: since = NULL  first day; default: 27 days before until | 第一天，默认为 until 前 27 天
-- parameter: until = NULL  last day; default: the last day of which there are posts | 最后一天，默认为有数据的最后一天
-- parameter: platform = NULL  one platform; default: all together | 某一平台，默认合计
-- column: aspect  id of the aspect | 方面 ID
-- column: posts  organic posts that speak of it, each once a day | 提到它的自然帖子数
-- column: liked  of these, positive | 其中正面
-- column: disliked  of these, negative | 其中负面
-- column: liked_share  positive among those with an opinion | 有观点的帖子中正面的比例
-- column: liked_low  lower end of its interval | 其区间下限
-- column: liked_high  upper end | 其区间上限
-- example: FROM theme_aspects()
SELECT d.aspect, sum(d.posts)::BIGINT AS posts, sum(d.positive)::BIGINT AS liked, sum(d.negative)::BIGINT AS disliked,
    round(liked / nullif(liked + disliked, 0), 4) AS liked_share,
    round(wilson_low(liked, liked + disliked), 4) AS liked_low, round(wilson_high(liked, liked + disliked), 4) AS liked_high
FROM aspect_daily d
WHERE d.dt IN (FROM days(since := since, until := until)) AND d.theme = coalesce(theme_id(theme), '')
    AND (platform IS NULL OR d.platform = platform)
GROUP BY d.aspect ORDER BY posts DESC, d.aspect
