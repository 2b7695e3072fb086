-- period_of: first day of the day, week (from Monday) or month that a day lies in; with 'all' the day given as start. | 某日所在的日、周（周一起）或月的第一天；'all' 则为给定的起始日。
-- parameter: dt  the day | 日期
-- parameter: per  day week month all | day 日、week 周、month 月、all 全部
-- parameter: start  what 'all' gives | 'all' 时的返回值
-- example: SELECT period_of(DATE '2026-11-19', 'week', NULL) AS monday
CASE per WHEN 'day' THEN dt WHEN 'week' THEN date_trunc('week', dt)::DATE WHEN 'month' THEN date_trunc('month', dt)::DATE
    WHEN 'all' THEN start ELSE error('per is one of day, week, month, all; found ' || per)::DATE END
