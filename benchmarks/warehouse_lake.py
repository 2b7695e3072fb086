"""Makes a large lake for measuring the warehouse: posts, readings and crawl records of a made-up stream.

    python -m benchmarks.warehouse_lake HOME [--posts 10000000] [--days 100] [--processes 2]

Texts are the demo network's: many networks, each moved in time so that their events do not coincide, with parts of real
posts mixed in where the real streams are at hand (else the vocabulary would end where the demo's does). One post in
eight repeats an earlier one, one in twelve is seen again later. Deterministic; what was made already is not made again.
"""

import argparse
import hashlib
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute

from contract import crawl_run, post
from contract.clock import start_of
from demo.entry import Entry
from demo.topics import PLATFORMS, topics
from demo.world import World
from fengxiang import reading
from warehouse.lake import post_folder, write_parquet

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "posts"
LAST = date(2026, 6, 28)
WEEKS = 13
WORLD = 45_000  # posts of a network, at least
CROWDS = 60  # different sets of accounts: some 700,000 people
COPIED, MIXED, AGAIN = 0.12, 0.6, 0.08
_RAW = Path("lake") / ".raw"


@dataclass(frozen=True, slots=True)
class Size:
    """How much to make."""

    posts: int
    days: int

    @property
    def first(self) -> date:
        return LAST - timedelta(days=self.days - 1)

    @property
    def a_day(self) -> int:
        return self.posts // self.days

    @property
    def worlds(self) -> int:
        return 1 + int(self.posts * 1.08) // WORLD

    def all_days(self) -> list[date]:
        return [self.first + timedelta(days=i) for i in range(self.days)]


def make(home: Path, size: Size, processes: int) -> None:
    """Posts, crawl records and readings below `home`."""
    raw, whole = home / _RAW, [day for day in size.all_days() if not _stands(home, day)]
    if whole:
        _side_by_side(_world, [(raw, size, seed) for seed in range(size.worlds)], processes, "networks")
        _side_by_side(_day, [(home, size, day) for day in whole], processes, "days")
        for file in raw.glob("*.parquet"):
            file.unlink()
        raw.rmdir()
    reading.enrich(home, reading.Sources(), processes, lambda p: _tell(p.done, p.total, "partitions read"))


def _stands(home: Path, day: date) -> bool:
    return (home / "lake" / "runs" / PLATFORMS[-1] / f"{_run(PLATFORMS[-1], day)}.parquet").exists()


def _side_by_side(work: Any, jobs: Sequence[tuple[Any, ...]], processes: int, what: str) -> None:
    if processes == 1:
        for done, job in enumerate(jobs):
            work(*job)
            _tell(done + 1, len(jobs), what)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for done, future in enumerate([pool.submit(work, *job) for job in jobs]):
            future.result()
            _tell(done + 1, len(jobs), what)


