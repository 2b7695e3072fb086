"""The ground: records, clock and errors that the rooms agree on. Stdlib and pyarrow only."""
