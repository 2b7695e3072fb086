FROM search_terms('快充 -广告') ORDER BY clause
