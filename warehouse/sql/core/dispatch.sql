-- dispatch: which reports and alerts were mailed, to how many people, as the ledger had it when the tables were built. | 哪些报告和预警已经发出、发给了多少人；以构建时的发送台账为准。
-- grain:  kind, event
-- reads:  staging.given_dispatch
-- column: dt  Asia/Shanghai day on which it was first tried | 首次尝试发送的日期（北京时间）
-- column: kind  weekly (the report of a week) or alert | 类型：weekly 周报、alert 预警
-- column: event  what was told, as the ledger names it; each recipient is told it once | 所告知的事件，写法同台账；每位收件人只告知一次
-- column: week  ISO week of a report: 2026-W47; null for alerts | 周报所属的 ISO 周，如 2026-W47；预警为空
-- column: alert_id  the alert that was told; null for reports | 所告知的预警 ID；周报为空
-- column: alert_dt  day of the alert's change that was told; null for reports | 所告知的预警状态变化日期（北京时间）；周报为空
-- column: recipients  different recipients; addresses are kept nowhere, their hashes in the ledger alone | 收件人数，去重；任何地方都不保存地址，哈希值只在台账中
-- column: sent  recipients whose mail a server has taken | 邮件已被服务器接收的收件人数
-- column: written  recipients whose mail was written to a file, for want of a server | 因未配置服务器而写成文件的收件人数
-- column: refused  recipients whom the server refuses; they are not tried again | 被服务器拒绝、不再重试的收件人数
-- column: waiting  recipients who are not told yet; the next run tries again | 尚未送达、下次运行会重试的收件人数
-- column: attempts  how often a mail was handed to a server, all recipients together | 向服务器提交邮件的次数，各收件人合计
-- column: first_at  when it was first tried (UTC) | 首次尝试发送的时刻（UTC）
-- column: last_at  when its state last changed (UTC) | 状态最近一次变化的时刻（UTC）
-- loose:  alert_id, alert_dt -> alert.alert_id, dt
-- fail:   unique(kind, event); not_null(dt, kind, event, recipients, first_at); at_least(recipients, 1)
-- warn:   accepted_values(kind, weekly, alert)
WITH told AS (
    SELECT kind, event, recipient,
        arg_max(state, line) AS state,
        count(*) FILTER (state = 'sending') AS attempts,
        min(told_at) AS first_at,
        max(told_at) AS last_at
    FROM staging.given_dispatch
    GROUP BY kind, event, recipient
), counted AS (
    SELECT kind, event,
        count(*) AS recipients,
        count(*) FILTER (state = 'sent') AS sent,
        count(*) FILTER (state = 'written') AS written,
        count(*) FILTER (state = 'refused') AS refused,
        count(*) FILTER (state NOT IN ('sent', 'written', 'refused')) AS waiting,
        sum(attempts)::BIGINT AS attempts,
        min(first_at) AS first_at,
        max(last_at) AS last_at
    FROM told
    GROUP BY kind, event
)
SELECT
    -- Asia/Shanghai day: eight hours added to UTC, exact since 1991
    make_timestamp(epoch_us(first_at) + 28800000000)::DATE AS dt,
    kind, event,
    CASE WHEN kind = 'weekly' AND regexp_full_match(event, '\d{4}-W\d{2}') THEN event END AS week,
    CASE WHEN kind = 'alert' THEN nullif(regexp_extract(event, '^(.+)@\d{4}-\d{2}-\d{2}:', 1), '') END AS alert_id,
    CASE WHEN kind = 'alert' THEN try_cast(regexp_extract(event, '@(\d{4}-\d{2}-\d{2}):', 1) AS DATE) END AS alert_dt,
    recipients, sent, written, refused, waiting, attempts, first_at, last_at
FROM counted
ORDER BY first_at, kind, event
