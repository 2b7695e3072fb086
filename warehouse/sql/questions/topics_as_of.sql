-- topics_as_of: topics as they were known at the cutoff of a day, 9:00 Beijing time the morning after; late posts change nothing. | 某日截止时刻（次日北京时间 9 点）所知的话题；此后才到的帖子不影响结果。
-- parameter: day  the day; without a vintage of its own, the last vintage before it speaks | 日期；当天没有留存时取此前最近一次
-- column: dt  Asia/Shanghai day that is judged | 所判断的日期（北京时间）
-- column: scope  platform, or all for all together | 平台，all 为全部合计
-- column: topic_id  the topic as it was told then | 当时所报的话题编号
-- column: name  what it was called | 当时的名称
-- column: name_kind  term hashtag theme aspect | 名称的类型
-- column: theme  theme of the lexicon that it is or that it holds | 所属的词库主题 ID
-- column: first_day  day on which it began | 话题开始的日期（北京时间）
-- column: rise_week  which week of its rise it was | 上升的第几周
-- column: members  subjects of it that were above the watch level | 高于关注线的成员数
-- column: score  the highest of its members' scores | 成员中最高的意外程度
-- column: authors  distinct organic authors of 7 days | 7 天去重自然作者数
-- column: posts  posts of 7 days | 7 天帖子数
-- column: verdict  organic campaign | 判断：organic 自然、campaign 营销活动
-- column: split_from  topic that most of it belonged to before | 此前多数成员所属的话题
-- column: merged_into  topic that it is part of from this day on | 从当天起并入的话题
-- column: known_from  cutoff from which it was known so (UTC) | 从哪个截止时刻起这样认为（UTC）
-- example: FROM topics_as_of('2026-11-22')
SELECT v.dt, v.scope, v.topic_id, v.name, v.name_kind, v.theme, v.first_day, v.rise_week, v.members, v.score,
    v.authors, v.posts, v.verdict, v.split_from, v.merged_into, v.known_from
FROM topic_daily_vintage v
WHERE make_timestamp(epoch_us(v.known_from)) <= day::DATE + INTERVAL 25 HOUR
    AND (v.known_to IS NULL OR make_timestamp(epoch_us(v.known_to)) > day::DATE + INTERVAL 25 HOUR)
ORDER BY v.dt DESC, v.scope, v.score DESC NULLS LAST, v.topic_id
