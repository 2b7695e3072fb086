"""Entries of the platforms as Posts: one module a platform, pure functions that raise Rejected."""
