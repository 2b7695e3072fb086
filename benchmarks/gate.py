"""How many days the gate holds back: of complete public streams hardly any, of damaged copies every damaged day.

python -m benchmarks.gate [--posts FOLDER]

Every 40th day of a copy is damaged, so that no damage lies in the past of another. Streams count as imports, and once
more as crawls that say each day that they saw everything. A stream's own gaps (days without a post) count as held.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse import changes
from warehouse.build import make_tables
from warehouse.database import Engine, connect
from warehouse.gate import Gate, look

POSTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "posts"
STREAMS = ("hot_weibo", "hot_zhihu", "hot_video", "reposts_weibo")
EVERY = 40
Counts = dict[tuple[str, date], int]
_COUNTS = """
SELECT platform, make_timestamp(epoch_us(published_at) + 28800000000)::DATE AS dt, count(*)
FROM read_parquet($file) GROUP BY ALL"""
DAMAGES: dict[str, Callable[[int, int], int]] = {  # (posts, days since damage began) -> posts
    "a day is gone": lambda posts, day: 0 if day == 0 else posts,
    "thinned to 30 %": lambda posts, day: round(posts * 0.3) if day == 0 else posts,
    "thinned to 50 %": lambda posts, day: round(posts * 0.5) if day == 0 else posts,
    "thinned to 30 % for 5 days": lambda posts, day: round(posts * 0.3) if day < 5 else posts,
    "gone for 3 days": lambda posts, day: 0 if day < 3 else posts,
}
LENGTH = {"thinned to 30 % for 5 days": 5, "gone for 3 days": 3}


def held(counts: Counts, *, crawled: bool) -> dict[tuple[date, str], list[str]]:
    """(day, scope) held back, with the reasons."""
    with connect(":memory:", Engine()) as con:
        con.execute(changes.SCHEMA)
        make_tables(con, pa.table({name: pa.array([], pa.string()) for name in ("theme", "zh", "en")}))
        fill(con, counts, crawled=crawled)
        days = [day for _, day in counts]
        look(con, min(days), max(days), Gate())
        rows = con.execute("SELECT dt, scope, reasons FROM quality_daily WHERE status <> 'ok'").fetchall()
    return {(dt, scope): reasons for dt, scope, reasons in rows}


def fill(con: duckdb.DuckDBPyConnection, counts: Counts, *, crawled: bool) -> None:
    """Put daily counts where the gate looks; days of 0 posts have no row of volume, but were crawled."""
    told = pa.table({
        "platform": [platform for platform, _ in counts],
        "dt": pa.array([day for _, day in counts], pa.date32()),
        "posts": list(counts.values()),
    })  # fmt: skip
    con.register("told", told)
    con.execute("INSERT INTO volume_daily BY NAME SELECT dt, platform, posts FROM told WHERE posts > 0")
    query = "list" if crawled else ""
    con.execute("INSERT INTO private.source_daily BY NAME SELECT *, ? AS query FROM told WHERE posts > 0", [query])
    if crawled:
        con.execute(
            "INSERT INTO coverage_daily BY NAME SELECT dt, platform, 'list' AS query, 1.0 AS exposure, "
            "false AS saturated, false AS failed, 1 AS pages FROM told"
        )


def damaged(counts: Counts, platform: str, kind: str, offset: int) -> tuple[Counts, set[date]]:
    """A copy of which every 40th day of a platform is damaged, and those days (only such as had posts)."""
    copy, hit = dict(counts), set()
    days = sorted(day for p, day in counts if p == platform)
    for day in days:
        since = (day - days[0]).days - 60 - offset
        if since >= 0 and (since % EVERY) < LENGTH.get(kind, 1):
            posts = counts[platform, day]
            copy[platform, day] = DAMAGES[kind](posts, since % EVERY)
            hit |= {day} if posts else set()
    return copy, hit


def complete(counts: Counts) -> Counts:
    """The same with a 0 for each day of a platform's life on which nothing was posted."""
    full = dict(counts)
    for platform in {p for p, _ in counts}:
        days = sorted(day for p, day in counts if p == platform)
        for i in range((days[-1] - days[0]).days):
            full.setdefault((platform, days[0] + timedelta(days=i)), 0)
    return full


def measure(stream: str, file: Path) -> None:
    """Print a stream's shares."""
    with duckdb.connect() as con:
        counts = complete({(p, d): n for p, d, n in con.execute(_COUNTS, {"file": str(file)}).fetchall()})
    for crawled in (False, True):
        found = held(counts, crawled=crawled)
        for platform in sorted({p for p, _ in counts}):
            days = {day for p, day in counts if p == platform}
            own = {day for day, scope in found if scope == platform and found[day, scope] != ["short_history"]} & days
            empty = {day for p, day in counts if p == platform and not counts[p, day]}
            name = f"{stream} {platform} {'crawled ' if crawled else 'imported'}"
            print(
                f"{name:42s} {len(days)} days, {len(empty)} empty; held {len(own)}, "
                f"of days with posts {len(own - empty) / len(days - empty):.2%}", flush=True
            )  # fmt: skip
            for kind in DAMAGES:
                caught = total = 0
                for offset in (0, 13, 27):
                    copy, hit = damaged(counts, platform, kind, offset)
                    after = held(copy, crawled=crawled)
                    total, caught = total + len(hit), caught + sum((day, platform) in after for day in hit)
                print(f"    {kind:28s} held {caught} of {total}")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--posts", type=Path, default=POSTS)
    told = ask.parse_args()
    if not told.posts.is_dir():
        sys.exit(f"{told.posts}: no such folder; name the one with the real streams by --posts")
    for stream in STREAMS:
        measure(stream, told.posts / f"{stream}.parquet")


if __name__ == "__main__":
    main()
