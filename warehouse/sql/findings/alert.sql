-- alert: changes that someone should know of the same day: one row for each day on which an alert's state changed.
-- grain:  alert_id, dt
-- reads:  staging.found_alert
-- column: alert_id  the alert, the same from opening to recovery
-- column: dt  Asia/Shanghai day of the change
-- column: scope  platform, or "all"
-- column: theme  theme that it is about
-- column: metric  what changed: negative_share
-- column: status  open escalated recovered
-- column: negative_share  share of negative posts among the organic ones of the last 3 days
-- column: baseline_share  the same over 28 days that end 7 days before those
-- column: change  difference of the two
-- column: change_low  lower end of the change's 98 % interval
-- column: authors  distinct authors of the last 3 days
-- column: posts  organic posts of the last 3 days
-- column: opened  day on which the alert was opened
-- fail:   unique(alert_id, dt); not_null(status, negative_share, opened); between(negative_share, 0, 1)
-- fail:   accepted_values(status, open, escalated, recovered)
SELECT alert_id, dt, scope, theme, metric, status, negative_share, baseline_share, change, change_low,
    authors, posts, opened
FROM staging.found_alert
WHERE dt BETWEEN $first AND $last
ORDER BY dt, theme, scope
