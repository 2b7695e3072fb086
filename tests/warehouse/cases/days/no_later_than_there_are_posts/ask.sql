FROM days(since := '2026-11-20', until := '2026-11-30')
