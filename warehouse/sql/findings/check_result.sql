-- check_result: what the checks found when the tables were last built. | 最近一次构建时各项数据检查的结果。
-- grain:  table_name, name
-- reads:  staging.found_check_result
-- column: name  the check, as written in the table's SQL file | 检查项，写法与该表的 SQL 文件相同
-- column: table_name  table it looks at | 所检查的表
-- column: level  fail (nothing is published) or warn (shown in the report) | 级别：fail 不通过则不发布，warn 在报告中提示
-- column: ok  whether it held | 是否通过
-- column: failing  rows that break it | 不符合的行数
-- column: detail  which rows, in words; null if it held | 哪些行不符合的文字说明；空表示通过
-- fail:   accepted_values(level, fail, warn)
SELECT name, table_name, level, ok, failing, detail FROM staging.found_check_result
ORDER BY table_name, name
