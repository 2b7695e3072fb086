"""A day's build, detection, publish and questions on a large warehouse, and pandas doing the same day beside it.

    python -m benchmarks.warehouse WORK [--lake LAKE] [--posts 10000000] [--days 100]

Makes (or takes, from LAKE) a lake of made-up posts, builds all days but the last in WORK, then lets the last day
come and measures: seconds and peak memory, each step in a process of its own. Run with a tenth of the days, too, it
tells whether a day's cost grows with the history. What was built once stays in WORK and is not built again.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb

from benchmarks import warehouse_lake, warehouse_pandas
from benchmarks.questions import times
from benchmarks.warehouse_lake import LAST, Size, part
from fengxiang import reading
from warehouse import publish as publishing
from warehouse.build import build
from warehouse.database import BUILD, PUBLISHED
from warehouse.detect import detect


def slowest(home: Path) -> str:
    """The documented examples that take longest."""
    with duckdb.connect(config={"threads": 2}) as con:
        con.execute(f"ATTACH '{home / PUBLISHED}' AS w (READ_ONLY); USE w")
        told = sorted(times(con).items(), key=lambda item: item[1], reverse=True)
    return ", ".join(f"`{statement}` {seconds:.2f} s" for statement, seconds in told[:5])


STEPS: dict[str, Callable[[Path], object]] = {
    "build": lambda home: len(build(home, reading.theme_table(())).days),
    "detect until the day before": lambda home: detect(home, LAST - timedelta(days=1)).trends,
    "detect": lambda home: detect(home, LAST).trends,
    "publish": lambda home: publishing.publish(home).copied,
    "questions": lambda home: slowest(home),
    "pandas": lambda home: warehouse_pandas.day(home, LAST),
}


def timed(step: str, home: Path) -> None:
    """Run a step in a process of its own and print what it cost."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.warehouse", str(home), "--step", step], check=True, stdout=subprocess.PIPE
    )
    told = json.loads(done.stdout.splitlines()[-1])
    cost = f"{told['seconds']:.1f} s | {told['cpu']:.1f} s | {told['peak']} MB"
    print(f"| {step} | {cost} | {told['result']} |", flush=True)


def _step(step: str, home: Path) -> None:
    before, cpu = time.perf_counter(), time.process_time()
    result = STEPS[step](home)
    seconds, cpu = time.perf_counter() - before, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak": peak, "result": str(result)}))


def measure(work: Path, lake: Path, size: Size) -> None:
    """All days but the last, then the last one."""
    print(f"\n{size.posts:,} posts over {size.days} days\n")
    print("| step | wall | CPU | peak | result |\n|---|---|---|---|---|")
    if not list(work.glob(f"lake/posts/*/dt={LAST}")):
        part(work, lake, size.all_days()[:-1])
        timed("build", work)
        timed("detect until the day before", work)
        timed("publish", work)
    print("| then the last day comes | | | | |")
    part(work, lake, [LAST])
    for step in ("build", "detect", "publish", "questions", "pandas"):
        timed(step, work)
    sizes = {name: (work / name).stat().st_size >> 20 for name in (BUILD, PUBLISHED)}
    print("\n" + ", ".join(f"{name} {size} MB" for name, size in sizes.items()))


def main() -> None:
    """Read the command line."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("work", type=Path)
    ask.add_argument("--lake", type=Path)
    ask.add_argument("--posts", type=int, default=10_000_000)
    ask.add_argument("--days", type=int, default=100)
    ask.add_argument("--step", help=argparse.SUPPRESS)
    told = ask.parse_args()
    if told.step:
        _step(told.step, told.work)
        return
    size, lake = Size(told.posts, told.days), told.lake or told.work.with_name(told.work.name + "-lake")
    warehouse_lake.make(lake, size, 2)
    measure(told.work, lake, size)


if __name__ == "__main__":
    main()
