-- trends_as_of: trends as they were known at the cutoff of a day, 9:00 Beijing time the morning after; late posts change nothing. | 某日截止时刻（次日北京时间 9 点）所知的趋势；此后才到的帖子不影响结果。
-- parameter: day  the day; without a vintage of its own, the last vintage before it speaks | 日期；当天没有留存时取此前最近一次
-- column: dt  Asia/Shanghai day that is judged | 所判断的日期（北京时间）
-- column: scope  platform, or all for all together | 平台，all 为全部合计
-- column: subject_kind  term hashtag theme aspect | 类别
-- column: subject  word, phrase, hashtag, theme or aspect of one (theme/aspect) | 词、短语、话题标签、主题或主题的某个方面（主题/方面）
-- column: score  surprise, -log10 of the chance, as told then | 当时所知的显著程度
-- column: ratio  authors of 7 days against what was to be expected | 7 天作者数与预期之比
-- column: ratio_low  lower end of its 90 % interval | 其 90% 区间下限
-- column: ratio_high  upper end of its 90 % interval | 其 90% 区间上限
-- column: authors  distinct organic authors of 7 days | 7 天去重自然作者数
-- column: posts  posts of 7 days | 7 天帖子数
-- column: expected  authors to be expected in 7 days | 7 天应有的作者数
-- column: phase  watch rising peaking fading | 阶段：watch 关注、rising 上升、peaking 见顶、fading 消退
-- column: verdict  organic calendar (organic, but it comes every year) campaign suspected_flood artefact | 判断：organic 自然、calendar 年度节点（自然但每年都有）、campaign 营销活动、suspected_flood 疑似刷量、artefact 采集假象
-- column: flood_score  how much it looks like a flood, 0 to 1 | 像刷量的程度，0 到 1
-- column: reasons  codes of what speaks for the verdict | 支持该判断的理由代码
-- column: since  day on which the rise was first above the watch level | 本轮上升开始的日期（北京时间）
-- column: first_platform  platform on which it began | 最先上升的平台
-- column: platforms  platforms on which it was said, most authors first | 提到它的平台，作者多的在前
-- column: part_of  subject of the same day and scope that explains it | 同一天、同一范围内能解释它的另一对象
-- column: author_days  authors of each of the last 7 days, added up: who speaks on two days counts twice; the unit of expected and outlook | 最近 7 天每天作者数之和（一人两天计两次）；expected 与 outlook 的单位
-- column: event  event of the calendar that it belongs to, by name or by company; null if to none | 所属的年度节点（按名称或同帖提及）；空表示没有
-- column: began  most likely day on which it left its old level, of the last 60 days; null if no day fits better than no change | 最可能的起点日期（最近 60 天内脱离原有水平的那天，北京时间）；空表示看不出起点
-- column: began_low  first day of the 90 % interval of began | 起点 90% 区间的最早一天
-- column: began_high  last day of the 90 % interval of began | 起点 90% 区间的最晚一天
-- column: lead_days  days from its beginning on first_platform to that on the next platform; null unless it plainly began on two | 在最先平台起步比下一个平台早几天；不足两个平台看得出起点时为空
-- column: kol_share  share of the response (likes, comments, shares, favourites) to its posts that KOLs got; null where followers of most are not told | 互动中 KOL 所占比例；多数账号粉丝数未知时为空
-- column: koc_share  share of the response that KOCs got | 互动中 KOC 所占比例
-- column: kols  accounts of 100,000 followers or more that said it in the last 7 days | 最近 7 天提到它的 KOL 账号数（粉丝 10 万及以上）
-- column: kocs  accounts of 1,000 followers or more whose posts on it are answered by 3 % of them or more | 最近 7 天提到它的 KOC 账号数（粉丝 1000 及以上且篇均互动不低于粉丝数的 3%）
-- column: mood_posts  organic posts of the last 7 days whose sentiment is known | 最近 7 天有情感判断的自然帖数
-- column: negative_share  share of these that is negative | 其中负面占比
-- column: negative_low  lower end of its 95 % Wilson interval | 负面占比 95% 威尔逊区间下限
-- column: negative_high  upper end of its 95 % Wilson interval | 负面占比 95% 威尔逊区间上限
-- column: positive_share  share of these that is positive | 其中正面占比
-- column: positive_low  lower end of its 95 % Wilson interval | 正面占比 95% 威尔逊区间下限
-- column: positive_high  upper end of its 95 % Wilson interval | 正面占比 95% 威尔逊区间上限
-- column: negative_change  negative_share less that of the four weeks before; null where another subject explains it, or posts are few | 负面占比与此前四周之差；由其他对象解释或帖子太少时为空
-- column: negative_change_low  lower end of its 95 % interval (Newcombe) | 该差值 95% 区间下限（Newcombe）
-- column: negative_change_high  upper end of its 95 % interval | 该差值 95% 区间上限
-- column: aspects  the three aspects that most of its organic posts of the last 7 days speak of | 最近 7 天自然帖谈得最多的三个方面
-- column: aspects_negative  posts that speak ill of each of these, in the same order | 其中各方面的负面帖子数，次序相同
-- column: aspects_neutral  posts that speak neither ill nor well of each of these, in the same order | 其中各方面的中性帖子数，次序相同
-- column: aspects_positive  posts that speak well of each of these, in the same order | 其中各方面的正面帖子数，次序相同
-- column: outlook_7  author_days to be expected in the coming 7 days if the crawl goes on as it did | 若采集照旧，未来 7 天预计的 author_days
-- column: outlook_7_low  lower end of its 80 % interval | 其 80% 区间下限
-- column: outlook_7_high  upper end of its 80 % interval | 其 80% 区间上限
-- column: outlook_14  author_days to be expected in the coming 14 days | 未来 14 天预计的 author_days
-- column: outlook_14_low  lower end of its 80 % interval | 其 80% 区间下限
-- column: outlook_14_high  upper end of its 80 % interval | 其 80% 区间上限
-- column: known_from  cutoff from which it was known so (UTC) | 从哪个截止时刻起这样认为（UTC）
-- example: FROM trends_as_of('2026-11-22')
SELECT v.dt, v.scope, v.subject_kind, v.subject, v.score, v.ratio, v.ratio_low, v.ratio_high, v.authors, v.posts, v.expected,
    v.phase, v.verdict, v.flood_score, v.reasons, v.since, v.first_platform, v.platforms, v.part_of,
    v.author_days, v.event, v.began, v.began_low, v.began_high, v.lead_days,
    v.kol_share, v.koc_share, v.kols, v.kocs,
    v.mood_posts, v.negative_share, v.negative_low, v.negative_high, v.positive_share, v.positive_low, v.positive_high,
    v.negative_change, v.negative_change_low, v.negative_change_high,
    v.aspects, v.aspects_negative, v.aspects_neutral, v.aspects_positive,
    v.outlook_7, v.outlook_7_low, v.outlook_7_high, v.outlook_14, v.outlook_14_low, v.outlook_14_high,
    v.known_from
FROM trend_vintage v
WHERE make_timestamp(epoch_us(v.known_from)) <= day::DATE + INTERVAL 25 HOUR
    AND (v.known_to IS NULL OR make_timestamp(epoch_us(v.known_to)) > day::DATE + INTERVAL 25 HOUR)
ORDER BY v.dt DESC, v.scope, v.score DESC, v.subject_kind, v.subject
