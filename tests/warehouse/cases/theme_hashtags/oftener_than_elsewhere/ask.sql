FROM theme_hashtags('快充')
