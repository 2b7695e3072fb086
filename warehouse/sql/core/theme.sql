-- theme: the themes that are tracked, and what to call them. | 正在追踪的主题，以及它们的名称。
-- grain:  theme
-- reads:  staging.given_theme
-- column: theme  id, as in every other table | 主题 ID，与其他表一致
-- column: zh  Chinese name | 中文名
-- column: en  English name | 英文名
-- fail:   unique(theme); not_null(zh, en)
SELECT theme, zh, en FROM staging.given_theme ORDER BY theme
