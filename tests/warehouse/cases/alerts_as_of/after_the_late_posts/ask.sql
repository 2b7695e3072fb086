FROM alerts_as_of(DATE '2026-11-21')
