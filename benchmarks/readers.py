"""Readers beside a writer: each opens the published file afresh and asks a question, again and again.

    python -m benchmarks.readers [--readers 20] [--seconds 60] [--pause 0.5] [--days 60] [--posts 40]

Another process brings in a few posts, builds, judges and publishes all the while. Told are errors (there must be none),
how long opening and asking took at most (a second is too long), and how many versions the readers saw. Readers are
processes, as people's tools are; between two questions each pauses, else the wait would be for the processor.
"""

import argparse
import multiprocessing as mp
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from benchmarks.small_home import AS_OF, grow, made
from fengxiang import stages
from fengxiang.home import published
from fengxiang.settings import load
from warehouse.questions import questions

LONGEST = 1.0  # seconds that a reader may wait


@dataclass
class Seen:
    """What one reader saw: seconds of each opening and of each question with it, versions, errors."""

    opening: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    versions: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)


def examples() -> list[str]:
    """The documented questions that name nothing of a certain home."""
    return [example for question in questions() if question.is_table for example in question.examples]


def read(number: int, file: str, until: float, pause: float, told: "mp.Queue[Seen]") -> None:
    """Ask until the clock says so; then tell."""
    chance, asked, seen = random.Random(number), examples(), Seen()
    while time.monotonic() < until:
        begin = time.monotonic()
        try:
            with duckdb.connect(file, read_only=True, config={"threads": 1}) as con:
                seen.opening.append(time.monotonic() - begin)
                con.execute(chance.choice(asked)).fetchall()
                seen.waits.append(time.monotonic() - begin)
                seen.versions.add(con.execute("SELECT name FROM publishing.version").fetchall()[0][0])
        except (duckdb.Error, IndexError, OSError) as fault:
            seen.errors.append(str(fault))
        time.sleep(pause * chance.uniform(0.5, 1.5))
    told.put(seen)


def write(folder: Path, until: float, days: int, published_times: "mp.Queue[int]") -> None:
    """Small changes, each built, judged and published."""
    settings, chance, times = load(folder / "fengxiang.toml"), random.Random(2), 0
    while time.monotonic() < until:
        grow(settings, chance, [chance.randrange(min(days, 5))], 3, f"w{times}")
        stages.build(settings)
        stages.detect(settings, AS_OF)
        times += 1
    published_times.put(times)


def measure(folder: Path, readers: int, seconds: float, pause: float, days: int, posts: int) -> tuple[list[Seen], int]:
    """What each reader saw, and how often was published meanwhile."""
    settings = made(folder, days, posts)
    context = mp.get_context("spawn")
    told, times = context.Queue(), context.Queue()
    until = time.monotonic() + seconds + readers * 0.3  # they take a while to start
    file = str(published(settings.home))
    asking = [context.Process(target=read, args=(n, file, until, pause, told)) for n in range(readers)]
    writing = context.Process(target=write, args=(folder, until, days, times))
    for process in (*asking, writing):
        process.start()
    seen = [told.get(timeout=seconds + 300) for _ in asking]
    count = times.get(timeout=300)
    for process in (*asking, writing):
        process.join()
    return seen, count


def show(seen: Sequence[Seen], times: int) -> bool:
    """Print the figures; whether they are good enough."""
    waits = sorted(wait for one in seen for wait in one.waits)
    errors = [error for one in seen for error in one.errors]
    longest = waits[-1] if waits else float("inf")
    print(f"{len(seen)} readers asked {len(waits):,} questions while {times} versions were published")
    print(f"errors: {len(errors)}")
    print(f"longest opening: {max(max(one.opening, default=0) for one in seen):.2f} s")
    share = f"99 of 100 under {waits[len(waits) * 99 // 100]:.2f} s" if waits else "none asked"
    print(f"longest wait, opening and answer: {longest:.2f} s ({share})")
    print(f"versions seen: {len(set().union(*(one.versions for one in seen)))}")
    for error in errors[:5]:
        print(f"  {error}")
    return not errors and longest < LONGEST


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=0.5)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--posts", type=int, default=40)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        told = measure(Path(scratch), asked.readers, asked.seconds, asked.pause, asked.days, asked.posts)
    sys.exit(0 if show(*told) else 1)


if __name__ == "__main__":
    main()
