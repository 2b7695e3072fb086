"""The platforms' own JSON and XML shapes, one file a platform; texts and numbers come from the made-up network."""
