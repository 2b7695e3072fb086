FROM rising('2026-11-22', verdict := 'any', n := 1)
