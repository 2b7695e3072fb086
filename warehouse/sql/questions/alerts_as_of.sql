-- alerts_as_of: alerts as they were known at the cutoff of a day, 9:00 Beijing time the morning after; late posts change nothing. | 某日截止时刻（次日北京时间 9 点）所知的预警；此后才到的帖子不影响结果。
-- parameter: day  the day; without a vintage of its own, the last vintage before it speaks | 日期；当天没有留存时取此前最近一次
-- column: alert_id  the alert | 预警 ID
-- column: dt  Asia/Shanghai day of the change | 状态变化的日期（北京时间）
-- column: scope  platform, or all for all together | 平台，all 为全部合计
-- column: theme  theme that it is about | 所涉及的主题 ID
-- column: metric  what changed: negative_share | 变化的指标：negative_share 负面占比
-- column: status  open escalated recovered | 状态：open 触发、escalated 升级、recovered 恢复
-- column: negative_share  share of negative posts in 3 days, as told then | 当时所知的 3 天负面占比
-- column: baseline_share  what it was before | 此前的负面占比
-- column: change  difference of the two | 两者之差
-- column: change_low  lower end of its 98 % interval | 其 98% 区间下限
-- column: authors  distinct authors of the 3 days | 3 天去重作者数
-- column: posts  organic posts of the 3 days | 3 天自然帖子数
-- column: opened  day on which it was opened | 预警触发的日期（北京时间）
-- column: known_from  cutoff from which it was known so (UTC) | 从哪个截止时刻起这样认为（UTC）
-- example: FROM alerts_as_of('2026-11-20')
SELECT v.alert_id, v.dt, v.scope, v.theme, v.metric, v.status, v.negative_share, v.baseline_share, v.change, v.change_low,
    v.authors, v.posts, v.opened, v.known_from
FROM alert_vintage v
WHERE make_timestamp(epoch_us(v.known_from)) <= day::DATE + INTERVAL 25 HOUR
    AND (v.known_to IS NULL OR make_timestamp(epoch_us(v.known_to)) > day::DATE + INTERVAL 25 HOUR)
ORDER BY v.dt DESC, v.theme, v.scope
