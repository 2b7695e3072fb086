FROM top_posts('fast charging')
