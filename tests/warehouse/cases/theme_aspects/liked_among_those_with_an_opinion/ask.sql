FROM theme_aspects('快充')
