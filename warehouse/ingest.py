"""Landing to lake: a run's posts, sorted and cut into one Parquet file a platform and day.

The order of writing makes it safe to kill: partitions first, then the crawl record, the marker last. A run without its
marker is done again, and writes the same bytes to the same names.
"""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from contract.errors import LakeError
from contract.post import SCHEMA
from warehouse.database import Engine, connect
from warehouse.lake import OnProgress, post_folder, whole_file, write_parquet
from warehouse.landing import Landed, landed_runs, post_batches, record_of

# Asia/Shanghai has been UTC+8 without daylight saving since 1991: adding eight hours is exact and needs no zone data.
_SORTED = """
SELECT make_timestamp(epoch_us(published_at) + 28800000000)::DATE AS dt, *
FROM landed
ORDER BY dt, post_id, query NULLS FIRST, observed_at, title, text, likes, comments, shares, favourites, views
"""


_AT_ONCE = 2  # runs; more would hold more of them in memory and gain little


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What one call brought into the lake."""

    runs: int
    posts: int
    partitions: int


def ingest(home: Path, on_progress: OnProgress | None = None, engine: Engine | None = None) -> IngestResult:
    """Bring every landed run that is not in the lake yet into it. LakeError names a file that cannot be read."""
    waiting = [landed for landed in landed_runs(home) if not _marker(home, landed).exists()]
    posts = written = 0
    # Runs share one DuckDB and its memory limit; reading, sorting and writing leave Python's lock, so threads pay.
    with (
        connect(":memory:", engine or Engine(), scratch=home / "lake" / ".sorting") as con,
        ThreadPoolExecutor(_AT_ONCE) as pool,
    ):
        found = pool.map(lambda landed: _ingest_run(home, landed, con.cursor()), waiting)
        for done, days in enumerate(found, 1):
            posts, written = posts + sum(days.values()), written + len(days)
            if on_progress:
                on_progress(done, len(waiting))
    return IngestResult(len(waiting), posts, written)


def _marker(home: Path, landed: Landed) -> Path:
    return home / "lake" / "ingested" / landed.platform / f"{landed.run}.json"


def _ingest_run(home: Path, landed: Landed, con: duckdb.DuckDBPyConnection) -> dict[date, int]:
    days: dict[date, int] = {}
    for day, tables in _days(landed, con):
        path = post_folder(home, landed.platform, day) / f"{landed.run}.parquet"
        with whole_file(path) as beside, pq.ParquetWriter(beside, SCHEMA, compression="zstd") as writer:
            for table in tables:
                writer.write_table(table)
                days[day] = days.get(day, 0) + len(table)
    record = record_of(landed)
    if record is not None:
        write_parquet(home / "lake" / "runs" / landed.platform / f"{landed.run}.parquet", record)
    _mark(home, landed, days)
    return days


def _mark(home: Path, landed: Landed, days: dict[date, int]) -> None:
    told = {"run": landed.run, "platform": landed.platform, "posts": {f"{day}": n for day, n in days.items()}}
    with whole_file(_marker(home, landed)) as beside:
        beside.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def _days(landed: Landed, con: duckdb.DuckDBPyConnection) -> Iterator[tuple[date, Iterator[pa.Table]]]:
    """Each day of a run with its rows in order, a batch at a time: DuckDB sorts, on disk if memory does not do."""
    failures: list[LakeError] = []
    reader = pa.RecordBatchReader.from_batches(SCHEMA, _noting(failures, post_batches(landed)))
    with con:
        con.register("landed", reader)
        try:
            rows = con.sql(_SORTED).to_arrow_reader(100_000)
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
