-- aspect: the aspects that reading looks for, and what to call them. | 文本分析所识别的各个方面，以及它们的名称。
-- grain:  aspect
-- reads:  staging.given_aspect
-- column: aspect  id, as in every other table | 方面 ID，与其他表一致
-- column: zh  Chinese name | 中文名
-- column: en  English name | 英文名
-- fail:   unique(aspect); not_null(zh, en)
SELECT aspect, zh, en FROM staging.given_aspect ORDER BY aspect
