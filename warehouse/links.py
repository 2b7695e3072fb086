"""Links near-duplicates while days are built: the posts of a chunk among themselves and to originals before them.

Which post is whose copy depends on the WINDOW days before it. When originals of an old day come, go or change (a late
post, a new reading), the later days on which that can change a link are marked as not built, and so made again: those
with copies of what went, and those with a post that agrees with what came. Other days cannot change, so that a late
post costs a look at the fingerprints of four weeks and seldom more.
"""

from collections.abc import Iterator
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from contract.enriched import FINGERPRINT_SIZE
from warehouse import near_duplicates
from warehouse.bands import Ints, Keys, Meeting, Prints, band_keys, meetings
from warehouse.near_duplicates import WINDOW, agree

_LINKS = pa.schema([("dt", pa.date32()), ("post_id", pa.string()), ("duplicate_of", pa.string())])
_BATCH = 100_000  # fingerprints of earlier or later days in memory at once, 13 MB
# Rows in order of time, the smaller id on a tie. A post that was told first of another day has no place in this one.
_CHUNK = """
SELECT p.dt, p.published_at, p.post_id, p.kind = 'hot_search' AS listed, e.fingerprint
FROM staging.folded_post p JOIN lake.enriched e ON e.post_id = p.post_id AND e.dt = p.dt
WHERE len(e.fingerprint) = $size
    AND NOT EXISTS (SELECT 1 FROM state.elsewhere o WHERE o.post_id = p.post_id AND o.dt = p.dt)
ORDER BY p.dt, p.published_at, p.post_id
"""
_KNOWN = """
SELECT dt, published_at, post_id, false AS listed, fingerprint FROM private.fingerprint
WHERE dt BETWEEN $first::DATE - $window::INTEGER AND $first::DATE - 1 AND duplicate_of IS NULL
"""
_BEFORE = """
CREATE OR REPLACE TEMP TABLE original_before AS
SELECT dt, published_at, post_id, fingerprint FROM private.fingerprint
WHERE dt BETWEEN $first AND $last AND duplicate_of IS NULL
"""
_STAY = """
SELECT 1 FROM state.built WHERE digest <> '' AND dt BETWEEN $last::DATE + 1 AND $last::DATE + $window::INTEGER LIMIT 1
"""
_NOW = """
CREATE OR REPLACE TEMP TABLE original_now AS
SELECT dt, published_at, post_id, fingerprint FROM private.fingerprint
WHERE dt BETWEEN $first AND $last AND duplicate_of IS NULL
"""
_CHANGED = """
CREATE OR REPLACE TEMP TABLE original_gone AS FROM original_before EXCEPT FROM original_now;
CREATE OR REPLACE TEMP TABLE original_come AS FROM original_now EXCEPT FROM original_before;
"""
_COPIES_OF_GONE = """
SELECT DISTINCT dt FROM private.fingerprint SEMI JOIN original_gone g ON duplicate_of = g.post_id
WHERE dt BETWEEN $last::DATE + 1 AND $last::DATE + $window::INTEGER
"""
_LATER = """
SELECT f.dt, f.fingerprint FROM private.fingerprint f SEMI JOIN state.built b ON f.dt = b.dt AND b.digest <> ''
WHERE f.dt BETWEEN $last::DATE + 1 AND $last::DATE + $window::INTEGER
"""


def link(con: duckdb.DuckDBPyConnection, first: date) -> None:
    """Fill `staging.near_duplicate`: the posts of the chunk that begins on this day that repeat an earlier one."""
    hand_over(con, find(con, first))


def hand_over(con: duckdb.DuckDBPyConnection, found: pa.Table) -> None:
    """Fill `staging.near_duplicate` with what was found."""
    con.execute("DELETE FROM staging.near_duplicate")
    con.register("link", found)
    con.execute("INSERT INTO staging.near_duplicate BY NAME FROM link")
    con.unregister("link")


