"""Room: from the published warehouse's tables to what people read. Weekly report, alerts, mail."""
