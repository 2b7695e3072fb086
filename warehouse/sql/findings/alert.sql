-- alert: changes that someone should know of the same day: one row for each day on which an alert's state changed. | 当天就该有人知道的变化（预警）：预警状态每变化一次，当天记一行。
-- grain:  alert_id, dt
-- reads:  staging.found_alert
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
-- fail:   unique(alert_id, dt); not_null(status, negative_share, opened); between(negative_share, 0, 1)
-- fail:   accepted_values(status, open, escalated, recovered)
SELECT alert_id, dt, scope, theme, metric, status, negative_share, baseline_share, change, change_low,
    authors, posts, opened
FROM staging.found_alert
WHERE dt BETWEEN $first AND $last
ORDER BY dt, theme, scope
