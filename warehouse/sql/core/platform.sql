-- platform: the platforms that posts come from, and what to call them. | 帖子来自哪些平台，以及它们的名称。
-- grain:  platform
-- reads:  volume_daily, crawl_run, staging.platform_name
-- column: platform  as in every other table | 平台代码，与其他表一致
-- column: zh  Chinese name | 中文名
-- column: en  English name | 英文名
-- fail:   unique(platform); not_null(zh, en)
SELECT p.platform, coalesce(n.zh, p.platform) AS zh, coalesce(n.en, p.platform) AS en
FROM (SELECT platform FROM volume_daily UNION SELECT platform FROM crawl_run) p
LEFT JOIN staging.platform_name n USING (platform)
ORDER BY p.platform
