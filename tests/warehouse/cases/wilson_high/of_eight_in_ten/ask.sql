SELECT round(wilson_high(8, 10), 4) AS high, round(wilson_high(0, 10), 4) AS of_none, round(wilson_high(10, 10), 4) AS of_all
