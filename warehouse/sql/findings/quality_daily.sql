-- quality_daily: whether a day's data are good enough to judge it; where not, no trend or alert is raised, and this says why. | 每天的数据是否足以下判断；资料不足时不报趋势和预警，并在此写明原因。
-- grain:  dt, scope
-- reads:  private.source_daily, coverage_daily, volume_daily, staging.gate
-- column: dt  Asia/Shanghai day | 日期（北京时间）
-- column: scope  platform, or "all" for all platforms together | 范围：平台代码，或 "all" 表示全部平台合计
-- column: status  ok, or insufficient: nothing is judged on this day in this scope | ok 为可判断；insufficient 为资料不足，当天不下判断
-- column: reasons  codes: no_crawl crawl_failed low_exposure zero_rows low_volume stale short_history; of "all": those of the missing platforms | 原因代码：没有抓取、抓取失败、覆盖偏低、零条、量偏低、过时、历史太短；"all" 为缺失平台的原因
-- column: missing  of "all": platforms whose data are insufficient that day; else empty | "all" 中当天资料不足的平台；其余为空
-- column: missing_share  of "all": their share of the usual volume, 0 to 1; null for platforms | "all" 中缺失平台平时占的量（0 到 1）；单个平台为空
-- column: exposure  what the day's crawls could see, 1 for as much as usual; null for imports, which have no crawl record | 当天抓取能看到的范围，1 为与平时相同；导入的数据没有抓取记录，为空
-- column: observed  posts that came through the sources that volume is expected from | 来自可估量来源的帖子数
-- column: expected  posts to be expected at the day's exposure, from the 28 days before; null if these tell nothing | 按当天覆盖和此前 28 天估计应有的帖子数；无从估计时为空
-- column: usual  posts on a usual day | 平时一天的帖子数
-- column: trust  factor of the crawl's exposure that detection believes: below 1 where posts are missing though the crawl says it saw them | 检测采信的抓取覆盖系数：抓取自称看全而帖子偏少时小于 1
-- column: newest  last day up to this one with a post; null if there was none in 28 days | 截至当天最近有帖子的日期（北京时间）；28 天内没有则为空
-- column: history  days since the scope's first post or crawl | 自该范围首次有帖子或抓取以来的天数
-- loose:  scope -> platform.platform
-- fail:   unique(dt, scope); not_null(status, reasons, missing, trust); accepted_values(status, ok, insufficient)
-- fail:   between(trust, 0, 1); between(missing_share, 0, 1); at_least(observed, 0); at_least(expected, 0)
WITH known AS (
    SELECT platform, dt FROM volume_daily WHERE dt <= $last
    UNION
    SELECT platform, dt FROM coverage_daily WHERE dt <= $last
), alive AS (
    -- a platform of which nothing was heard or asked for 28 days is gone, not missing
    SELECT d.dt, k.platform, max(k.dt) AS last_known
    FROM (SELECT unnest(generate_series($first::DATE, $last::DATE, INTERVAL 1 DAY))::DATE AS dt) d
    JOIN known k ON k.dt BETWEEN d.dt - 28 AND d.dt
    GROUP BY ALL
), begun AS (
    SELECT platform, min(dt) AS begin FROM known GROUP BY ALL
), source AS (
    SELECT platform, query, dt, exposure, failed, pages, true AS crawled
    FROM coverage_daily WHERE dt BETWEEN $first::DATE - 28 AND $last
    UNION ALL
    -- without a crawl record, every day counts as seen whole
    SELECT platform, '', unnest(generate_series(greatest(begin, $first::DATE - 28), $last::DATE, INTERVAL 1 DAY))::DATE,
        1, false, 0, false
    FROM begun
), crawled AS (
    SELECT DISTINCT a.dt, a.platform FROM alive a
    JOIN coverage_daily c ON c.platform = a.platform AND c.dt BETWEEN a.dt - 28 AND a.dt
), brought AS (
    SELECT platform, query, dt, posts FROM private.source_daily WHERE dt BETWEEN $first::DATE - 28 AND $last
    UNION ALL
    SELECT platform, '', dt, sum(posts) FROM private.source_daily
    WHERE query <> '' AND dt BETWEEN $first::DATE - 28 AND $last GROUP BY ALL
), told AS (
    SELECT s.platform, s.query, s.dt, s.crawled, s.exposure, s.failed, s.pages, sum(coalesce(b.posts, 0)) AS posts
    FROM source s LEFT JOIN brought b ON b.platform = s.platform AND b.query = s.query AND b.dt = s.dt
    GROUP BY ALL
), past AS (
    SELECT a.dt, a.platform, t.query, t.dt AS day, t.posts, t.exposure
    FROM alive a LEFT JOIN crawled c USING (dt, platform)
    JOIN told t ON t.platform = a.platform AND t.crawled = (c.dt IS NOT NULL) AND t.dt BETWEEN a.dt - 28 AND a.dt - 1
    WHERE t.exposure > 0.01
), rate AS (
    -- decimals add up to the same sum in whatever order threads bring them; doubles do not
    SELECT dt, platform, query, sum(posts::DECIMAL(18, 6))::DOUBLE / sum(exposure::DECIMAL(18, 6))::DOUBLE AS rate,
        sum(exposure::DECIMAL(18, 6))::DOUBLE / count(*) AS seen
    FROM past GROUP BY ALL
), fitted AS (
    SELECT p.dt, p.platform, p.day, sum(p.posts::DECIMAL(18, 6))::DOUBLE AS posts,
        sum((p.exposure * r.rate)::DECIMAL(18, 6))::DOUBLE AS expected
    FROM past p JOIN rate r USING (dt, platform, query)
    GROUP BY ALL HAVING expected > 0
), level AS (
    -- weekends may be quiet: the lower of the usual day and the usual such weekday counts
    SELECT dt, platform, median(posts / expected) AS level, count(*) AS days,
        CASE WHEN count(*) FILTER ((dt - day) % 7 = 0) >= 2
            THEN median(posts / expected) FILTER ((dt - day) % 7 = 0) END AS weekday
    FROM fitted GROUP BY ALL
), spread AS (
    SELECT f.dt, f.platform, l.level, least(l.level, coalesce(l.weekday, l.level)) AS low_level, l.days,
        1.4826 * median(abs(ln((f.posts + 0.5) / (l.level * f.expected + 0.5)))) AS spread
    FROM fitted f JOIN level l USING (dt, platform) GROUP BY ALL
), today AS (
    SELECT a.dt, a.platform, c.dt IS NOT NULL AS crawled,
        sum(coalesce(t.posts, 0)::DECIMAL(18, 6))::DOUBLE AS all_posts,
        sum(CASE WHEN r.rate IS NOT NULL THEN coalesce(t.posts, 0) END::DECIMAL(18, 6))::DOUBLE AS posts,
        sum((r.rate * coalesce(t.exposure, 0))::DECIMAL(18, 6))::DOUBLE AS now,
        sum((r.rate * r.seen)::DECIMAL(18, 6))::DOUBLE AS usually,
        sum(coalesce(t.exposure, 0)::DECIMAL(18, 6))::DOUBLE AS any_exposure,
        coalesce(bool_or(t.failed), false) AS failed, coalesce(sum(t.pages), 0) AS pages
    FROM alive a LEFT JOIN crawled c USING (dt, platform)
    -- queries that a platform is asked now or was asked lately
    JOIN (SELECT DISTINCT dt AS day, platform, query FROM told UNION SELECT dt, platform, query FROM rate) q
        ON q.day = a.dt AND q.platform = a.platform AND (q.query = '') = (c.dt IS NULL)
    LEFT JOIN told t ON t.platform = a.platform AND t.query = q.query AND t.dt = a.dt AND t.crawled = (c.dt IS NOT NULL)
    LEFT JOIN rate r ON r.dt = a.dt AND r.platform = a.platform AND r.query = q.query
    GROUP BY ALL
), posting AS (
    SELECT platform, dt, dt - lag(dt) OVER (PARTITION BY platform ORDER BY dt) AS pause
    FROM volume_daily WHERE posts > 0 AND dt <= $last
), newest AS (
    SELECT a.dt, a.platform, max(v.dt) AS newest
    FROM alive a JOIN volume_daily v ON v.platform = a.platform AND v.posts > 0 AND v.dt BETWEEN a.dt - 28 AND a.dt
    GROUP BY ALL
), pause AS (
    SELECT n.dt, n.platform, n.newest, max(p.pause) FILTER (p.dt > n.newest - 28) AS longest,
        count(*) FILTER (p.dt > n.newest - 28) AS postings
    FROM newest n JOIN posting p ON p.platform = n.platform AND p.dt BETWEEN n.newest - 28 AND n.newest
    GROUP BY ALL
), measured AS (
    SELECT a.dt, a.platform, (a.dt - b.begin)::INTEGER AS history, t.crawled, t.failed, t.pages, p.newest,
        coalesce(t.posts, t.all_posts, 0) AS posts, s.spread, s.level * t.usually AS usual,
        CASE WHEN s.days >= g.history_days / 2 THEN s.low_level * t.now END AS expected,
        CASE WHEN t.crawled THEN coalesce(t.now / nullif(t.usually, 0), t.any_exposure) END AS exposure,
        coalesce(a.dt - p.newest >= g.stale_days AND p.postings >= 3 AND a.dt - p.newest > p.longest, a.dt - b.begin >= 28)
            AS stale
    FROM alive a JOIN begun b USING (platform) CROSS JOIN staging.gate g
    LEFT JOIN today t USING (dt, platform) LEFT JOIN spread s USING (dt, platform) LEFT JOIN pause p USING (dt, platform)
), bound AS (
    -- low is what is less than a set share of the expected, outside the usual swing, and more than chance explains
    SELECT *, coalesce(posts < expected * g.low_share AND posts < expected - 3 * sqrt(expected)
        AND ln((posts + 0.5) / (expected + 0.5)) < -g.swing * spread, false) AS low
    FROM measured CROSS JOIN staging.gate g
), judged AS (
    SELECT *, list_filter([
        CASE WHEN crawled AND exposure < min_exposure AND failed THEN 'crawl_failed' END,
        CASE WHEN crawled AND exposure = 0 AND NOT failed AND pages = 0 THEN 'no_crawl' END,
        CASE WHEN crawled AND exposure < min_exposure AND NOT failed AND (exposure > 0 OR pages > 0)
            THEN 'low_exposure' END,
        CASE WHEN low AND posts = 0 THEN 'zero_rows' END,
        CASE WHEN low AND posts > 0 THEN 'low_volume' END,
        CASE WHEN stale THEN 'stale' END,
        CASE WHEN history < history_days THEN 'short_history' END
    ], lambda code: code IS NOT NULL) AS reasons
    FROM bound
), together AS (
    SELECT dt, 'all' AS scope, flatten(list(reasons ORDER BY platform) FILTER (reasons <> ['short_history'])) AS codes,
        bool_and(reasons = ['short_history']) AS young,
        coalesce(list(platform ORDER BY platform) FILTER (len(reasons) > 0 AND reasons <> ['short_history']), [])
            AS missing,
        coalesce(sum(usual::DECIMAL(18, 3)) FILTER (len(reasons) > 0 AND reasons <> ['short_history']), 0)::DOUBLE
            / nullif(sum(usual::DECIMAL(18, 3)), 0)::DOUBLE AS share,
        sum((exposure * usual)::DECIMAL(18, 3))::DOUBLE
            / nullif(sum(usual::DECIMAL(18, 3)) FILTER (exposure IS NOT NULL), 0)::DOUBLE AS exposure,
        sum(posts::DECIMAL(18, 6))::DOUBLE AS posts, sum(expected::DECIMAL(18, 3))::DOUBLE AS expected,
        sum(usual::DECIMAL(18, 3))::DOUBLE AS usual, max(newest) AS newest, max(history) AS history,
        count(*) AS platforms, any_value(max_missing) AS max_missing
    FROM judged GROUP BY dt
)
SELECT dt, platform AS scope, CASE WHEN len(reasons) > 0 THEN 'insufficient' ELSE 'ok' END AS status, reasons,
    []::VARCHAR[] AS missing, NULL::DOUBLE AS missing_share, round(exposure, 4) AS exposure, round(posts, 1) AS observed,
    round(expected, 1) AS expected, round(usual, 1) AS usual,
    CASE WHEN low AND crawled THEN round(least(posts / expected, 1), 4) ELSE 1 END::DOUBLE AS trust, newest, history
FROM judged
UNION ALL
SELECT dt, scope,
    CASE WHEN young OR len(missing) = platforms OR share > max_missing THEN 'insufficient' ELSE 'ok' END AS status,
    CASE WHEN young THEN ['short_history'] ELSE list_sort(list_distinct(coalesce(codes, []))) END AS reasons,
    missing, round(coalesce(share, 0), 4), round(exposure, 4), round(posts, 1), round(expected, 1), round(usual, 1),
    1::DOUBLE, newest, history
FROM together
ORDER BY dt, scope
