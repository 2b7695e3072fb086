-- trends_as_of: trends as they were known at the cutoff of a day, 9:00 Beijing time the morning after; late posts change nothing. | 某日截止时刻（次日北京时间 9 点）所知的趋势；此后才到的帖子不影响结果。
-- parameter: day  the day; without a vintage of its own, the last vintage before it speaks | 日期；当天没有留存时取此前最近一次
-- column: dt  Asia/Shanghai day that is judged | 所判断的日期（北京时间）
-- column: scope  platform, or all for all together | 平台，all 为全部合计
-- column: subject_kind  term hashtag theme | 类别
-- column: subject  word, phrase, hashtag or theme | 词、短语、话题标签或主题
-- column: score  surprise, -log10 of the chance, as told then | 当时所知的显著程度
-- column: ratio  authors of 7 days against what was to be expected | 7 天作者数与预期之比
-- column: ratio_low  lower end of its 90 % interval | 其 90% 区间下限
-- column: ratio_high  upper end of its 90 % interval | 其 90% 区间上限
-- column: authors  distinct organic authors of 7 days | 7 天去重自然作者数
-- column: posts  posts of 7 days | 7 天帖子数
-- column: expected  authors to be expected in 7 days | 7 天应有的作者数
-- column: phase  watch rising peaking fading | 阶段：watch 关注、rising 上升、peaking 见顶、fading 消退
-- column: verdict  organic campaign suspected_flood artefact | 判断：organic 自然、campaign 营销活动、suspected_flood 疑似刷量、artefact 采集假象
-- column: flood_score  how much it looks like a flood, 0 to 1 | 像刷量的程度，0 到 1
-- column: reasons  codes of what speaks for the verdict | 支持该判断的理由代码
-- column: since  day on which the rise was first above the watch level | 本轮上升开始的日期（北京时间）
-- column: first_platform  platform on which it began | 最先上升的平台
-- column: platforms  platforms on which it was said, most authors first | 提到它的平台，作者多的在前
-- column: part_of  subject of the same day and scope that explains it | 同一天、同一范围内能解释它的另一对象
-- column: known_from  cutoff from which it was known so (UTC) | 从哪个截止时刻起这样认为（UTC）
-- example: FROM trends_as_of('2026-11-22')
SELECT v.dt, v.scope, v.subject_kind, v.subject, v.score, v.ratio, v.ratio_low, v.ratio_high, v.authors, v.posts, v.expected,
    v.phase, v.verdict, v.flood_score, v.reasons, v.since, v.first_platform, v.platforms, v.part_of, v.known_from
FROM trend_vintage v
WHERE make_timestamp(epoch_us(v.known_from)) <= day::DATE + INTERVAL 25 HOUR
    AND (v.known_to IS NULL OR make_timestamp(epoch_us(v.known_to)) > day::DATE + INTERVAL 25 HOUR)
ORDER BY v.dt DESC, v.scope, v.score DESC, v.subject_kind, v.subject
