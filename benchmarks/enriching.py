"""Memory and time of `fengxiang enrich` as the lake grows: the texts of a real stream, again and again, day after day.

    python -m benchmarks.enriching [--posts N] [--a-day N] [--processes N]

A lake of a tenth of the posts and one of all of them are read by a process each; what counts is that the larger one
takes no more memory. Peak memory is the largest process's.
"""

import argparse
import multiprocessing
import resource
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from contract import post
from fengxiang.reading import Sources, enrich
from warehouse.lake import post_folder, write_parquet

SAMPLE = Path(__file__).parents[1].parent / "shared" / "data" / "posts" / "reposts_weibo.parquet"
FIRST = datetime(2026, 1, 1, 4, tzinfo=UTC)


def make_lake(home: Path, posts: int, a_day: int) -> None:
    texts = pq.read_table(SAMPLE, columns=["text"])["text"]
    for number, start in enumerate(range(0, posts, a_day)):
        rows = np.arange(start, min(start + a_day, posts))
        at = FIRST + timedelta(days=number)
        columns = {name: pa.nulls(len(rows), post.SCHEMA.field(name).type) for name in post.SCHEMA.names}
        columns |= {
            "post_id": pa.array([f"weibo:{row:09d}" for row in rows.tolist()]),
            "platform": pa.repeat("weibo", len(rows)),
            "kind": pa.repeat("post", len(rows)),
            "text": texts.take(pa.array(rows % len(texts))),
            "published_at": pa.repeat(pa.scalar(at, pa.timestamp("us", "UTC")), len(rows)),
            "observed_at": pa.repeat(pa.scalar(at, pa.timestamp("us", "UTC")), len(rows)),
        }
        folder = post_folder(home, "weibo", at.date())
        write_parquet(folder / "weibo-1.parquet", pa.table(columns, schema=post.SCHEMA))


def read(home: Path, processes: int, told: "multiprocessing.Queue[tuple[float, float]]") -> None:
    started = time.perf_counter()
    enrich(home, Sources(), processes, lambda step: None)
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    told.put((time.perf_counter() - started, max(peaks) / 1024))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, default=2_000_000)
    parser.add_argument("--a-day", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    for posts in (asked.posts // 10, asked.posts):
        with tempfile.TemporaryDirectory() as folder:
            make_lake(Path(folder), posts, asked.a_day)
            told: multiprocessing.Queue[tuple[float, float]] = spawn.Queue()
            reader = spawn.Process(target=read, args=(Path(folder), asked.processes, told))
            reader.start()
            seconds, peak = told.get()
            reader.join()
        print(f"{posts:>11,} posts {seconds:>8.1f} s {posts / seconds:>9,.0f} posts/s, peak {peak:,.0f} MB", flush=True)


if __name__ == "__main__":
    main()
