"""Cuts what a run landed into days, each with its rows in one fixed order, whatever order they were landed in.

Most runs are a few hundred posts: Arrow sorts them in memory in less time than a database needs to be asked. What
is too much for memory goes through DuckDB, which sorts on disk. Both give the same order (a test holds them to it).
"""

from collections.abc import Iterator
from datetime import date
from itertools import chain, groupby, pairwise
from operator import itemgetter

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from contract.errors import LakeError
from contract.post import SCHEMA
from warehouse.landing import Landed, post_batches

IN_MEMORY = 48 << 20  # bytes of a run's columns, up to which Arrow sorts it; sorting takes as much again
# Asia/Shanghai has been UTC+8 without daylight saving since 1991: adding eight hours is exact and needs no zone data.
_EIGHT_HOURS = 28_800_000_000  # microseconds
_DAY = 86_400_000_000
_SORTED = f"""
SELECT make_timestamp(epoch_us(published_at) + {_EIGHT_HOURS})::DATE AS dt, *
FROM landed
ORDER BY dt, post_id, query NULLS FIRST, observed_at, title, text, likes, comments, shares, favourites, views
"""  # noqa: S608 - a number of our own
_ORDER = [
    (name, "ascending", "at_start" if name == "query" else "at_end")
    for name in (
        "dt", "post_id", "query", "observed_at", "title", "text", "likes", "comments", "shares", "favourites", "views"
    )
]  # fmt: skip


def days_of(landed: Landed, con: duckdb.DuckDBPyConnection) -> Iterator[tuple[date, Iterator[pa.Table]]]:
    """Each day of a run with its rows in order, in one table or several; LakeError names a file that cannot be read."""
    batches = post_batches(landed)
    held: list[pa.RecordBatch] = []
    size = 0
    for batch in batches:
        held.append(batch)
        size += batch.nbytes
        if size > IN_MEMORY:
            yield from _sorted_on_disk(chain(held, batches), con)
            return
    yield from ((day, iter([table])) for day, table in _sorted_in_memory(held))


def _sorted_in_memory(batches: list[pa.RecordBatch]) -> Iterator[tuple[date, pa.Table]]:
    rows = pa.Table.from_batches(batches, SCHEMA).combine_chunks()
    if not len(rows):
        return
    days = (rows["published_at"].cast(pa.int64()).combine_chunks().to_numpy() + _EIGHT_HOURS) // _DAY
    order = pc.sort_indices(rows.append_column("dt", pa.array(days)), sort_keys=_ORDER)
    ordered, days = rows.take(order), days[order.to_numpy()]
    cuts = [0, *(np.flatnonzero(np.diff(days)) + 1).tolist(), len(days)]
    for first, end in pairwise(cuts):
        yield np.datetime64(int(days[first]), "D").item(), ordered.slice(first, end - first)


def _sorted_on_disk(
    batches: Iterator[pa.RecordBatch], con: duckdb.DuckDBPyConnection
) -> Iterator[tuple[date, Iterator[pa.Table]]]:
    failures: list[LakeError] = []
    reader = pa.RecordBatchReader.from_batches(SCHEMA, _noting(failures, batches))
    with con.cursor() as cursor:
        cursor.register("landed", reader)
        try:
            rows = cursor.sql(_SORTED).to_arrow_reader(100_000)
        except duckdb.Error:
            if failures:
                raise failures[0] from None
            raise
        for day, pieces in groupby(_pieces(rows), key=itemgetter(0)):
            yield day, (table for _, table in pieces)


def _noting(failures: list[LakeError], batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The batches; an error is noted on its way, since DuckDB reports it as one of its own."""
    try:
        yield from batches
    except LakeError as error:
        failures.append(error)
        raise


def _pieces(batches: pa.RecordBatchReader) -> Iterator[tuple[date, pa.Table]]:
    """Stretches of one day of the sorted rows."""
    for batch in batches:
        days = batch.column("dt").to_pylist()
        cuts = [0, *(i for i in range(1, len(days)) if days[i] != days[i - 1]), len(days)]
        rows = pa.table(batch).drop_columns("dt").cast(SCHEMA)
        for first, end in pairwise(cuts):
            yield days[first], rows.slice(first, end - first)
