-- coverage_holes: days on which a query could not be seen whole, or a crawl failed or was cut off. | 数据缺口：未能完整看到、抓取失败或被截断的日期与查询。
-- column: dt  Asia/Shanghai day | 日期（北京时间）
-- column: platform  platform that was crawled | 平台
-- column: query  keyword, list name or feed address | 查询词、榜单或订阅地址
-- column: exposure  share of the day's usual activity that was seen, 0 to 1 | 看到的当日活动比例
-- column: saturated  a run was cut off by the page limit | 被分页上限截断
-- column: failed  a run ended in failure | 抓取失败
-- column: outcome  how it failed | 失败类别
-- column: detail  what went wrong, in words | 说明
-- example: FROM coverage_holes
SELECT dt, platform, query, exposure, saturated, failed, outcome, detail
FROM coverage_daily WHERE exposure < 0.95 OR failed ORDER BY dt DESC, platform, query
