"""What the posts of each day say, kept as numbers: to count a phrase on weeks of days must not mean to read them again.

A phrase that is found today is counted on the 77 days before, millions of posts. `state.spoken` has a row a post with
its words as numbers, `state.spoken_word` the word of each number of the day, `state.spoken_sample` the posts that
phrases are looked for in. A day's rows depend on its posts alone and are replaced with them.
"""

from collections.abc import Iterator
from datetime import date

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.grams import LONGEST

RULE = "spoken 1"  # other rule, other rows: days are made again
POSTS_A_DAY = 5000  # that discovery reads; of more, those with the smallest hash: what a day costs is bounded
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SCHEMA = """
CREATE TABLE IF NOT EXISTS state.spoken (dt DATE, platform VARCHAR, post UBIGINT, voice UBIGINT, organic BOOLEAN,
    queries VARCHAR[], numbers UINTEGER[]);
CREATE TABLE IF NOT EXISTS state.spoken_word (dt DATE, number UINTEGER, word VARCHAR);
CREATE TABLE IF NOT EXISTS state.spoken_sample (dt DATE, post_id VARCHAR, voice UBIGINT, words VARCHAR[],
    hashtags VARCHAR[]);
"""
RUNS = """
CREATE OR REPLACE TABLE staging.phrase_run (dt DATE, platform VARCHAR, post UBIGINT, voice UBIGINT, organic BOOLEAN,
    a VARCHAR, b VARCHAR, c VARCHAR, d VARCHAR)
"""
_POSTS = """
SELECT dt, platform, hash(post_id) AS post, hash(coalesce(author_id, post_id)) AS voice, organic, queries, words
FROM staging.read_post WHERE dt = $day
"""
_SAMPLE = """
INSERT INTO state.spoken_sample
SELECT dt, post_id, hash(coalesce(author_id, post_id)), words, hashtags FROM staging.read_post
WHERE organic AND dt BETWEEN $first AND $last
QUALIFY row_number() OVER (PARTITION BY dt ORDER BY hash(post_id), post_id) <= $most
"""
# Every piece that a word of an asked phrase can be; `begins` and `whole`: it begins one, it is one.
_PIECES = """
CREATE OR REPLACE TEMP TABLE phrase_piece AS
SELECT piece, bool_or(start = 1) AS begins, bool_or(start = 1 AND size = length(phrase)) AS whole
FROM (
    SELECT phrase, start, size, substring(phrase, start, size) AS piece
    FROM (SELECT phrase, start, unnest(generate_series(1, length(phrase) - start + 1)) AS size
          FROM (SELECT phrase, unnest(generate_series(1, length(phrase))) AS start
                FROM (SELECT DISTINCT phrase FROM staging.phrase_asked)))
)
GROUP BY piece
"""
_KNOWN = """
SELECT w.number, w.word, p.begins, p.whole FROM state.spoken_word w JOIN phrase_piece p ON p.piece = w.word
WHERE w.dt = $day
"""
_ASKED = "SELECT DISTINCT dt FROM staging.phrase_asked WHERE dt BETWEEN $first AND $last ORDER BY dt"


