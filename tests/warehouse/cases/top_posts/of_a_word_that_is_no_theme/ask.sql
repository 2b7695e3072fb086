FROM top_posts('口碑', n := 1)
