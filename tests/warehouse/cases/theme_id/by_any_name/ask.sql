SELECT theme_id('快充') AS id, theme_id('FAST charging') AS en, theme_id(NULL) AS none
