SELECT min(dt) AS first, max(dt) AS last, count(*) AS days FROM days()
