SELECT period_of(DATE '2026-11-19', 'day', NULL) AS d, period_of(DATE '2026-11-19', 'week', NULL) AS w,
    period_of(DATE '2026-11-19', 'month', NULL) AS m, period_of(DATE '2026-11-19', 'all', DATE '2026-10-05') AS a
