-- trend: subjects that rise above what their past and the crawl explain, one row for each day above the watch level. | 上升超过历史与采集情况所能解释的对象（趋势）；高于关注线的每一天一行。
-- grain:  dt, scope, subject_kind, subject
-- reads:  staging.found_trend
-- start:  1 What is rising, since when, and is it genuine? | 什么在升温、从何时开始、是否真实？
-- column: dt  Asia/Shanghai day; everything here was known when it was over | 日期（北京时间）；此处一切信息在当天结束时均已知
-- column: scope  platform, or "all" for all platforms together | 范围：平台代码，或 "all" 表示全部平台合计
-- column: subject_kind  term (a word or a phrase) hashtag theme | 对象类型：term 词或短语、hashtag 话题标签、theme 主题
-- column: subject  the word, phrase, hashtag or theme id | 词、短语、话题标签或主题 ID
-- column: score  surprise: -log10 of the chance to see so many authors in 7 days if nothing had changed | 意外程度：若一切未变，7 天内出现这么多作者的概率 p 的 -log10(p)；4 即万分之一
-- column: ratio  authors of the last 7 days against the baseline, per exposure | 最近 7 天作者数与基线之比，已按曝光校正；2 即翻倍
-- column: ratio_low  lower end of the ratio's 90 % interval | 该比值 90% 区间的下限
-- column: ratio_high  upper end of the ratio's 90 % interval | 该比值 90% 区间的上限
-- column: authors  distinct organic authors of the last 7 days | 最近 7 天去重后的自然作者数
-- column: posts  posts of the last 7 days, near-duplicates and advertising included | 最近 7 天的帖子数，含近似重复与广告
-- column: expected  authors to be expected in the last 7 days from the baseline and the exposure | 按基线与曝光推算，最近 7 天应有的作者数
-- column: phase  watch rising peaking fading | 阶段：watch 关注、rising 上升、peaking 见顶、fading 消退
-- column: verdict  organic campaign suspected_flood artefact | 判断：organic 自然、campaign 营销活动、suspected_flood 疑似刷量（水军）、artefact 采集假象
-- column: flood_score  how much its posts look like a coordinated flood, 0 to 1; null if too few posts tell | 帖子像有组织刷量的程度，0 到 1；空表示可供判断的帖子太少
-- column: reasons  codes of what speaks for the verdict | 支持该判断的理由代码
-- column: since  day on which this rise was first above the watch level | 本轮上升首次超过关注线的日期（北京时间）
-- column: first_platform  platform on which it was first above the watch level | 最先超过关注线的平台
-- column: platforms  platforms on which it was said in the last 7 days, most authors first | 最近 7 天提到它的平台，作者多的在前
-- column: part_of  subject of the same day and scope that explains it; null if it stands for itself | 同一天、同一范围内能解释它的另一对象；空表示它独立成立
-- link:   first_platform -> platform.platform
-- loose:  scope -> platform.platform
-- fail:   unique(dt, scope, subject_kind, subject); not_null(score, ratio, authors, posts, phase, verdict, since)
-- fail:   accepted_values(subject_kind, term, hashtag, theme); accepted_values(phase, watch, rising, peaking, fading)
-- fail:   accepted_values(verdict, organic, campaign, suspected_flood, artefact); at_least(score, 0)
-- fail:   between(flood_score, 0, 1)
SELECT dt, scope, subject_kind, subject, score, ratio, ratio_low, ratio_high, authors, posts, expected,
    phase, verdict, flood_score, reasons, since, first_platform, platforms, part_of
FROM staging.found_trend
WHERE dt BETWEEN $first AND $last
ORDER BY dt, scope, score DESC, subject_kind, subject