def _tell(done: int, total: int, what: str) -> None:
    if done == total or done % max(1, total // 20) == 0:
        print(f"{done} of {total} {what}", file=sys.stderr, flush=True)


def _world(raw: Path, size: Size, seed: int) -> None:
    """One network's posts, moved in time, as a file sorted by day."""
    path = raw / f"{seed:05d}.parquet"
    if path.exists():
        return
    world = World(seed=1000 + seed, end=date(2026, 3, 29), weeks=WEEKS)
    rows = pa.concat_tables(
        _rows(world.posts[platform], seed, world.starts_at(7 * WEEKS - 1), size) for platform in PLATFORMS
    )
    write_parquet(path, rows.sort_by("day"))


def _rows(entries: list[Entry], seed: int, begin: int, size: Size) -> pa.Table:
    """Columns of Post, `day` and `second` telling when; every seventh network keeps its floods."""
    kept = [e for e in entries if not e.event or e.event == "campaign" or seed % 7 == 0]
    rng = np.random.default_rng([seed, len(kept)])
    since = np.array([e.published - begin for e in kept], np.int64)
    told = {
        "day": (since // 86_400 + 7 * seed) % size.days,
        "second": since % 86_400,
        "post_id": [f"{e.platform}:{seed}n{e.native}" for e in kept],
        "platform": [e.platform for e in kept],
        "kind": [e.kind for e in kept],
        "author_id": [_pseudonym(f"{e.platform} {seed % CROWDS} {e.author.native}") for e in kept],
        "author_verified": [e.author.verified for e in kept],
        "author_followers": np.array([e.author.followers for e in kept], np.int64),
        "title": pa.array([e.title or None for e in kept], pa.string()),
        "text": _texts([e.text for e in kept], rng),
        "hashtags": pa.array([list(e.hashtags) for e in kept], pa.list_(pa.string())),
        "region": [e.author.region for e in kept],
        "likes": np.array([e.likes for e in kept], np.int64),
        "is_ad": pa.array([e.is_ad or None for e in kept], pa.bool_()),
        "query": [_query(e) for e in kept],
    }
    return pa.table(told)


@cache
def _pseudonym(author: str) -> str:
    return hashlib.blake2b(author.encode(), digest_size=12).hexdigest()


def _query(entry: Entry) -> str:
    queries = {topic.name: topic.query for topic in topics()}
    return queries.get(entry.topic, topics()[0].query)


def _texts(texts: list[str], rng: np.random.Generator) -> list[str]:
    """Own texts, texts with a piece of a real post, and repetitions of one a few days older, some slightly changed."""
    real = _real()
    drawn, which = rng.random(len(texts)), rng.integers(0, max(1, len(real)), len(texts))
    back = rng.integers(1, 800, len(texts))
    made: list[str] = []
    for i, text in enumerate(texts):
        if drawn[i] < COPIED and i >= back[i]:
            made.append(made[i - back[i]] + ("" if drawn[i] < COPIED / 2 else "！"))
        elif real and drawn[i] < COPIED + MIXED:
            made.append(f"{text} {real[which[i]]}")
        else:
            made.append(text)
    return made


@cache
def _real() -> list[str]:
    if not REAL.is_dir():
        return []
    listed = [str(path) for path in sorted(REAL.glob("*.parquet"))]
    read = duckdb.sql("SELECT DISTINCT left(text, 60) AS t FROM read_parquet($f) WHERE length(text) > 5 ORDER BY t",
                      params={"f": listed})  # fmt: skip
    return list(read.to_arrow_table()["t"].to_pylist())


_DAY = """
SELECT * EXCLUDE (day, second),
    make_timestamptz($start + second * 1000000) AS published_at,
    make_timestamptz(greatest($start + second * 1000000 + 3600000000, $seen)) AS observed_at
FROM read_parquet($files) WHERE day = $day ORDER BY hash(post_id, 7) LIMIT $most
"""


def _day(home: Path, size: Size, day: date) -> None:
    """Partitions and crawl records of one day: what a crawl half an hour after midnight saw, and a look a day later."""
    files = [str(path) for path in sorted((home / _RAW).glob("*.parquet"))]
    start = int(start_of(day).timestamp() * 1e6)
    span = {"start": start, "seen": start + 88_200_000_000, "day": (day - size.first).days, "files": files}
    with duckdb.connect(config={"threads": 1}) as con:
        con.execute("SET TimeZone = 'UTC'")
        rows = con.sql(_DAY, params={**span, "most": size.a_day}).to_arrow_table()
    for platform in PLATFORMS:
        own = rows.filter(pa.compute.equal(rows["platform"], platform)).sort_by("post_id")
        again = own.slice(0, int(len(own) * AGAIN))
        _write(home, platform, day, _run(platform, day), own)
        _write(home, platform, day, f"{_run(platform, day)}-again", _seen_later(again))
        _record(home, platform, day, own)


def _run(platform: str, day: date) -> str:
    return f"{platform}-{start_of(day + timedelta(days=1)) + timedelta(minutes=30):%Y%m%dT%H%M%SZ}"


def _seen_later(rows: pa.Table) -> pa.Table:
    at = pa.compute.add(rows["observed_at"], pa.scalar(timedelta(hours=12)))
    likes = pa.compute.add(pa.compute.multiply(rows["likes"], 2), 1)
    told = rows.set_column(rows.schema.get_field_index("observed_at"), "observed_at", at)
    return told.set_column(told.schema.get_field_index("likes"), "likes", likes)


def _write(home: Path, platform: str, day: date, run: str, rows: pa.Table) -> None:
    told = [
        rows[f.name].cast(f.type) if f.name in rows.schema.names else pa.nulls(len(rows), f.type) for f in post.SCHEMA
    ]
    if len(rows):
        write_parquet(post_folder(home, platform, day) / f"{run}.parquet", pa.table(told, schema=post.SCHEMA))


def _record(home: Path, platform: str, day: date, rows: pa.Table) -> None:
    begin, end = start_of(day), start_of(day + timedelta(days=1))
    alike = {
        "run": _run(platform, day), "platform": platform, "as_of": end + timedelta(minutes=30), "window_from": begin,
        "window_to": end, "covered_from": begin, "covered_to": end, "pages": 10, "rejected": 0, "retries": 0,
        "outcome": "ok", "detail": None,
    }  # fmt: skip
    counts = sorted(pa.compute.value_counts(rows["query"]).to_pylist(), key=lambda c: c["values"])
    records = [{**alike, "query": c["values"], "entries": c["counts"], "landed": c["counts"]} for c in counts]
    table = pa.Table.from_pylist(records, crawl_run.SCHEMA)
    write_parquet(home / "lake" / "runs" / platform / f"{_run(platform, day)}.parquet", table)


def part(home: Path, whole: Path, days: Sequence[date]) -> Path:
    """A home whose lake has these days of another one's: hard links, no copies."""
    for file in _files(whole, {f"{day:%Y-%m-%d}" for day in days}, {_run(p, d) for p in PLATFORMS for d in days}):
        target = home / file.relative_to(whole)
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            target.hardlink_to(file)
    return home


def _files(whole: Path, days: set[str], runs: set[str]) -> Iterator[Path]:
    for kind in ("posts", "enriched"):
        for folder in sorted((whole / "lake" / kind).glob("platform=*/dt=*")):
            if folder.name.removeprefix("dt=") in days:
                yield from folder.glob("*.parquet")
    yield from (f for f in sorted((whole / "lake" / "runs").glob("*/*.parquet")) if f.stem in runs)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("home", type=Path)
    ask.add_argument("--posts", type=int, default=10_000_000)
    ask.add_argument("--days", type=int, default=100)
    ask.add_argument("--processes", type=int, default=2)
    told = ask.parse_args()
    make(told.home, Size(told.posts, told.days), told.processes)


if __name__ == "__main__":
    main()
