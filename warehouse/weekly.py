"""Makes the rows of weeks again once all days of a build are there, each week once, however many days came.

Which days came is written down in the transaction that brings them (`state.week_due`) and struck out in the one that
brings the week: a build that is killed in between finds it due again.
"""

from datetime import timedelta

import duckdb

from warehouse.database import transaction
from warehouse.sql_files import sql_files
from warehouse.tables import replace

_DUE = "SELECT DISTINCT date_trunc('week', dt)::DATE FROM state.week_due ORDER BY 1"


def refresh(con: duckdb.DuckDBPyConnection) -> None:
    """Replace every week that is due, in tables whose header says `window: week`."""
    files = [file for file in sql_files() if file.weekly]
    for (monday,) in con.execute(_DUE).fetchall():
        sunday = monday + timedelta(days=6)
        with transaction(con):
            for file in files:
                replace(con, file, monday, sunday)
            con.execute("DELETE FROM state.week_due WHERE dt BETWEEN ? AND ?", [monday, sunday])
