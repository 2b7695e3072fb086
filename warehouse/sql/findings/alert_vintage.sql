-- alert_vintage: alerts as they were told: one row for each span of time in which a row of alert was known to be so. | 当时所知的预警：预警表的一行在一段时间内的样子。
-- grain:  alert_id, dt, status, known_from
-- reads:  state.alert_event, state.vintage
-- column: known_from  instant from which this was known: the cutoff of a vintage, 9:00 Beijing time (UTC) | 从何时起这样认为（某天的截止时刻，北京时间 9 点）
-- column: known_to  instant from which it was known otherwise or withdrawn; null if it still stands | 到何时改变或撤回；为空表示仍然成立
-- column: alert_id  the alert, the same from opening to closing | 预警 ID，从触发到关闭保持不变
-- column: dt  Asia/Shanghai day of the change | 状态变化的日期（北京时间）
-- column: step  running number of the alert's changes, from 1 | 该预警状态变化的序号，从 1 起
-- column: status  open escalated acknowledged cooled recovered closed | 状态：open 触发、escalated 升级、acknowledged 已知悉、cooled 已平息、recovered 恢复、closed 关闭
-- column: rule  the rule that raised it: a file of warehouse/rules | 触发它的规则（warehouse/rules 下的文件名）
-- column: metric  what changed: negative_share complaint_authors new_phrase silence | 变化的指标：negative_share 负面占比、complaint_authors 抱怨人数、new_phrase 新出现的抱怨说法、silence 平台沉默
-- column: scope  platform, or "all" | 范围：平台代码，或 "all" 表示全部平台
-- column: theme  theme that it is about; empty where it is about a platform | 所涉及的主题 ID；空字符串表示针对整个平台
-- column: aspect  aspect of the theme; empty for the whole theme | 主题下的方面 ID；空字符串表示整个主题
-- column: detail  the phrase, of a new complaint phrase; else empty | 新出现的抱怨说法；其余为空字符串
-- column: severity  notice warning critical | 严重程度：notice 提示、warning 警告、critical 严重
-- column: value  the metric over the last `days` days: a share, or people a day | 指标在最近 days 天的取值：占比，或每天人数
-- column: baseline  the same over 56 days (28 of people who are counted, 35 of a phrase) that end 7 days before the last three, as if from today's platforms | 基线：再往前 7 天为止的 56 天（计人数的为 28 天、新说法为 35 天）的取值，按最近的平台构成折算
-- column: change  value less baseline | value 与 baseline 之差
-- column: change_low  lower end of the change once the model's errors are taken out (95 % one-sided or surer), at most `change` | 扣除模型误差后该差值的下限（单侧 95% 或更高），不大于 change
-- column: change_high  upper end of the same interval, at least `change` | 同一区间的上限，不小于 change
-- column: days  days that `value` speaks of: of the last 1, 2 and 3 those that say it surest | value 所指的天数：最近 1、2、3 天中结论最确定的一个
-- column: authors  distinct authors of the last 3 days | 最近 3 天去重后的作者数
-- column: posts  organic posts of the last 3 days | 最近 3 天的自然帖数
-- column: opened  day on which the alert was opened | 预警触发的日期（北京时间）
-- column: hour  hour of the day whose intraday look opened it, 0 to 23 (Beijing); null where the whole day was looked at | 日内检查在哪个整点（0 到 23，北京时间）触发；空表示按整日判定
-- column: actor  who did it, of acknowledged and closed by hand; else empty | 手动知悉或关闭者；其余为空字符串
-- link:   theme -> theme.theme
-- loose:  scope -> platform.platform
-- loose:  aspect -> aspect.aspect
-- fail:   unique(alert_id, dt, status, known_from); not_null(known_from)
WITH told AS (
    SELECT vintage, withdrawn, alert_id, dt, status,
        {'step': step, 'rule': rule, 'metric': metric, 'scope': scope, 'theme': theme, 'aspect': aspect, 'detail': detail, 'severity': severity, 'value': value, 'baseline': baseline, 'change': change, 'change_low': change_low, 'change_high': change_high, 'days': days, 'authors': authors, 'posts': posts, 'opened': opened, 'hour': hour, 'actor': actor} AS content
    FROM state.alert_event WHERE dt BETWEEN $first AND $last
), subject AS (
    SELECT alert_id, dt, status, min(vintage) AS begin FROM told GROUP BY ALL
), event AS (
    FROM told
    UNION ALL BY NAME
    -- what a whole vintage does not hold was withdrawn by then
    SELECT w.vintage, true AS withdrawn, s.* EXCLUDE (begin), NULL AS content
    FROM subject s JOIN (SELECT DISTINCT vintage FROM state.vintage WHERE whole AND name LIKE 'findings/alert/%') w
        ON w.vintage > s.begin
    WHERE NOT exists(FROM told t WHERE t.vintage = w.vintage AND t.alert_id = s.alert_id AND t.dt = s.dt AND t.status = s.status)
), changed AS (
    SELECT *, CASE WHEN withdrawn THEN NULL ELSE content END AS said FROM event
    QUALIFY said IS DISTINCT FROM lag(said) OVER (PARTITION BY alert_id, dt, status ORDER BY vintage)
), span AS (
    -- nine in the morning of Asia/Shanghai, the day after: an hour past midnight in UTC
    SELECT *, timezone('UTC', vintage + INTERVAL 25 HOUR) AS known_from,
        timezone('UTC', lead(vintage) OVER (PARTITION BY alert_id, dt, status ORDER BY vintage) + INTERVAL 25 HOUR) AS known_to
    FROM changed
)
SELECT known_from, known_to, alert_id, dt, status, unnest(said)
FROM span WHERE NOT withdrawn
ORDER BY dt, alert_id, status, known_from
