FROM sentiment_over_time(since := '2026-11-16')
