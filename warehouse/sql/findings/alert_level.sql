-- alert_level: from which score on a subject was called rising each day, and how many were: the alert budget and what became of it. | 每天的判定线：得分达到多少才称为“上升”，以及实际标记了多少，即提醒预算与实际频率。
-- grain:  dt, scope
-- reads:  staging.found_alert_level
-- column: dt  Asia/Shanghai day; everything here was known when it began | 日期（北京时间）；此处一切信息在当天开始时均已知
-- column: scope  platform, or "all" for all platforms together | 范围：平台代码，或 "all" 表示全部平台合计
-- column: rising_from  score from which on an organic subject is called rising that day | 当天自然上升对象的判定线（得分）
-- column: budget  new flags a week that are allowed for | 预算：每周允许的新标记数
-- column: flags  new flags of the 84 days before, each subject once in 14 days | 此前 84 天内的新标记数，同一对象 14 天内只计一次
-- column: judged_weeks  weeks of those 84 days that could be judged; flags / judged_weeks is the realised rate | 这 84 天中可以判断的周数；flags / judged_weeks 即实际每周标记数
-- loose:  scope -> platform.platform
-- fail:   unique(dt, scope); not_null(rising_from, budget, flags, judged_weeks); at_least(rising_from, 0); at_least(judged_weeks, 0)
SELECT dt, scope, rising_from, budget, flags, judged_weeks
FROM staging.found_alert_level
WHERE dt BETWEEN $first AND $last
ORDER BY dt, scope
