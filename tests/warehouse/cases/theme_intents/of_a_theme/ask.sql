FROM theme_intents('快充')