def keep(con: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
    """Replace the rows of the days from first to last by those of `staging.read_post`; in the caller's transaction."""
    span = {"first": first, "last": last}
    for table in ("spoken", "spoken_word", "spoken_sample"):
        con.execute(f"DELETE FROM state.{table} WHERE dt BETWEEN $first AND $last", span)  # noqa: S608
    days = con.execute("SELECT DISTINCT dt FROM staging.read_post WHERE dt BETWEEN $first AND $last ORDER BY dt", span)
    for (day,) in days.fetchall():
        _keep_day(con, day)
    con.execute(_SAMPLE, {**span, "most": POSTS_A_DAY})


def _keep_day(con: duckdb.DuckDBPyConnection, day: date) -> None:
    posts = con.sql(_POSTS, params={"day": day}).to_arrow_table().combine_chunks()
    words = posts["words"].combine_chunks()
    told = pc.dictionary_encode(pc.list_flatten(words))
    # in order of the words, so that the same posts give the same numbers in whatever order they came
    order = pc.sort_indices(told.dictionary)
    number = np.empty(len(order), np.uint32)
    number[order.to_numpy()] = np.arange(len(order), dtype=np.uint32)
    flat = pa.array(number[told.indices.to_numpy(zero_copy_only=False)], pa.uint32())
    numbers = pa.ListArray.from_arrays(_offsets(words), flat)
    _insert(con, "spoken", posts.drop_columns("words").append_column("numbers", numbers))
    ordered = told.dictionary.take(order)
    columns = {"dt": pa.repeat(pa.scalar(day), len(ordered)), "number": pa.array(np.arange(len(ordered)), pa.uint32())}
    _insert(con, "spoken_word", pa.table({**columns, "word": ordered}))


def _offsets(lists: pa.ListArray) -> pa.Array:
    sizes = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    return pa.array(np.append(0, np.cumsum(sizes)), pa.int32())


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    con.register("rows_to_keep", rows)
    con.execute(f"INSERT INTO state.{table} BY NAME FROM rows_to_keep")
    con.unregister("rows_to_keep")


def find_runs(con: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
    """Fill `staging.phrase_run`: wherever in the posts of these days a phrase of `staging.phrase_asked` can begin."""
    con.execute("DELETE FROM staging.phrase_run")
    con.execute(_PIECES)
    for (day,) in con.execute(_ASKED, {"first": first, "last": last}).fetchall():
        for rows in _runs_of(con, day):
            con.register("runs_found", rows)
            con.execute("INSERT INTO staging.phrase_run BY NAME FROM runs_found")
            con.unregister("runs_found")


def _runs_of(con: duckdb.DuckDBPyConnection, day: date) -> Iterator[pa.Table]:
    known = con.sql(_KNOWN, params={"day": day}).to_arrow_table().combine_chunks()
    if not len(known):
        return
    size = con.execute("SELECT max(number) + 2 FROM state.spoken_word WHERE dt = $day", {"day": day}).fetchall()[0][0]
    place = np.full(size, -1, np.int64)  # of each number among the known words; the last one stands for no word
    place[known["number"].to_numpy()] = np.arange(len(known))
    flags = {name: _flagged(place, known[name]) for name in ("begins", "whole")}
    reader = con.sql("FROM state.spoken WHERE dt = $day", params={"day": day}).to_arrow_reader(100_000)
    for batch in list(reader):  # the connection is free again once all is read
        yield _runs_in(pa.Table.from_batches([batch]).combine_chunks(), place, flags, known["word"])


def _flagged(place: Ints, told: pa.ChunkedArray) -> Bools:
    found = np.zeros(len(place), bool)
    found[:] = np.append(told.to_numpy(), False)[place]
    return found


def _runs_in(posts: pa.Table, place: Ints, flags: dict[str, Bools], words: pa.ChunkedArray) -> pa.Table:
    numbers = posts["numbers"].combine_chunks()
    offsets = _offsets(numbers).to_numpy()
    none = len(place) - 1
    flat = np.append(pc.list_flatten(numbers).to_numpy(), np.full(LONGEST, none)).astype(np.int64)
    at = np.flatnonzero(flags["begins"][flat])
    at = at[flags["whole"][flat[at]] | (place[flat[at + 1]] >= 0)]
    post = np.searchsorted(offsets, at, "right") - 1
    rows = posts.drop_columns("numbers").drop_columns("queries").take(pa.array(post))
    told = np.ones(len(at), bool)
    for i, name in enumerate("abcd"):
        told &= (at + i < offsets[post + 1]) & (place[flat[at + i]] >= 0)
        rows = rows.append_column(name, words.take(pa.array(place[flat[at + i]], mask=~told)))
    return rows