def find(con: duckdb.DuckDBPyConnection, first: date) -> pa.Table:
    """Posts of the chunk that begins on this day that repeat an earlier one: dt, post_id, duplicate_of."""
    posts = con.sql(_CHUNK, params={"size": FINGERPRINT_SIZE}).to_arrow_table()
    if not len(posts):
        return _LINKS.empty_table()
    known = _known(con, first, _keys(posts))
    rows = pa.concat_tables([known, posts])
    leader = near_duplicates.leaders(_days(rows), _prints(rows), _keys(rows), len(known))
    copies = np.flatnonzero(leader != np.arange(len(rows)))
    columns = [rows["dt"].take(copies), rows["post_id"].take(copies), rows["post_id"].take(leader[copies])]
    return pa.table(columns, schema=_LINKS)


def _known(con: duckdb.DuckDBPyConnection, first: date, keys: Keys) -> pa.Table:
    """Originals of the days before that share a band with the chunk's posts, in order of time."""
    meeting = Meeting(keys)
    found = [batch.take(meeting.rows(_keys(batch))) for batch in _batches(con, _KNOWN, first=first)]
    if not found:
        return con.sql(_CHUNK + " LIMIT 0", params={"size": 0}).to_arrow_table()
    # sorted here, where they are few: DuckDB would sort the fingerprints of four weeks
    return pa.concat_tables(found).sort_by([(name, "ascending") for name in ("dt", "published_at", "post_id")])


def remember(con: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
    """Note the originals of days about to be replaced."""
    con.execute(_BEFORE, {"first": first, "last": last})


def unmark_later(con: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
    """Mark as not built the later days whose links the replaced days can change. In the transaction that replaced."""
    if not con.execute(_STAY, {"last": last, "window": WINDOW}).fetchall():
        return
    con.execute(_NOW, {"first": first, "last": last})
    con.execute(_CHANGED)
    days = {day for (day,) in con.execute(_COPIES_OF_GONE, {"last": last, "window": WINDOW}).fetchall()}
    come = con.sql("FROM original_come").to_arrow_table()
    days |= set(_meeting_days(con, come, last)) if len(come) else set()
    unmarked = [[day] for day in sorted(days)]
    if unmarked:
        con.executemany("UPDATE state.built SET digest = '' WHERE dt = ?", unmarked)


def _meeting_days(con: duckdb.DuckDBPyConnection, come: pa.Table, last: date) -> Iterator[date]:
    """Later days with a post that agrees with one of these originals, not more than WINDOW days older."""
    keys, prints, origin = _keys(come), _prints(come), _days(come)
    meeting = Meeting(keys)
    for batch in _batches(con, _LATER, last=last):
        met = batch.take(meeting.rows(_keys(batch)))
        left, right = meetings(keys, _keys(met))
        near = _days(met)[right] - origin[left] <= WINDOW
        same = agree(prints, _prints(met), left[near], right[near])
        yield from met["dt"].take(np.unique(right[near][same])).to_pylist()


def _batches(con: duckdb.DuckDBPyConnection, query: str, **days: date) -> Iterator[pa.Table]:
    reader = con.sql(query, params={**days, "window": WINDOW}).to_arrow_reader(_BATCH)
    yield from (pa.Table.from_batches([batch]) for batch in reader if len(batch))


def _keys(posts: pa.Table) -> Keys:
    """Band keys; a line of a hot list meets only the lines of its day: the same line tomorrow is news again."""
    salt = np.zeros(len(posts), np.uint64)
    if "listed" in posts.schema.names:
        listed = posts["listed"].to_numpy()
        salt[listed] = _days(posts)[listed].astype(np.uint64) + np.uint64(1)
    return band_keys(_prints(posts), salt)


def _days(posts: pa.Table) -> Ints:
    return np.asarray(posts["dt"].cast(pa.int32()).to_numpy(), np.int64)


def _prints(posts: pa.Table) -> Prints:
    flat = pc.list_flatten(posts["fingerprint"]).to_numpy()
    return np.ascontiguousarray(flat, np.uint32).reshape(-1, FINGERPRINT_SIZE)
