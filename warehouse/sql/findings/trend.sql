-- trend: subjects that rise above what their past and the crawl explain, one row for each day above the watch level. | 上升超过历史与采集情况所能解释的对象（趋势）；高于关注线的每一天一行。
-- grain:  dt, scope, subject_kind, subject
-- reads:  staging.found_trend
-- start:  1 What is rising, since when, and is it genuine? | 什么在升温、从何时开始、是否真实？
-- column: dt  Asia/Shanghai day; everything here was known when it was over | 日期（北京时间）；此处一切信息在当天结束时均已知
-- column: scope  platform, or "all" for all platforms together | 范围：平台代码，或 "all" 表示全部平台合计
-- column: subject_kind  term (a word or a phrase) hashtag theme aspect | 对象类型：term 词或短语、hashtag 话题标签、theme 主题、aspect 主题的某个方面
-- column: subject  the word, phrase, hashtag or theme id; of an aspect <theme id>/<aspect id> | 词、短语、话题标签或主题 ID；方面写作 主题 ID/方面 ID
-- column: score  surprise: -log10 of the chance that an ordinary day of an ordinary subject looks so much like a rise; of floods and artefacts, that a usual week is so loud | 意外程度：普通对象在普通一天看起来如此像上升的概率 p 的 -log10(p)，2 即百分之一；疑似刷量与采集假象则为普通一周如此之多的概率
-- column: ratio  authors of the last 7 days against the past (up to 224 days), per exposure | 最近 7 天作者数与基线之比，已按曝光校正；2 即翻倍
-- column: ratio_low  lower end of the ratio's 90 % interval | 该比值 90% 区间的下限
-- column: ratio_high  upper end of the ratio's 90 % interval | 该比值 90% 区间的上限
-- column: authors  distinct organic authors of the last 7 days | 最近 7 天去重后的自然作者数
-- column: posts  posts of the last 7 days, near-duplicates and advertising included | 最近 7 天的帖子数，含近似重复与广告
-- column: expected  authors to be expected in the last 7 days from the past and the exposure | 按基线与曝光推算，最近 7 天应有的作者数
-- column: phase  watch rising peaking fading | 阶段：watch 关注、rising 上升、peaking 见顶、fading 消退
-- column: verdict  organic calendar (organic, but it comes every year) campaign suspected_flood artefact | 判断：organic 自然、calendar 年度节点（自然但每年都有）、campaign 营销活动、suspected_flood 疑似刷量（水军）、artefact 采集假象
-- column: flood_score  how much its posts look like a coordinated flood, 0 to 1; null if too few posts tell | 帖子像有组织刷量的程度，0 到 1；空表示可供判断的帖子太少
-- column: reasons  codes of what speaks for the verdict | 支持该判断的理由代码
-- column: since  day on which this rise was first above the watch level | 本轮上升首次超过关注线的日期（北京时间）
-- column: first_platform  platform on which it began first; where beginnings cannot be told, on which it was first above the watch level | 最先起步的平台；看不出起点时为最先超过关注线的平台
-- column: platforms  platforms on which it was said in the last 7 days, most authors first | 最近 7 天提到它的平台，作者多的在前
-- column: part_of  subject of the same day and scope that explains it; null if it stands for itself | 同一天、同一范围内能解释它的另一对象；空表示它独立成立
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
-- link:   first_platform -> platform.platform
-- loose:  scope -> platform.platform
-- fail:   unique(dt, scope, subject_kind, subject); not_null(score, ratio, authors, posts, phase, verdict, since)
-- fail:   accepted_values(subject_kind, term, hashtag, theme, aspect); accepted_values(phase, watch, rising, peaking, fading)
-- fail:   accepted_values(verdict, organic, calendar, campaign, suspected_flood, artefact); at_least(score, 0)
-- fail:   between(flood_score, 0, 1); between(kol_share, 0, 1); between(koc_share, 0, 1); at_least(lead_days, 0)
-- fail:   between(negative_share, 0, 1); between(positive_share, 0, 1); at_least(outlook_7_low, 0); at_least(outlook_14_low, 0)
SELECT dt, scope, subject_kind, subject, score, ratio, ratio_low, ratio_high, authors, posts, expected,
    phase, verdict, flood_score, reasons, since, first_platform, platforms, part_of,
    author_days, event, began, began_low, began_high, lead_days,
    kol_share, koc_share, kols, kocs,
    mood_posts, negative_share, negative_low, negative_high, positive_share, positive_low, positive_high,
    negative_change, negative_change_low, negative_change_high,
    aspects, aspects_negative, aspects_neutral, aspects_positive,
    outlook_7, outlook_7_low, outlook_7_high, outlook_14, outlook_14_low, outlook_14_high
FROM staging.found_trend
WHERE dt BETWEEN $first AND $last
ORDER BY dt, scope, score DESC, subject_kind, subject
