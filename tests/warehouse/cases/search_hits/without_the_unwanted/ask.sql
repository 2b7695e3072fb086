FROM search_hits('快充 -广告') ORDER BY dt, number
