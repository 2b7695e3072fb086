-- rising_now: topics that rise as of the last day: rising() as a view. | 当前的上升话题：rising() 的视图。
-- example: FROM rising_now
SELECT * FROM rising()
