-- rising: topics that rise, as of a day: what was flagged in the week that ends with it, each once, strongest first. It tells what is known today of that day, late posts included; trends_as_of tells what was known then. | 截至某日的上升话题：此前一周被标记的，每个一行，最强的在前。以今天所知为准（含迟到的帖子）；当时所知见 trends_as_of。
-- parameter: as_of = NULL  day; default: the last day of which there are trends | 截至的日期（北京时间），默认为有趋势的最后一天
-- parameter: scope = 'all'  platform, or all for all together | 平台，all 为全部合计
-- parameter: verdict = 'organic'  organic calendar campaign suspected_flood artefact, or any | 判断：自然、年度节点、营销、疑似刷量、假象，或 any 不限
-- parameter: n = 20  how many at most | 最多几条
-- column: subject  word, phrase, hashtag, theme or aspect of one (theme/aspect) | 词、短语、话题标签、主题或主题的某个方面（主题/方面）
-- column: subject_kind  term hashtag theme aspect | 类别
-- column: phase  watch rising peaking fading, when last flagged | 最近一次的阶段：观察、上升、高峰、回落
-- column: verdict  organic calendar campaign suspected_flood artefact | 判断
-- column: ratio  authors of 7 days against what was to be expected | 7 天作者数与预期之比
-- column: ratio_low  lower end of its 90 % interval | 其 90% 区间下限
-- column: ratio_high  upper end of its 90 % interval | 其 90% 区间上限
-- column: authors  distinct organic authors of 7 days | 7 天去重自然作者数
-- column: since  day on which the rise was first above the watch level | 本轮上升开始的日期（北京时间）
-- column: first_platform  platform on which it began | 最先上升的平台
-- column: score  surprise, -log10 of the chance: the highest of the week | 显著程度（一周内最高）
-- column: dt  day on which it was last flagged | 最近一次标记的日期（北京时间）
-- example: FROM rising()
-- example: FROM rising('2026-11-20', verdict := 'any', n := 5)
WITH last_day_of AS (
    SELECT coalesce(as_of::DATE, (SELECT max(t.dt) FROM trend t)) AS dt
)
SELECT t.subject, t.subject_kind, t.phase, t.verdict, round(t.ratio, 2) AS ratio, round(t.ratio_low, 2) AS ratio_low,
    round(t.ratio_high, 2) AS ratio_high, t.authors, t.since, t.first_platform,
    round(max(t.score) OVER (PARTITION BY t.subject_kind, t.subject), 2) AS score, t.dt
FROM trend t, last_day_of l
WHERE t.dt BETWEEN l.dt - 6 AND l.dt AND t.scope = scope AND t.part_of IS NULL AND (verdict = 'any' OR t.verdict = verdict)
QUALIFY row_number() OVER (PARTITION BY t.subject_kind, t.subject ORDER BY t.dt DESC) = 1
ORDER BY score DESC, t.subject
LIMIT n
