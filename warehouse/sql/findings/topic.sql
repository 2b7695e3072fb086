-- topic: every topic that ever rose, as it stands on its last day. | 所有上升过的话题，按其最后一天的情况。
-- grain:  topic_id
-- reads:  topic_daily
-- column: topic_id  the topic: day on which it began, and a digest of the subject that it began with | 话题编号：开始日期加最初名称的摘要
-- column: name  what it is called | 名称
-- column: name_kind  kind of the subject that gives the name: term hashtag theme aspect | 名称的类型：term 词或短语、hashtag 话题标签、theme 主题、aspect 主题的某个方面
-- column: theme  theme of the lexicon that it is or that it holds; null without one | 所属的词库主题 ID；空表示不涉及主题
-- column: first_day  day on which it began | 开始的日期（北京时间）
-- column: last_day  last day on which any of it was above the watch level | 最后一次有成员高于关注线的日期（北京时间）
-- column: days  days on which any of it was | 有成员高于关注线的天数
-- column: weeks  how many weeks it has risen, the one begun included | 上升的周数，含未满的一周
-- column: score  the highest of its days, over all scopes | 各天、各范围中最高的意外程度
-- column: split_from  topic that most of it belonged to before it began; null if it was new | 开始前多数成员所属的话题；空表示全新
-- column: merged_into  topic that it became part of; null if it did not | 后来并入的话题；空表示没有并入
-- column: merged_day  day from which on it is told as part of that | 并入的日期（北京时间）
-- link:   theme -> theme.theme
-- fail:   unique(topic_id); not_null(name, name_kind, first_day, last_day, days, weeks)
WITH state AS (
    SELECT topic_id, name, name_kind, theme, first_day, split_from, merged_into,
        CASE WHEN merged_into IS NOT NULL THEN dt END AS merged_day
    FROM topic_daily
    QUALIFY row_number() OVER (PARTITION BY topic_id ORDER BY dt DESC, scope) = 1
), risen AS (
    SELECT topic_id, max(dt) AS last_day, count(DISTINCT dt) AS days, max(rise_week) AS weeks, max(score) AS score
    FROM topic_daily WHERE members > 0 GROUP BY topic_id
)
SELECT s.topic_id, s.name, s.name_kind, s.theme, s.first_day, r.last_day, r.days, r.weeks, r.score,
    s.split_from, s.merged_into, s.merged_day
FROM state s JOIN risen r USING (topic_id)
ORDER BY s.topic_id
