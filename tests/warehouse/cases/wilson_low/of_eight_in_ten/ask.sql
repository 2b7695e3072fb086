SELECT round(wilson_low(8, 10), 4) AS low, round(wilson_low(0, 10), 4) AS of_none, wilson_low(0, 0) AS untold
