FROM rising('2026-11-22', scope := 'weibo')
