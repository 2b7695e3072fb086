FROM theme_intents()
