-- topic_daily: topics day by day: subjects that rise together in the same posts, under one id and one name. | 每天的话题：在同一批帖子里一起上升的词、短语、话题标签和主题，归为一个话题，编号与名称保持不变。
-- grain:  dt, scope, topic_id
-- reads:  staging.found_topic_daily
-- column: dt  Asia/Shanghai day; everything here was known when it was over | 日期（北京时间）；此处一切信息在当天结束时均已知
-- column: scope  platform, or "all" for all platforms together | 范围：平台代码，或 "all" 表示全部平台合计
-- column: topic_id  the topic, the same in every scope and from week to week | 话题编号，各平台、各周保持一致
-- column: name  what it is called that day: a theme's id, its most telling hashtag or phrase, or <theme id>/<aspect id> | 当天的名称：主题 ID、最能说明它的话题标签或短语，或 主题 ID/方面 ID
-- column: name_kind  kind of the subject that gives the name: term hashtag theme aspect | 名称的类型：term 词或短语、hashtag 话题标签、theme 主题、aspect 主题的某个方面
-- column: theme  theme of the lexicon that it is or that it holds; null without one | 所属的词库主题 ID；空表示不涉及主题
-- column: first_day  day on which it began | 话题开始的日期（北京时间）
-- column: rise_week  which week of its rise it is: 1 in the first seven days, 3 in the third week | 上升的第几周：前七天为 1，第三周为 3
-- column: members  subjects of it that are above the watch level here that day; 0 on the day that it is told as part of another | 当天此范围内高于关注线的成员数；并入另一话题的当天为 0
-- column: score  the highest of its members' scores; null where it was merged | 成员中最高的意外程度；并入时为空
-- column: authors  distinct organic authors of the last 7 days who said any of its members; null where it was merged | 最近 7 天提到任一成员的去重自然作者数；并入时为空
-- column: posts  posts of the last 7 days that say any of its members; null where it was merged | 最近 7 天提到任一成员的帖子数；并入时为空
-- column: verdict  that of most of it: organic campaign; null where it was merged | 多数成员的判断：organic 自然、campaign 营销活动；并入时为空
-- column: split_from  topic that most of it belonged to before it began; null if it is new | 开始前多数成员所属的话题；空表示全新
-- column: merged_into  topic that it is part of from this day on; null while it stands for itself | 从当天起并入的话题；空表示独立成立
-- link:   topic_id -> topic.topic_id
-- loose:  scope -> platform.platform
-- fail:   unique(dt, scope, topic_id); not_null(name, name_kind, first_day, rise_week, members); at_least(rise_week, 1)
-- fail:   accepted_values(name_kind, term, hashtag, theme, aspect); accepted_values(verdict, organic, campaign)
SELECT dt, scope, topic_id, name, name_kind, theme, first_day, rise_week, members, score, authors, posts, verdict,
    split_from, merged_into
FROM staging.found_topic_daily
WHERE dt BETWEEN $first AND $last
ORDER BY dt, scope, score DESC NULLS LAST, topic_id
