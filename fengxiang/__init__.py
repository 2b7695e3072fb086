"""The roof: settings, stages and the command line. The only place that knows all four rooms."""
