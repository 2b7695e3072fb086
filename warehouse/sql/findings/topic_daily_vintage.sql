-- topic_daily_vintage: topics as they were told: one row for each span of time in which a row of topic_daily was known to be so. | 当时所知的话题：topic_daily 的一行在一段时间内的样子。
-- grain:  dt, scope, topic_id, known_from
-- reads:  state.topic_daily_event, state.vintage
-- column: known_from  instant from which this was known: the cutoff of a vintage, 9:00 Beijing time (UTC) | 从何时起这样认为（某天的截止时刻，北京时间 9 点）
-- column: known_to  instant from which it was known otherwise or withdrawn; null if it still stands | 到何时改变或撤回；为空表示仍然成立
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
-- loose:  scope -> platform.platform
-- fail:   unique(dt, scope, topic_id, known_from); not_null(known_from)
WITH told AS (
    SELECT vintage, withdrawn, dt, scope, topic_id,
        {'name': name, 'name_kind': name_kind, 'theme': theme, 'first_day': first_day, 'rise_week': rise_week, 'members': members, 'score': score, 'authors': authors, 'posts': posts, 'verdict': verdict, 'split_from': split_from, 'merged_into': merged_into} AS content
    FROM state.topic_daily_event WHERE dt BETWEEN $first AND $last
), subject AS (
    SELECT dt, scope, topic_id, min(vintage) AS begin FROM told GROUP BY ALL
), event AS (
    FROM told
    UNION ALL BY NAME
    -- what a whole vintage does not hold was withdrawn by then
    SELECT w.vintage, true AS withdrawn, s.* EXCLUDE (begin), NULL AS content
    FROM subject s JOIN (SELECT DISTINCT vintage FROM state.vintage WHERE whole AND name LIKE 'findings/topic_daily/%') w
        ON w.vintage > s.begin
    WHERE NOT exists(FROM told t WHERE t.vintage = w.vintage AND t.dt = s.dt AND t.scope = s.scope AND t.topic_id = s.topic_id)
), changed AS (
    SELECT *, CASE WHEN withdrawn THEN NULL ELSE content END AS said FROM event
    QUALIFY said IS DISTINCT FROM lag(said) OVER (PARTITION BY dt, scope, topic_id ORDER BY vintage)
), span AS (
    -- nine in the morning of Asia/Shanghai, the day after: an hour past midnight in UTC
    SELECT *, timezone('UTC', vintage + INTERVAL 25 HOUR) AS known_from,
        timezone('UTC', lead(vintage) OVER (PARTITION BY dt, scope, topic_id ORDER BY vintage) + INTERVAL 25 HOUR) AS known_to
    FROM changed
)
SELECT known_from, known_to, dt, scope, topic_id, unnest(said)
FROM span WHERE NOT withdrawn
ORDER BY dt, scope, topic_id, known_from
