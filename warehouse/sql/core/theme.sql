-- theme: the themes that are tracked, and what to call them.
-- grain:  theme
-- reads:  staging.given_theme
-- column: theme  id, as in every other table
-- column: zh  Chinese name
-- column: en  English name
-- fail:   unique(theme); not_null(zh, en)
SELECT theme, zh, en FROM staging.given_theme ORDER BY theme
