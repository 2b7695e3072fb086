"""Readers beside a writer: each opens the published file afresh and asks a question, again and again.

    python -m benchmarks.readers [--readers 20] [--seconds 60] [--pause 2] [--days 60] [--posts 40]

Another process brings in a few posts, builds, judges and publishes all the while. Told are errors (there must be none),
how long opening and asking took, and how many versions the readers saw. Readers are processes, as people's tools are.
Twenty of them and a writer share the processors: so it is told apart how long a reader computed or queued for one (as
Linux counts it), and how long it waited for anything else, where a writer that holds readers up would show. That may
not be a second.
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
from threading import Barrier

import duckdb

from benchmarks.small_home import AS_OF, grow, made
from fengxiang import stages
from fengxiang.home import published
from fengxiang.settings import load
from warehouse.questions import questions

LONGEST = 1.0  # seconds that a reader may wait for anything but a processor
_QUEUE = Path("/proc/self/schedstat")  # nanoseconds computed and queued, of the process's main thread


@dataclass
class Seen:
    """What one reader saw: seconds of each question with opening the file, in all and held up; versions, errors."""

    waits: list[float] = field(default_factory=list)
    held_up: list[float] = field(default_factory=list)
    versions: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)


def examples() -> list[str]:
    """The documented questions that name nothing of a certain home."""
    return [example for question in questions() if question.is_table for example in question.examples]


def processor() -> float:
    """Seconds that this process has computed, or could have if a processor had been free."""
    if not _QUEUE.exists():
        return time.process_time()
    return sum(map(int, _QUEUE.read_text().split()[:2])) / 1e9


def read(number: int, file: str, seconds: float, pause: float, ready: Barrier, told: "mp.Queue[Seen]") -> None:
    """Ask for so many seconds from when all are ready; then tell."""
    chance, asked, seen = random.Random(number), examples(), Seen()
    ready.wait()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        begin, computed = time.monotonic(), processor()
        try:
            with duckdb.connect(file, read_only=True, config={"threads": 1}) as con:
                con.execute(chance.choice(asked)).fetchall()
                wait = time.monotonic() - begin
                seen.waits.append(wait)
                seen.held_up.append(max(wait - (processor() - computed), 0))
                seen.versions.add(con.execute("SELECT name FROM publishing.version").fetchall()[0][0])
        except (duckdb.Error, IndexError, OSError) as fault:
            seen.errors.append(str(fault))
        time.sleep(pause * chance.uniform(0.5, 1.5))
    told.put(seen)


def write(folder: Path, seconds: float, days: int, ready: Barrier, published_times: "mp.Queue[int]") -> None:
    """Small changes, each built, judged and published."""
    settings, chance, times = load(folder / "fengxiang.toml"), random.Random(2), 0
    grow(settings, chance, [0], 1, "before")  # loads what reading needs
    ready.wait()
    until = time.monotonic() + seconds
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
    ready = context.Barrier(readers + 1)
    file = str(published(settings.home))
    asking = [context.Process(target=read, args=(n, file, seconds, pause, ready, told)) for n in range(readers)]
    writing = context.Process(target=write, args=(folder, seconds, days, ready, times))
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
    held_up = max((held for one in seen for held in one.held_up), default=float("inf"))
    print(f"{len(seen)} readers asked {len(waits):,} questions while {times} versions were published")
    print(f"errors: {len(errors)}")
    if waits:
        told = [f"{waits[len(waits) * n // 100]:.2f} s" for n in (50, 99)]
        print(f"opening and answer: half under {told[0]}, 99 of 100 under {told[1]}, longest {waits[-1]:.2f} s")
    print(f"longest that a reader was held up, processors aside: {held_up:.3f} s")
    print(f"versions seen: {len(set().union(*(one.versions for one in seen)))}")
    for error in errors[:5]:
        print(f"  {error}")
    return not errors and held_up < LONGEST


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=2)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--posts", type=int, default=40)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        told = measure(Path(scratch), asked.readers, asked.seconds, asked.pause, asked.days, asked.posts)
    sys.exit(0 if show(*told) else 1)


if __name__ == "__main__":
    main()
