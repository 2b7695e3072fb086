FROM alerts_as_of('2026-11-19')
