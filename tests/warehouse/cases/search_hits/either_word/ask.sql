FROM search_hits('广告 | 口碑', since := '2026-11-20') ORDER BY dt, number
