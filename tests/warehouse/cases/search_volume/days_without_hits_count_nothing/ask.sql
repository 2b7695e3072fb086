FROM search_volume('口碑', since := '2026-11-20')
