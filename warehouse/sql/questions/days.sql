-- days: the days from since to until; by default the last 28 of which there are posts. | 从 since 到 until 的每一天；默认为有数据的最后 28 天。
-- parameter: since = NULL  first day; default: 27 days before until | 第一天，默认为 until 前 27 天
-- parameter: until = NULL  last day; default: the last day of which there are posts | 最后一天，默认为有数据的最后一天
-- column: dt  Asia/Shanghai day | 日期（北京时间）
-- example: FROM days(since := '2026-11-16', until := '2026-11-22')
SELECT unnest(generate_series(
    coalesce(since::DATE, coalesce(until::DATE, last_day()) - 27)::TIMESTAMP,
    least(coalesce(until::DATE, last_day()), last_day())::TIMESTAMP, INTERVAL 1 DAY))::DATE AS dt
