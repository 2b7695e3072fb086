-- alert_vintage: alerts as they were told: one row for each span of time in which a row of alert was known to be so. | 当时所知的预警：预警表的一行在一段时间内的样子。
-- grain:  alert_id, dt, known_from
-- reads:  state.alert_event, state.vintage
-- column: known_from  instant from which this was known: the cutoff of a vintage, 9:00 Beijing time (UTC) | 从何时起这样认为（某天的截止时刻，北京时间 9 点）
-- column: known_to  instant from which it was known otherwise or withdrawn; null if it still stands | 到何时改变或撤回；为空表示仍然成立
-- column: alert_id  the alert, the same from opening to recovery | 预警 ID，从触发到恢复保持不变
-- column: dt  Asia/Shanghai day of the change | 状态变化的日期（北京时间）
-- column: scope  platform, or "all" | 范围：平台代码，或 "all" 表示全部平台
-- column: theme  theme that it is about | 所涉及的主题 ID
-- column: metric  what changed: negative_share | 变化的指标：negative_share 负面占比
-- column: status  open escalated recovered | 状态：open 触发、escalated 升级、recovered 恢复
-- column: negative_share  share of negative posts among the organic ones of the last 3 days | 最近 3 天自然帖中的负面占比，0 到 1
-- column: baseline_share  the same over 28 days that end 7 days before those, as if from the platforms of the last 3 days | 基线：再往前 7 天为止的 28 天的负面占比，按最近 3 天的平台构成折算，0 到 1
-- column: change  difference of the two | 两者之差，-1 到 1
-- column: change_low  lower end of the change once the model's errors are taken out (95 % one-sided or surer), at most `change` | 扣除模型误差后该差值的下限（单侧 95% 或更高），不大于 change
-- column: authors  distinct authors of the last 3 days | 最近 3 天去重后的作者数
-- column: posts  organic posts of the last 3 days | 最近 3 天的自然帖数
-- column: opened  day on which the alert was opened | 预警触发的日期（北京时间）
-- link:   theme -> theme.theme
-- loose:  scope -> platform.platform
-- fail:   unique(alert_id, dt, known_from); not_null(known_from)
WITH told AS (
    SELECT vintage, withdrawn, alert_id, dt,
        {'scope': scope, 'theme': theme, 'metric': metric, 'status': status, 'negative_share': negative_share, 'baseline_share': baseline_share, 'change': change, 'change_low': change_low, 'authors': authors, 'posts': posts, 'opened': opened} AS content
    FROM state.alert_event WHERE dt BETWEEN $first AND $last
), subject AS (
    SELECT alert_id, dt, min(vintage) AS begin FROM told GROUP BY ALL
), event AS (
    FROM told
    UNION ALL BY NAME
    -- what a whole vintage does not hold was withdrawn by then
    SELECT w.vintage, true AS withdrawn, s.* EXCLUDE (begin), NULL AS content
    FROM subject s JOIN (SELECT DISTINCT vintage FROM state.vintage WHERE whole AND name LIKE 'findings/alert/%') w
        ON w.vintage > s.begin
    WHERE NOT exists(FROM told t WHERE t.vintage = w.vintage AND t.alert_id = s.alert_id AND t.dt = s.dt)
), changed AS (
    SELECT *, CASE WHEN withdrawn THEN NULL ELSE content END AS said FROM event
    QUALIFY said IS DISTINCT FROM lag(said) OVER (PARTITION BY alert_id, dt ORDER BY vintage)
), span AS (
    -- nine in the morning of Asia/Shanghai, the day after: an hour past midnight in UTC
    SELECT *, timezone('UTC', vintage + INTERVAL 25 HOUR) AS known_from,
        timezone('UTC', lead(vintage) OVER (PARTITION BY alert_id, dt ORDER BY vintage) + INTERVAL 25 HOUR) AS known_to
    FROM changed
)
SELECT known_from, known_to, alert_id, dt, unnest(said)
FROM span WHERE NOT withdrawn
ORDER BY dt, alert_id, known_from
