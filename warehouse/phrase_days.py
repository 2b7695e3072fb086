"""Keeps the phrases of every day, and their counts, true to the posts in the build file.

A day's phrases depend on the 28 days that end with it, so a day that changed touches the four weeks after it. What is
due is written down in the transaction that brings the posts (`state.phrase_due`) and struck out in the one that brings
the counts: a build that is killed in between finds it due again.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta

import duckdb
import numpy as np
import pyarrow as pa

from warehouse import phrase_counts
from warehouse.database import beside, transaction
from warehouse.grams import Tokens
from warehouse.phrase_counts import KNOWN
from warehouse.phrase_rules import Rules
from warehouse.phrases import FOUND, Sliding
from warehouse.spoken import POSTS_A_DAY
from warehouse.tables import replace, touched

_STRETCH_POSTS = 75_000  # read at once, beside the four weeks before them
_POSTS = """
SELECT dt - $first::DATE AS day, voice, words, hashtags FROM state.spoken_sample WHERE dt BETWEEN $first AND $last
ORDER BY day, post_id
"""
_TOUCHED = """
SELECT v.dt, sum(v.posts) FROM volume_daily v
WHERE v.dt NOT IN (SELECT dt FROM state.kept)
    AND EXISTS (SELECT 1 FROM state.phrase_due d WHERE v.dt BETWEEN d.dt AND d.dt + $known::INTEGER)
GROUP BY v.dt ORDER BY v.dt
"""


Search = tuple[date, date, "Future[pa.Table]"]


@contextmanager
def searching(con: duckdb.DuckDBPyConnection, rules: Rules) -> Iterator[list[Search]]:
    """Begin to look for the phrases of whatever is due, in a thread beside what the connection does inside."""
    if con.execute("SELECT rules FROM state.phrase_rules").fetchall() != [(repr(rules),)]:
        con.execute("INSERT INTO state.phrase_due SELECT DISTINCT dt FROM volume_daily")
    stretches = list(_stretches(con))
    with beside(con) as own, ThreadPoolExecutor(1) as aside:
        try:
            yield [(first, last, aside.submit(_find, own, first, last, rules)) for first, last in stretches]
        finally:
            aside.shutdown(cancel_futures=True)


def refresh(con: duckdb.DuckDBPyConnection, rules: Rules, begun: Sequence[Search]) -> None:
    """Take what was found, and count again whatever is due.

    Killed anywhere, it is due again, and gives the same rows.
    """
    if not con.execute("SELECT 1 FROM state.phrase_due LIMIT 1").fetchall():
        return
    _forget_days_that_are_gone(con)
    for first, last, found in begun:
        _replace(con, first, last, found.result())
    phrase_counts.count(con, rules)
    with transaction(con):
        phrase_counts.put_in_place(con)
        con.execute("INSERT INTO state.dirty SELECT DISTINCT dt FROM state.phrase_due")
        con.execute("DELETE FROM state.phrase_due; DELETE FROM state.phrase_rules")
        con.execute("INSERT INTO state.phrase_rules VALUES ($rules)", {"rules": repr(rules)})


def _forget_days_that_are_gone(con: duckdb.DuckDBPyConnection) -> None:
    gone = con.execute("SELECT DISTINCT dt FROM phrase WHERE dt NOT IN (SELECT dt FROM volume_daily)").fetchall()
    with transaction(con):
        touched(con, phrase_counts.table("phrase"), [dt for (dt,) in gone])
        con.execute("DELETE FROM phrase WHERE dt NOT IN (SELECT dt FROM volume_daily)")


def _stretches(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[date, date]]:
    """Days whose windows a due day lies in, as stretches without a gap of four weeks, each of bounded size."""
    rows = con.execute(_TOUCHED, {"known": KNOWN}).fetchall()
    start, posts = 0, 0
    for i, (dt, n) in enumerate(rows):
        posts += min(n, POSTS_A_DAY)
        if i + 1 == len(rows) or posts > _STRETCH_POSTS or (rows[i + 1][0] - dt).days > KNOWN:
            yield rows[start][0], dt
            start, posts = i + 1, 0


def _find(con: duckdb.DuckDBPyConnection, first: date, last: date, rules: Rules) -> pa.Table:
    """The phrases of these days."""
    since = first - timedelta(days=KNOWN)
    span = {"first": since, "last": last}
    read = con.sql(_POSTS, params=span).to_arrow_table().combine_chunks()
    words, hashtags = (read[name].combine_chunks() for name in ("words", "hashtags"))
    tokens = Tokens(words, read["day"].to_numpy().astype(np.int64), read["voice"].to_numpy())
    sliding = Sliding(tokens, hashtags, rules)
    found = [_dated(since + timedelta(days=day), table) for day, table in sliding if day >= KNOWN]
    return pa.concat_tables([_dated(first, FOUND.empty_table()), *found])


def _replace(con: duckdb.DuckDBPyConnection, first: date, last: date, found: pa.Table) -> None:
    con.register("found_rows", found)
    con.execute("CREATE OR REPLACE TABLE staging.found_phrase AS FROM found_rows")
    con.unregister("found_rows")
    with transaction(con):
        replace(con, phrase_counts.table("phrase"), first, last)


def _dated(day: date, table: pa.Table) -> pa.Table:
    return table.append_column("dt", pa.array([day] * len(table), pa.date32()))
