"""Landing to lake: a run's posts, sorted and cut into one Parquet file a platform and day.

The order of writing makes it safe to kill: partitions first, then the crawl record, the marker last. A run without its
marker is done again, and writes the same bytes to the same names.
"""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from contract.post import SCHEMA
from contract.suppression import Suppression
from warehouse.database import Engine, connect
from warehouse.lake import OnProgress, Place, post_name, run_name, store_of
from warehouse.landing import Landed, landed_runs, record_of
from warehouse.run_days import days_of
from warehouse.storage import Storage

_SMALL = 1 << 20  # bytes of a landed file
# Runs at once. What takes time with small ones is waiting for the disk to confirm each file, and a disk confirms
# several together; more large ones would hold more of them in memory and gain little.
_SMALL_AT_ONCE, _LARGE_AT_ONCE = 12, 2
_FEW_ROWS = 2_000
# Most files hold some twenty posts. Dictionaries, the Arrow schema (each file 3 kB) and statistics other than of time
# are what such a file would mostly consist of, and cost more than writing its posts.
_LEAN = {"use_dictionary": False, "write_statistics": ["published_at", "observed_at"], "store_schema": False}
_MARKERS = "ingested"


def parquet_options(rows: int) -> dict[str, Any]:
    """How a file of so many posts is written."""
    return _LEAN if rows < _FEW_ROWS else {}


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What one call brought into the lake."""

    runs: int
    posts: int
    partitions: int


def ingest(
    home: Path,
    on_progress: OnProgress | None = None,
    engine: Engine | None = None,
    suppression: Suppression | None = None,
    lake: Place | None = None,
) -> IngestResult:
    """Bring every landed run that is not in the lake yet into it, but for posts that were erased.

    LakeError names a file that cannot be read.
    """
    store = store_of(lake or home)
    marked = is_ingested(store)
    waiting = [landed for landed in landed_runs(home) if not marked(landed)]
    posts = written = 0
    # Runs share one DuckDB and its memory limit; reading, sorting and writing leave Python's lock, so threads pay.
    with connect(":memory:", engine or Engine(), scratch=store.notes / ".sorting") as con:
        for done, days in enumerate(_side_by_side(store, waiting, con, suppression or Suppression("")), 1):
            posts, written = posts + sum(days.values()), written + len(days)
            if on_progress:
                on_progress(done, len(waiting))
    return IngestResult(len(waiting), posts, written)


def is_ingested(store: Storage) -> Callable[[Landed], bool]:
    """The question whether a landed run is in the lake; what is asked for is looked up now, once."""
    marked = {entry.name for entry in store.entries(_MARKERS)}
    return lambda landed: _marker(landed) in marked


def _side_by_side(
    store: Storage, waiting: list[Landed], con: duckdb.DuckDBPyConnection, suppression: Suppression
) -> Iterator[dict[date, int]]:
    small = [landed for landed in waiting if not landed.posts.exists() or landed.posts.stat().st_size <= _SMALL]
    large = sorted(set(waiting) - set(small))
    for runs, at_once in ((small, _SMALL_AT_ONCE), (large, _LARGE_AT_ONCE)):
        with ThreadPoolExecutor(at_once) as pool:
            yield from pool.map(partial(_ingest_run, store, con, suppression), runs)


def _marker(landed: Landed) -> str:
    return f"{_MARKERS}/{landed.platform}/{landed.run}.json"


def _ingest_run(
    store: Storage, con: duckdb.DuckDBPyConnection, suppression: Suppression, landed: Landed
) -> dict[date, int]:
    days: dict[date, int] = {}
    for day, tables in days_of(landed, con):
        kept = (table for table in map(suppression.kept, tables) if len(table))
        first = next(kept, None)
        if first is None:  # all of it was erased
            continue
        with store.put(post_name(landed.platform, day, f"{landed.run}.parquet")) as beside:
            days[day] = _write(beside, chain([first], kept))
    record = record_of(landed)
    if record is not None:
        with store.put(run_name(landed.platform, landed.run)) as beside:
            pq.write_table(record, beside, compression="zstd")
    _mark(store, landed, days)
    return days


def _write(path: Path, tables: Iterator[pa.Table]) -> int:
    """Write a day's rows; returns how many."""
    first = next(tables)
    rows = len(first)
    with pq.ParquetWriter(path, SCHEMA, compression="zstd", **parquet_options(rows)) as writer:
        writer.write_table(first)
        for table in tables:
            writer.write_table(table)
            rows += len(table)
    return rows


def _mark(store: Storage, landed: Landed, days: dict[date, int]) -> None:
    told = {"run": landed.run, "platform": landed.platform, "posts": {f"{day}": n for day, n in days.items()}}
    with store.put(_marker(landed)) as beside:
        beside.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
