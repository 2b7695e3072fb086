"""What merging the lake's small files brings: files, bytes, seconds to list it and to read a day, before and after.

    python -m benchmarks.compaction [--days 28]

The posts are one demo network's, as an hourly crawl would have left them: a file an hour, platform and day.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.warehouse_lake import LAST, WEEKS, WORLD, Size, _rows
from contract import post
from contract.clock import start_of
from demo.topics import PLATFORMS
from demo.world import World
from fengxiang.stages import COMPACTED_AT_ONCE
from warehouse.compaction import compact
from warehouse.enrichment import read_folded
from warehouse.ingest import parquet_options
from warehouse.lake import partitions, post_folder

_HOUR = 3600
_TIMES = 5
_BUDGET = COMPACTED_AT_ONCE


def make(home: Path, days: int) -> None:
    """A file for every hour of every platform and day in which somebody posted."""
    size, world = Size(WORLD, days), World(seed=1000, end=date(2026, 3, 29), weeks=WEEKS)
    for platform in PLATFORMS:
        rows = _rows(world.posts[platform], 0, world.starts_at(7 * WEEKS - 1), size)
        keys = np.asarray(rows["day"]) * 24 + np.asarray(rows["second"]) // _HOUR
        for key in np.unique(keys):
            _write(home, platform, size.all_days()[key // 24], int(key % 24), rows.filter(pa.array(keys == key)))


def _write(home: Path, platform: str, day: date, hour: int, rows: pa.Table) -> None:
    begin = int(start_of(day).timestamp())
    at = pc.multiply(pc.add(rows["second"], begin), 1_000_000).cast(pa.timestamp("us", "UTC"))
    seen = pa.repeat((begin + (hour + 1) * _HOUR) * 1_000_000, len(rows)).cast(pa.timestamp("us", "UTC"))
    told = rows.append_column("published_at", at).append_column("observed_at", seen)
    columns = [
        told[f.name].cast(f.type) if f.name in told.column_names else pa.nulls(len(told), f.type) for f in post.SCHEMA
    ]
    path = post_folder(home, platform, day) / f"{platform}-{day:%Y%m%d}T{hour:02}0000Z.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns, schema=post.SCHEMA), path, compression="zstd", **parquet_options(len(rows)))


def _look(home: Path) -> None:
    files = list((home / "lake" / "posts").rglob("*.parquet"))
    notes = home / "lake" / ".manifest-posts.parquet"
    notes.unlink(missing_ok=True)
    anew = _seconds(lambda: partitions(home), 1)
    noted = _seconds(lambda: partitions(home), _TIMES)
    known = [p for p in partitions(home) if p.day == LAST]
    day = _seconds(lambda: list(read_folded(home, known)), _TIMES)
    size = sum(f.stat().st_size for f in files) / 1e6
    print(
        f"{len(files):,} files, {size:.2f} MB; listed without notes {anew:.2f} s, "
        f"with notes {noted:.3f} s; one day of {len(known)} platforms read in {day:.3f} s"
    )


def _seconds(job: Callable[[], object], times: int) -> float:
    """Median of so many times."""
    told = []
    for _ in range(times):
        start = time.monotonic()
        job()
        told.append(time.monotonic() - start)
    return statistics.median(told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=28)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        make(home, parser.parse_args().days)
        _look(home)
        start = time.monotonic(), time.process_time()
        done = compact(home, budget=_BUDGET)
        print(
            f"{done.files:,} files of {done.folders} folders merged in {time.monotonic() - start[0]:.1f} s "
            f"({time.process_time() - start[1]:.1f} CPU s), {done.left} left"
        )
        _look(home)


if __name__ == "__main__":
    main()
