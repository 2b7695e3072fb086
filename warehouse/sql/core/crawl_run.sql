-- crawl_run: what each crawl did for each query: the record of what was seen, and so of what was not.
-- grain:  run, query, window_from
-- reads:  lake.crawl_run
-- column: run  name of the run
-- column: platform  platform that was crawled
-- column: query  keyword, list name or feed address; comments, answers, revisit, account:<pseudonym>
-- column: as_of  instant the run stands for (UTC)
-- column: window_from  start of the window asked for (UTC)
-- column: window_to  end of the window asked for (UTC)
-- column: covered_from  start of the span that was seen whole; null if nothing was
-- column: covered_to  end of the span that was seen whole; null if nothing was
-- column: pages  pages that were read
-- column: entries  entries on them
-- column: landed  posts landed
-- column: rejected  entries and pages kept as rejected
-- column: retries  answers that had to be asked again
-- column: outcome  ok saturated empty, or failed blocked captcha login_wall rate_limited forbidden empty_body malformed changed_shape
-- column: detail  what went wrong, in words
-- fail:   unique(run, query, window_from); not_null(run, platform, query, as_of, outcome); at_least(rejected, 0)
SELECT run, platform, query, as_of, window_from, window_to, covered_from, covered_to,
    pages, entries, landed, rejected, retries, outcome, detail
FROM lake.crawl_run
ORDER BY platform, as_of, run, query
