-- wilson_high: upper end of the 95 % Wilson interval of a share. | 比例的 95% 威尔逊区间上限。
-- parameter: k  how many of them | 其中的个数
-- parameter: n  how many in all | 总数
-- example: SELECT wilson_high(8, 10) AS high
CASE WHEN n > 0 THEN least(1, (k + 1.920729) / (n + 3.841459)
    + 1.959964 * sqrt(greatest(0, k * (n - k) / n + 0.960365)) / (n + 3.841459)) END
