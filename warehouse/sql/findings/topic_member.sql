-- topic_member: which subjects a topic is made of, day by day. | 每天各话题由哪些对象组成。
-- grain:  dt, scope, subject_kind, subject
-- reads:  staging.found_topic_member
-- column: dt  Asia/Shanghai day | 日期（北京时间）
-- column: scope  platform, or "all" for all platforms together | 范围：平台代码，或 "all" 表示全部平台合计
-- column: topic_id  topic that the subject is of that day | 当天所属的话题编号
-- column: subject_kind  term (a word or a phrase) hashtag theme aspect | 对象类型：term 词或短语、hashtag 话题标签、theme 主题、aspect 主题的某个方面
-- column: subject  the word, phrase, hashtag or theme id; of an aspect <theme id>/<aspect id> | 词、短语、话题标签或主题 ID；方面写作 主题 ID/方面 ID
-- column: rank  1 is the subject that gives the name, or the heaviest where that one is not flagged | 名次，1 为名称所用的对象；它当天未被标记时为权重最大的
-- column: weight  its authors of the last 7 days beyond what was expected, at least 1 | 权重：最近 7 天作者数超出预期的部分，至少为 1
-- link:   dt, scope, topic_id -> topic_daily.dt, scope, topic_id
-- link:   dt, scope, subject_kind, subject -> trend.dt, scope, subject_kind, subject
-- fail:   unique(dt, scope, subject_kind, subject); unique(dt, scope, topic_id, rank); not_null(topic_id, rank, weight)
-- fail:   at_least(weight, 1); at_least(rank, 1)
SELECT dt, scope, topic_id, subject_kind, subject, rank, weight
FROM staging.found_topic_member
WHERE dt BETWEEN $first AND $last
ORDER BY dt, scope, topic_id, rank
