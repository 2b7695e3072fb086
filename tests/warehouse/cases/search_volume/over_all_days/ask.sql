FROM search_volume('快充', per := 'all')
