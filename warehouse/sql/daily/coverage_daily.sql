-- coverage_daily: how much of each day's activity each query could have seen. Detection divides by it. | 每个查询每天能看到多大比例的活动量（曝光）。趋势检测以它为分母。
-- grain:  dt, platform, query
-- reads:  crawl_run, staging.diurnal
-- start:  5 How much of a day did the crawl see at all? | 当天的采集看到了多少？
-- column: dt  Asia/Shanghai day | 日期（北京时间）
-- column: platform  platform that was crawled | 被采集的平台
-- column: query  keyword, list name or feed address | 关键词、榜单名或订阅地址
-- column: exposure  share of a typical day's posts that lies in spans seen whole by any run, 0 to 1 | 可见度（覆盖率）：被任一次采集完整看到的时段，占典型一天发帖量的比例，0 到 1
-- column: saturated  a run of that day was cut off by the platform's page limit | 当天是否有采集触及平台的翻页上限
-- column: failed  a run of that day ended in failure | 当天是否有采集失败
-- column: outcome  how the last of the day's failed runs ended, as in crawl_run; null if none failed | 当天最后一次失败的结果，取值见 crawl_run；空表示没有失败
-- column: pages  pages read by the day's runs (a run belongs to the day 12 hours before its as-of instant) | 当天采集读取的页数（采集归入其 as_of 之前 12 小时所在的日期）
-- column: entries  entries on them | 页面上的条目数
-- column: landed  posts landed | 落地的帖子数
-- column: rejected  entries and pages kept as rejected | 被拒收并原样保留的条目和页面数
-- column: detail  what went wrong, in words; null if nothing did | 出了什么问题的文字说明；空表示没有问题
-- link:   platform -> platform.platform
-- fail:   unique(dt, platform, query); not_null(exposure, saturated, failed); between(exposure, 0, 1)
-- warn:   at_most(rejected, 1000)
WITH span AS (
    -- Asia/Shanghai wall time: eight hours added to UTC, exact since 1991
    SELECT platform, query,
        make_timestamp(epoch_us(covered_from) + 28800000000) AS a,
        make_timestamp(epoch_us(covered_to) + 28800000000) AS b
    FROM crawl_run
    WHERE covered_from < covered_to
), numbered AS (
    -- a new island starts where a span begins after everything before it has ended
    SELECT *, coalesce(a > max(b) OVER (PARTITION BY platform, query ORDER BY a, b
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), true)::INTEGER AS fresh
    FROM span
), island AS (
    SELECT platform, query, min(a) AS a, max(b) AS b
    FROM (SELECT *, sum(fresh) OVER (PARTITION BY platform, query ORDER BY a, b ROWS UNBOUNDED PRECEDING) AS n
          FROM numbered)
    GROUP BY platform, query, n
), hour AS (
    SELECT platform, query, a, b,
        unnest(generate_series(date_trunc('hour', a), b - INTERVAL 1 MICROSECOND, INTERVAL 1 HOUR)) AS h
    FROM island
), seen AS (
    SELECT h::DATE AS dt, platform, query,
        -- decimals add up to the same sum in whatever order threads bring them; doubles do not
        sum((d.share * epoch_us(least(b, h + INTERVAL 1 HOUR) - greatest(a, h)) / 3600e6)::DECIMAL(18, 12))::DOUBLE
            AS exposure
    FROM hour JOIN staging.diurnal d ON d.hour = extract(hour FROM h)
    GROUP BY ALL
), ran AS (
    SELECT make_timestamp(epoch_us(as_of) - 14400000000)::DATE AS dt, platform, query,
        bool_or(outcome = 'saturated') AS saturated,
        bool_or(outcome NOT IN ('ok', 'saturated', 'empty')) AS failed,
        sum(pages)::BIGINT AS pages, sum(entries)::BIGINT AS entries,
        sum(landed)::BIGINT AS landed, sum(rejected)::BIGINT AS rejected,
        arg_max(outcome, (as_of, run)) FILTER (outcome NOT IN ('ok', 'saturated', 'empty')) AS outcome,
        arg_max(coalesce(detail, outcome), (as_of, run)) FILTER (outcome NOT IN ('ok', 'saturated', 'empty')) AS detail
    FROM crawl_run
    GROUP BY ALL
), asked AS (
    SELECT platform, query, min(w) AS first_day, max(w) AS last_day
    FROM (
        SELECT platform, query, unnest([
            make_timestamp(epoch_us(window_from) + 28800000000)::DATE,
            make_timestamp(epoch_us(window_to) + 28800000000 - 1)::DATE,
            make_timestamp(epoch_us(as_of) - 14400000000)::DATE]) AS w
        FROM crawl_run
    )
    GROUP BY ALL
), day AS (
    SELECT platform, query, unnest(generate_series(first_day, last_day, INTERVAL 1 DAY))::DATE AS dt FROM asked
)
SELECT day.dt, day.platform, day.query,
    round(least(coalesce(seen.exposure, 0), 1), 6) AS exposure,
    coalesce(ran.saturated, false) AS saturated,
    coalesce(ran.failed, false) AS failed,
    ran.outcome,
    coalesce(ran.pages, 0) AS pages, coalesce(ran.entries, 0) AS entries,
    coalesce(ran.landed, 0) AS landed, coalesce(ran.rejected, 0) AS rejected,
    ran.detail
FROM day LEFT JOIN seen USING (dt, platform, query) LEFT JOIN ran USING (dt, platform, query)
ORDER BY day.dt, day.platform, day.query
