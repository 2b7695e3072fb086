SELECT last_day() AS dt
