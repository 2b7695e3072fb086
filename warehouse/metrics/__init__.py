"""What alerts are measured by: a module a metric, each with `watched(con, rule, span, settings)`."""
