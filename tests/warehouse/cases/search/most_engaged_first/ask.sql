FROM search('快充', sort := 'engagement', n := 3)
