FROM trends_as_of('2026-11-04')
