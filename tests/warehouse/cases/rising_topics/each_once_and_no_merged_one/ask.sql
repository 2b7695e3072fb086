FROM rising_topics('2026-11-10')
