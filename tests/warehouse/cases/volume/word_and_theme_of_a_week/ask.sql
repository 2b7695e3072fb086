FROM volume('快充', since := '2026-11-16', per := 'week')
