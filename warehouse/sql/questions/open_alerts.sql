-- open_alerts: alerts that are open now: the last state of each that has neither recovered nor been closed. | 当前未恢复也未关闭的预警：每个预警的最新状态。
-- column: alert_id  the alert, the same from opening to closing | 预警 ID，从触发到关闭保持不变
-- column: rule  the rule that raised it: a file of warehouse/rules | 触发它的规则（warehouse/rules 下的文件名）
-- column: theme  theme that it is about; empty where it is about a platform | 所涉及的主题 ID；空字符串表示针对整个平台
-- column: aspect  aspect of the theme; empty for the whole theme | 主题下的方面 ID；空字符串表示整个主题
-- column: detail  the phrase, of a new complaint phrase; else empty | 新出现的抱怨说法；其余为空字符串
-- column: scope  platform, or "all" | 范围：平台代码，或 "all" 表示全部平台
-- column: status  open escalated acknowledged cooled recovered closed | 状态：open 触发、escalated 升级、acknowledged 已知悉、cooled 已平息、recovered 恢复、closed 关闭
-- column: severity  notice warning critical | 严重程度：notice 提示、warning 警告、critical 严重
-- column: opened  day on which the alert was opened | 预警触发的日期（北京时间）
-- column: dt  Asia/Shanghai day of the change | 状态变化的日期（北京时间）
-- column: value  the metric over the last `days` days: a share, or people a day | 指标在最近 days 天的取值：占比，或每天人数
-- column: baseline  the same over 56 days (28 of people who are counted, 35 of a phrase) that end 7 days before the last three, as if from today's platforms | 基线：再往前 7 天为止的 56 天（计人数的为 28 天、新说法为 35 天）的取值，按最近的平台构成折算
-- column: change  value less baseline | value 与 baseline 之差
-- column: change_low  lower end of the change once the model's errors are taken out (95 % one-sided or surer), at most `change` | 扣除模型误差后该差值的下限（单侧 95% 或更高），不大于 change
-- column: change_high  upper end of the same interval, at least `change` | 同一区间的上限，不小于 change
-- column: authors  distinct authors of the last 3 days | 最近 3 天去重后的作者数
-- column: posts  organic posts of the last 3 days | 最近 3 天的自然帖数
-- example: FROM open_alerts
SELECT alert_id, rule, theme, aspect, detail, scope, status, severity, opened, dt, value, baseline,
    change, change_low, change_high, authors, posts
FROM alert QUALIFY row_number() OVER (PARTITION BY alert_id ORDER BY step DESC) = 1 AND status NOT IN ('recovered', 'closed')
ORDER BY opened DESC, theme, aspect, scope, rule, alert_id
