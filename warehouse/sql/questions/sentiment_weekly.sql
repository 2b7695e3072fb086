-- sentiment_weekly: sentiment of all posts, week by week and platform, over the whole time. | 全部帖子每周、各平台的情感，覆盖全部时间。
-- example: FROM sentiment_weekly
SELECT * FROM sentiment_over_time(since := (SELECT min(dt) FROM volume_daily), platform := 'each', per := 'week')
