-- open_alerts: alerts that are open now: the last state of each that has not recovered. | 当前未恢复的预警：每个预警的最新状态。
-- column: alert_id  the alert | 预警 ID
-- column: theme  theme that it is about | 主题
-- column: scope  platform, or all | 平台，all 为全部
-- column: status  open or escalated | 状态：已开、已升级
-- column: opened  day on which it was opened | 触发的日期（北京时间）
-- column: dt  day of the last change | 状态最近一次变化的日期（北京时间）
-- column: negative_share  share of negative posts then | 当时的负面占比
-- column: baseline_share  what it was before | 此前的负面占比
-- column: change  difference of the two | 两者之差
-- column: authors  distinct authors of the 3 days | 3 天去重作者数
-- column: posts  organic posts of the 3 days | 3 天自然帖子数
-- example: FROM open_alerts
SELECT alert_id, theme, scope, status, opened, dt, negative_share, baseline_share, change, authors, posts
FROM alert QUALIFY row_number() OVER (PARTITION BY alert_id ORDER BY dt DESC) = 1 AND status <> 'recovered'
ORDER BY opened DESC, theme, scope
