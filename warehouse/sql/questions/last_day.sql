-- last_day: the last day of which there are posts. | 有数据的最后一天。
-- example: SELECT last_day() AS last_day
(SELECT max(dt) FROM volume_daily)
