-- platform: the platforms that posts come from, and what to call them.
-- grain:  platform
-- reads:  volume_daily, crawl_run, staging.platform_name
-- column: platform  as in every other table
-- column: zh  Chinese name
-- column: en  English name
-- fail:   unique(platform); not_null(zh, en)
SELECT p.platform, coalesce(n.zh, p.platform) AS zh, coalesce(n.en, p.platform) AS en
FROM (SELECT platform FROM volume_daily UNION SELECT platform FROM crawl_run) p
LEFT JOIN staging.platform_name n USING (platform)
ORDER BY p.platform
