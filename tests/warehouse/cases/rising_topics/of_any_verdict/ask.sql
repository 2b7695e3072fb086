FROM rising_topics('2026-11-10', verdict := 'any', n := 1)
