"""Characters that steer a terminal or break a cell: what shows or keeps text of posts takes them away first."""

# For str.translate; tab and line end stay.
CONTROL = {c: None for c in (*range(32), *range(127, 160)) if c not in (9, 10)}
