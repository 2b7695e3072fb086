-- share_of_voice_weekly: each theme's share of voice, week by week, over the whole time. | 各主题每周的声量份额，覆盖全部时间。
-- example: FROM share_of_voice_weekly
SELECT * FROM share_of_voice(since := (SELECT min(dt) FROM volume_daily), per := 'week')
