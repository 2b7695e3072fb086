-- check_result: what the checks found when the tables were last built.
-- grain:  table_name, name
-- reads:  staging.found_check_result
-- column: name  the check, as written in the table's SQL file
-- column: table_name  table it looks at
-- column: level  fail (nothing is published) or warn (shown in the report)
-- column: ok  whether it held
-- column: failing  rows that break it
-- column: detail  which rows, in words; null if it held
-- fail:   accepted_values(level, fail, warn)
SELECT name, table_name, level, ok, failing, detail FROM staging.found_check_result
ORDER BY table_name, name
