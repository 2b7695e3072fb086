-- alerts_as_of: alerts as they were known at the cutoff of a day, 9:00 Beijing time the morning after; late posts change nothing. | 某日截止时刻（次日北京时间 9 点）所知的预警；此后才到的帖子不影响结果。
-- parameter: day  the day; without a vintage of its own, the last vintage before it speaks | 日期；当天没有留存时取此前最近一次
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
-- column: known_from  cutoff from which it was known so (UTC) | 从哪个截止时刻起这样认为（UTC）
-- example: FROM alerts_as_of('2026-11-20')
SELECT v.alert_id, v.dt, v.step, v.status, v.rule, v.metric, v.scope, v.theme, v.aspect, v.detail,
    v.severity, v.value, v.baseline, v.change, v.change_low, v.change_high, v.days, v.authors, v.posts,
    v.opened, v.hour, v.actor, v.known_from
FROM alert_vintage v
WHERE make_timestamp(epoch_us(v.known_from)) <= day::DATE + INTERVAL 25 HOUR
    AND (v.known_to IS NULL OR make_timestamp(epoch_us(v.known_to)) > day::DATE + INTERVAL 25 HOUR)
ORDER BY v.dt DESC, v.theme, v.aspect, v.scope, v.alert_id, v.step DESC
