FROM open_alerts
