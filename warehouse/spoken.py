"""What the posts of each day say, as an index: to count a phrase on weeks of days must not mean to read them again.

A phrase that is found today is counted on the 77 days before, millions of posts. `state.spoken_word` tells for each
word of a day where it stands, `state.spoken` has a row a post, `state.spoken_sample` the posts that phrases are looked
for in. A place is the number that a word would have if all posts of the day stood one after another, with one place
left free behind each. A day's rows depend on its posts alone and are replaced with them.
"""

from datetime import date

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

RULE = "spoken 2"  # other rule, other rows: days are made again
POSTS_A_DAY = 5000  # that discovery reads; of more, those with the smallest hash: what a day costs is bounded
Ints = npt.NDArray[np.int64]

SCHEMA = """
CREATE TABLE IF NOT EXISTS state.spoken (dt DATE, platform VARCHAR, post UBIGINT, voice UBIGINT, organic BOOLEAN,
    queries VARCHAR[], start UINTEGER);
CREATE TABLE IF NOT EXISTS state.spoken_word (dt DATE, word VARCHAR, places UINTEGER[]);
CREATE TABLE IF NOT EXISTS state.spoken_sample (dt DATE, post_id VARCHAR, voice UBIGINT, words VARCHAR[],
    hashtags VARCHAR[]);
"""
# The same of the days being built, `number` the post's on its day; and which posts say each word, each once.
_STAGED = """
CREATE OR REPLACE TABLE staging.spoken (dt DATE, number INTEGER, platform VARCHAR, post UBIGINT, voice UBIGINT,
    organic BOOLEAN, queries VARCHAR[], start UINTEGER);
CREATE OR REPLACE TABLE staging.spoken_word (dt DATE, word VARCHAR, places UINTEGER[], posts INTEGER[]);
CREATE OR REPLACE TABLE staging.spoken_start (dt DATE, number INTEGER, start UINTEGER);
"""
_POSTS = "SELECT dt, number, words FROM staging.numbered_post WHERE dt = $day ORDER BY number"
_TELL = """
INSERT INTO staging.spoken BY NAME
SELECT p.dt, p.number, p.platform, hash(p.post_id) AS post, hash(coalesce(p.author_id, p.post_id)) AS voice,
    p.organic, p.queries, s.start
FROM staging.read_post p JOIN staging.spoken_start s USING (dt, number) WHERE p.dt BETWEEN $first AND $last
"""
# chosen before the words are looked at: a sort would carry them along
_SAMPLE = """
INSERT INTO state.spoken_sample
SELECT dt, post_id, hash(coalesce(author_id, post_id)), words, hashtags
FROM staging.read_post SEMI JOIN (
    SELECT dt, post_id FROM staging.read_post WHERE organic AND dt BETWEEN $first AND $last
    QUALIFY row_number() OVER (PARTITION BY dt ORDER BY hash(post_id), post_id) <= $most
) USING (dt, post_id)
"""
_DAYS = "SELECT DISTINCT dt FROM staging.numbered_post WHERE dt BETWEEN $first AND $last ORDER BY dt"


def clear(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of the days being built empty ones."""
    con.execute(_STAGED)


def read(con: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
    """Fill `staging.spoken_word` with what `staging.numbered_post` of these days says, and where posts start."""
    clear(con)
    for (day,) in con.execute(_DAYS, {"first": first, "last": last}).fetchall():
        posts = con.sql(_POSTS, params={"day": day}).to_arrow_table().combine_chunks()
        words = posts["words"].combine_chunks()
        sizes = pc.fill_null(pc.list_value_length(words), 0).to_numpy(zero_copy_only=False).astype(np.int64)
        _insert(con, "spoken_start", posts.drop_columns("words").append_column("start", pa.array(starts_of(sizes))))
        number = np.repeat(posts["number"].to_numpy(), sizes)
        _insert(
            con, "spoken_word", places(pc.list_flatten(words), np.repeat(np.arange(len(sizes)), sizes), number, day)
        )


def tell(con: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
    """Fill `staging.spoken` with who says it, once `staging.read_post` is known."""
    con.execute(_TELL, {"first": first, "last": last})


def keep(con: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
    """Replace the rows of the days from first to last by what was read; in the caller's transaction."""
    span = {"first": first, "last": last}
    for table in ("spoken", "spoken_word", "spoken_sample"):
        con.execute(f"DELETE FROM state.{table} WHERE dt BETWEEN $first AND $last", span)  # noqa: S608
    con.execute("INSERT INTO state.spoken BY NAME SELECT * EXCLUDE (number) FROM staging.spoken")
    con.execute("INSERT INTO state.spoken_word BY NAME SELECT * EXCLUDE (posts) FROM staging.spoken_word")
    con.execute(_SAMPLE, {**span, "most": POSTS_A_DAY})


def starts_of(sizes: Ints) -> Ints:
    """The first place of each post of so many words; the next one begins after a free place."""
    return np.asarray(np.cumsum(sizes + 1) - (sizes + 1))


def places(words: pa.Array, post: Ints, number: Ints, day: date) -> pa.Table:
    """Where each word stands and who says it: dt, word, places and posts (both ascending); by word.

    `post` (n,) counts each word's post from 0, `number` (n,) is its number as it is told.
    """
    told = pc.dictionary_encode(words)
    order = pc.sort_indices(told.dictionary)  # so that the same posts give the same rows
    rank = np.empty(len(order), np.uint64)
    rank[order.to_numpy()] = np.arange(len(order), dtype=np.uint64)
    word = rank[told.indices.to_numpy(zero_copy_only=False)] << np.uint64(32)
    table = {"dt": pa.repeat(pa.scalar(day), len(order)), "word": told.dictionary.take(order)}
    said = np.sort(word | (np.arange(len(words)) + post).astype(np.uint64))
    by = np.sort(word | number.astype(np.uint64))
    by = by[np.diff(by, prepend=np.uint64(2**64 - 1)) != 0]
    return pa.table(
        {**table, "places": _lists(said, len(order), pa.uint32()), "posts": _lists(by, len(order), pa.int32())}
    )


def _lists(keys: npt.NDArray[np.uint64], words: int, kind: pa.DataType) -> pa.ListArray:
    """The lower halves of sorted keys, a list for each upper half."""
    offsets = np.searchsorted(keys, np.arange(words + 1, dtype=np.uint64) << np.uint64(32))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(keys.astype(np.uint32)).cast(kind))


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    con.register("rows_read", rows)
    con.execute(f"INSERT INTO staging.{table} BY NAME SELECT * FROM rows_read")  # noqa: S608 - names of our own
    con.unregister("rows_read")
