"""Makes the rows of authors again whose posts changed, and no others: their number does not grow with the history.

Who they are is written down in the transaction that replaces their posts (`state.author_due`) and struck out in the one
that brings their rows: a build that is killed in between finds them due again.
"""

from datetime import date

import duckdb

from warehouse.database import transaction
from warehouse.sql_files import SqlFile, sql_files
from warehouse.tables import touched, touched_keys

SCHEMA = "CREATE TABLE IF NOT EXISTS state.author_due (author_id VARCHAR);\n"
_DUE = """
INSERT INTO state.author_due
SELECT DISTINCT author_id FROM post WHERE author_id IS NOT NULL AND dt BETWEEN $first AND $last
"""
_MANY = "SELECT count(DISTINCT author_id) > (SELECT count(*) / 3 FROM author) FROM state.author_due"
_DELETE = "DELETE FROM author WHERE author_id IN (FROM state.author_due)"


def note(con: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
    """The authors of these days are due; before their posts are replaced and after, in the same transaction."""
    con.execute(_DUE, {"first": first, "last": last})


def refresh(con: duckdb.DuckDBPyConnection) -> None:
    """Replace the rows of the authors that are due."""
    file: SqlFile = next(file for file in sql_files() if file.name == "author")
    if not con.execute("SELECT 1 FROM state.author_due LIMIT 1").fetchall():
        return
    with transaction(con):
        if con.execute(_MANY).fetchall()[0][0]:
            touched(con, file, [None])
        else:
            touched_keys(con, file, "SELECT DISTINCT author_id FROM state.author_due")
        con.execute(_DELETE)
        con.execute(f"INSERT INTO author BY NAME {file.select}")
        con.execute("DELETE FROM state.author_due")
