"""The warehouse: a lake of Parquet partitions, and DuckDB tables, trends and alerts derived from it."""
