"""Counts phrases on the days that judging them may look at: 77 days before each was found to 27 after it last was.

What was counted is written down with the counts (`state.phrase_counted`), so a phrase that is new costs the days before
it, and a phrase that is known costs the new day: however long the history is, a day costs the same.
"""

from collections.abc import Sequence
from datetime import date

import duckdb

from warehouse import phrase_search
from warehouse.phrase_rules import Rules
from warehouse.phrases import WINDOW
from warehouse.sql_files import SqlFile, sql_files
from warehouse.tables import replace, touched

KNOWN = WINDOW - 1  # days for which a phrase stays known after it was last found
COUNTED_BACK = 77  # days that judging looks back at (warehouse.series)
COUNTED = ("phrase_daily", "subject_source_daily")
_POSTS = 1_000_000  # counted at once; only those that say something are held
# On which days each phrase is needed, as stretches; a pinned one always is.
_NEEDED = f"""
CREATE OR REPLACE TEMP TABLE phrase_needed AS
WITH found AS (
    SELECT phrase, dt, dt - lag(dt) OVER (PARTITION BY phrase ORDER BY dt) AS since FROM phrase
), island AS (
    SELECT phrase, dt, count_if(since > {KNOWN + COUNTED_BACK + 1}) OVER (PARTITION BY phrase ORDER BY dt) AS number
    FROM found
)
SELECT phrase, min(dt) - {COUNTED_BACK} AS first, max(dt) + {KNOWN} AS last FROM island GROUP BY phrase, number
UNION
SELECT unnest($pin::VARCHAR[]), DATE '1970-01-01', DATE '9999-12-31'
"""  # noqa: S608 - numbers of our own
# To count: what is needed and was not counted, and on days that are due all that is needed. To forget: the rest.
_ASKED = """
CREATE OR REPLACE TEMP TABLE day AS SELECT DISTINCT dt FROM volume_daily ANTI JOIN state.kept USING (dt);
CREATE OR REPLACE TEMP TABLE due_day AS SELECT DISTINCT dt FROM state.phrase_due ANTI JOIN state.kept USING (dt);
CREATE OR REPLACE TEMP TABLE span_changed AS
SELECT DISTINCT phrase FROM (
    (FROM phrase_needed EXCEPT FROM state.phrase_counted)
    UNION ALL (FROM state.phrase_counted EXCEPT FROM phrase_needed)
);
CREATE OR REPLACE TEMP TABLE needed_day AS
SELECT DISTINCT n.phrase, d.dt
FROM phrase_needed n SEMI JOIN span_changed USING (phrase) JOIN day d ON d.dt BETWEEN n.first AND n.last;
CREATE OR REPLACE TEMP TABLE counted_day AS
SELECT DISTINCT c.phrase, d.dt
FROM state.phrase_counted c SEMI JOIN span_changed USING (phrase) JOIN day d ON d.dt BETWEEN c.first AND c.last;
CREATE OR REPLACE TEMP TABLE to_count AS
SELECT phrase, dt FROM needed_day ANTI JOIN counted_day USING (phrase, dt)
UNION
SELECT n.phrase, d.dt FROM phrase_needed n JOIN due_day d ON d.dt BETWEEN n.first AND n.last;
CREATE OR REPLACE TEMP TABLE to_forget AS
SELECT phrase, dt FROM counted_day ANTI JOIN needed_day USING (phrase, dt) UNION FROM to_count;
"""
_FORGET = """
DELETE FROM phrase_daily d USING to_forget f WHERE d.phrase = f.phrase AND d.dt = f.dt;
DELETE FROM private.subject_source_daily d USING to_forget f
WHERE d.subject_kind = 'phrase' AND d.subject = f.phrase AND d.dt = f.dt;
"""


def count(con: duckdb.DuckDBPyConnection, rules: Rules) -> None:
    """Count what is needed and due into tables beside the real ones."""
    con.execute(_NEEDED, {"pin": list(rules.pin)})
    con.execute(_ASKED)
    for name in COUNTED:
        con.execute(f"CREATE OR REPLACE TABLE staging.counted_{name} AS FROM {table(name).table} LIMIT 0")
    days = con.execute(
        "SELECT dt, sum(posts) FROM volume_daily SEMI JOIN to_count USING (dt) GROUP BY dt ORDER BY dt"
    ).fetchall()
    for first, last in _stretches(days):
        _count_days(con, first, last)


def put_in_place(con: duckdb.DuckDBPyConnection) -> None:
    """Let the counts take their places; runs in the caller's transaction."""
    changed = con.execute("SELECT DISTINCT dt FROM to_forget").fetchall()  # what is to be counted is among it
    # subject_source_daily has one row a subject by its very GROUP BY: to check eleven weeks of it would cost seconds
    touched(con, table("phrase_daily"), [dt for (dt,) in changed])
    con.execute(_FORGET)
    for name in COUNTED:
        con.execute(f"INSERT INTO {table(name).table} BY NAME FROM staging.counted_{name}")
    con.execute("DELETE FROM state.phrase_counted")
    con.execute("INSERT INTO state.phrase_counted SELECT phrase, first, last FROM phrase_needed")


def table(name: str) -> SqlFile:
    """The SQL file of a table."""
    return next(file for file in sql_files() if file.name == name)


def _stretches(days: Sequence[tuple[date, int]]) -> list[tuple[date, date]]:
    """Neighbouring days, as many as hold a bounded number of posts."""
    cuts: list[tuple[date, date]] = []
    posts = 0
    for dt, n in days:
        fits = cuts and posts + n <= _POSTS
        posts = posts + n if fits else n
        cuts.append((cuts.pop()[0] if fits else dt, dt))
    return cuts


def _count_days(con: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
    span = {"first": first, "last": last}
    con.execute("DELETE FROM staging.phrase_asked")
    con.execute(
        "INSERT INTO staging.phrase_asked SELECT dt, phrase FROM to_count WHERE dt BETWEEN $first AND $last", span
    )
    phrase_search.find(con, first, last)
    replace(con, table("phrase_mention"), first, last)
    for name in COUNTED:
        con.execute(f"INSERT INTO staging.counted_{name} BY NAME {table(name).select}", span)
    con.execute("DELETE FROM staging.phrase_mention")
