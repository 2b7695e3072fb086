-- theme_id: the id of a theme by its id, Chinese or English name; an error if there is none. | 按 ID、中文名或英文名找主题的 ID，找不到则报错。
-- parameter: called  id or name of the theme | 主题的 ID或名称
-- example: SELECT theme_id('fast charging') AS theme
coalesce(
    (SELECT min(t.theme) FROM theme t WHERE lower(called) IN (lower(t.theme), lower(t.zh), lower(t.en))),
    CASE WHEN called IS NOT NULL THEN error('there is no theme "' || called || '"; FROM theme lists them')::VARCHAR END)
