-- rising_topics: topics that rise, as of a day: what was flagged in the week that ends with it, each topic once with its subjects, strongest first. | 截至某日的上升话题：此前一周被标记的，每个话题一行并列出成员，最强的在前。
-- parameter: as_of = NULL  day; default: the last day of which there are topics | 截至的日期（北京时间），默认为有话题的最后一天
-- parameter: scope = 'all'  platform, or all for all together | 平台，all 为全部合计
-- parameter: verdict = 'organic'  organic campaign, or any | 判断：自然、营销，或 any 不限
-- parameter: n = 20  how many at most | 最多几条
-- column: topic_id  the topic, the same from week to week | 话题编号，各周保持一致
-- column: name  what it is called | 名称
-- column: name_kind  kind of the subject that gives the name: term hashtag theme aspect | 名称的类型
-- column: theme  theme of the lexicon that it is or that it holds | 所属的词库主题 ID
-- column: members  its subjects on the day it was last flagged, the one that gives the name first | 最近一次标记时的成员，名称所用的在前
-- column: rise_week  which week of its rise that day is in: 3 in the third week | 当天为上升的第几周
-- column: first_day  day on which it began | 话题开始的日期（北京时间）
-- column: phase  watch rising peaking fading: that of the first member | 阶段（第一个成员的）：观察、上升、高峰、回落
-- column: verdict  organic campaign | 判断
-- column: ratio  authors of 7 days against what was to be expected, of the first member | 第一个成员的 7 天作者数与预期之比
-- column: authors  distinct organic authors of 7 days, of all members together | 7 天内提到任一成员的去重自然作者数
-- column: score  surprise, -log10 of the chance: the highest of the week | 显著程度（一周内最高）
-- column: dt  day on which it was last flagged | 最近一次标记的日期（北京时间）
-- example: FROM rising_topics()
-- example: FROM rising_topics('2026-11-22', verdict := 'any', n := 5)
WITH last_day_of AS (
    SELECT coalesce(as_of::DATE, (SELECT max(t.dt) FROM topic_daily t)) AS dt
), merged AS (
    -- told as part of another when the week ends
    SELECT t.topic_id FROM topic_daily t, last_day_of l WHERE t.dt BETWEEN l.dt - 6 AND l.dt
    GROUP BY t.topic_id HAVING max(t.dt) FILTER (t.members = 0) > coalesce(max(t.dt) FILTER (t.members > 0), '0001-01-01')
), latest AS (
    SELECT t.*, max(t.score) OVER (PARTITION BY t.topic_id) AS highest
    FROM topic_daily t ANTI JOIN merged m ON m.topic_id = t.topic_id, last_day_of l
    WHERE t.dt BETWEEN l.dt - 6 AND l.dt AND t.scope = scope AND t.members > 0
    QUALIFY row_number() OVER (PARTITION BY t.topic_id ORDER BY t.dt DESC) = 1
), made_of AS (
    SELECT m.topic_id, list(m.subject ORDER BY m.rank) AS members, min_by((m.subject_kind, m.subject), m.rank) AS lead
    FROM topic_member m JOIN latest t ON t.dt = m.dt AND t.scope = m.scope AND t.topic_id = m.topic_id GROUP BY ALL
)
SELECT t.topic_id, t.name, t.name_kind, t.theme, m.members, t.rise_week, t.first_day, r.phase, t.verdict,
    round(r.ratio, 2) AS ratio, t.authors, round(t.highest, 2) AS score, t.dt
FROM latest t JOIN made_of m ON m.topic_id = t.topic_id
LEFT JOIN trend r ON r.dt = t.dt AND r.scope = t.scope AND (r.subject_kind, r.subject) = m.lead
WHERE verdict = 'any' OR t.verdict = verdict
ORDER BY score DESC, t.topic_id
LIMIT n
