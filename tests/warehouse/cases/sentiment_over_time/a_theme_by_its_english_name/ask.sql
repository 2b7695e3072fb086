FROM sentiment_over_time('Fast charging', per := 'week')
