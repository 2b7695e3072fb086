-- crawl_run: what each crawl did for each query: the record of what was seen, and so of what was not. | 每次采集对每个查询做了什么：看到了什么，因而也知道没看到什么。
-- grain:  run, query, window_from
-- reads:  lake.crawl_run
-- column: run  name of the run | 采集任务名
-- column: platform  platform that was crawled | 被采集的平台
-- column: query  keyword, list name or feed address; comments, answers, revisit, account:<pseudonym> | 关键词、榜单名或订阅地址；也可以是 comments、answers、revisit、account:<匿名 ID>
-- column: as_of  instant the run stands for (UTC) | 该任务所代表的时刻（UTC）
-- column: window_from  start of the window asked for (UTC) | 要求采集的时间窗起点（UTC）
-- column: window_to  end of the window asked for (UTC) | 要求采集的时间窗终点（UTC）
-- column: covered_from  start of the span that was seen whole; null if nothing was | 完整看到的时段起点（UTC）；空表示没有完整看到任何时段
-- column: covered_to  end of the span that was seen whole; null if nothing was | 完整看到的时段终点（UTC）；空表示没有完整看到任何时段
-- column: pages  pages that were read | 读取的页数
-- column: entries  entries on them | 页面上的条目数
-- column: landed  posts landed | 落地的帖子数
-- column: rejected  entries and pages kept as rejected | 被拒收并原样保留的条目和页面数
-- column: retries  answers that had to be asked again | 需要重新请求的次数
-- column: outcome  ok saturated empty, or failed blocked captcha login_wall rate_limited forbidden empty_body malformed changed_shape | 结果：ok 正常、saturated 触及翻页上限、empty 无结果；失败：blocked、captcha、login_wall、rate_limited、forbidden、empty_body、malformed、changed_shape
-- column: detail  what went wrong, in words | 出了什么问题的文字说明；空表示没有问题
-- link:   platform -> platform.platform
-- fail:   unique(run, query, window_from); not_null(run, platform, query, as_of, outcome); at_least(rejected, 0)
SELECT run, platform, query, as_of, window_from, window_to, covered_from, covered_to,
    pages, entries, landed, rejected, retries, outcome, detail
FROM lake.crawl_run
ORDER BY platform, as_of, run, query
