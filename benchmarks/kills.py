"""Kills building, judging and publishing at random moments: what readers open stays whole, and the end is the same.

    python -m benchmarks.kills [--times 50] [--seed 7] [--days 60] [--posts 40]

Each time some days get more posts, a child builds, judges and publishes, and is killed (SIGKILL) at a moment drawn from
the time that one took which nobody killed: in turns from all of it, and from that of publishing, which is short; so
often until so many kills met it at work. Each time the published file must open, and its row in `publishing.version`
must agree with what it holds. After a last undisturbed run all tables must be those of a home in which nothing was
ever killed.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from benchmarks.small_home import AS_OF, grow, made
from fengxiang import stages
from fengxiang.home import published
from fengxiang.settings import Settings, load
from warehouse.publish import published_tables

_DAYS_A_TIME = 5


def child(folder: Path, told: Callable[[], None] = lambda: None) -> None:
    """Build, judge and publish; `told` is called when publishing begins."""
    settings = load(folder / "fengxiang.toml")
    publish = stages.publish

    def publishing(*given: Any, **named: Any) -> Any:
        told()
        return publish(*given, **named)

    stages.publish = publishing
    stages.build(settings)
    stages.detect(settings, AS_OF)
    stages.publish = publish


def start(folder: Path) -> subprocess.Popen[bytes]:
    """A child that has imported what it needs and begins to work."""
    command = [sys.executable, "-m", "benchmarks.kills", "--child", str(folder)]
    working = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert working.stdout
    working.stdout.readline()
    return working


def fault_of(home: Path) -> str:
    """What is wrong with the published file; empty if it is whole."""
    try:
        with duckdb.connect(str(published(home)), read_only=True) as con:
            name, posts, rows = con.execute("SELECT name, posts, rows FROM publishing.version").fetchall()[0]
            held = {t.name: con.execute(f"SELECT count(*) FROM {t.name}").fetchall()[0][0] for t in published_tables()}
            failed = con.execute("SELECT count(*) FROM check_result WHERE level = 'fail' AND NOT ok").fetchall()[0][0]
    except (duckdb.Error, IndexError) as fault:
        return f"it cannot be read: {fault}"
    if (posts, rows) != (held["post"], sum(held.values())):
        return f"{name} says {posts} posts and {rows} rows, it holds {held['post']} and {sum(held.values())}"
    return f"{name} holds {failed} checks that failed" if failed else ""


def tables(home: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(published(home)), read_only=True) as con:
        con.execute("SET TimeZone = 'UTC'")
        return {t.name: con.execute(f"FROM {t.name} ORDER BY ALL").fetchall() for t in published_tables()}


def undisturbed(settings: Settings, folder: Path) -> Settings:
    """Another home with the same lake, built at once."""
    folder.mkdir()
    shutil.copy(settings.home.parent / "fengxiang.toml", folder)
    for part in ("posts", "enriched", "runs"):
        if (settings.home / "lake" / part).exists():
            shutil.copytree(settings.home / "lake" / part, folder / "home" / "lake" / part)
    child(folder)
    return load(folder / "fengxiang.toml")


class Took(NamedTuple):
    """Seconds of an undisturbed run, and of publishing in it."""

    all: float
    publishing: float


def kill_once(settings: Settings, share: float, usual: Took, *, publishing: bool) -> tuple[str, Took]:
    """Start the child, kill it after a share of its time or of publishing; what it was at, and how long it takes."""
    left = settings.home / "warehouse" / "versions" / ".working.duckdb"
    clock = time.time()
    working = start(settings.home.parent)
    begin = time.monotonic()
    begun = threading.Event()
    since = [begin]

    def listen() -> None:
        assert working.stdout
        if working.stdout.readline():
            since[0] = time.monotonic()
        begun.set()

    threading.Thread(target=listen, daemon=True).start()
    try:
        if publishing:
            begun.wait()
            working.wait(share * usual.publishing)
        else:
            working.wait(share * usual.all)
    except subprocess.TimeoutExpired:
        working.kill()
        working.wait()
        written = left.exists() and left.stat().st_mtime > clock
        at = "publishing" if begun.is_set() and since[0] > begin else "building or judging"
        return f"killed while {'a version was written' if written else at}", usual
    if working.returncode:
        raise SystemExit(f"a child failed by itself: exit code {working.returncode}")
    return "had ended", Took(time.monotonic() - begin, time.monotonic() - since[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--child", type=Path)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--posts", type=int, default=40)
    asked = parser.parse_args()
    if asked.child:
        print("begun", flush=True)
        child(asked.child, lambda: print("publishing", flush=True))
        return
    with tempfile.TemporaryDirectory() as scratch:
        _try(Path(scratch), asked)


def _try(scratch: Path, asked: argparse.Namespace) -> None:
    chance = random.Random(asked.seed)
    settings = made(scratch / "killed", asked.days, asked.posts)
    grow(settings, chance, chance.sample(range(asked.days), _DAYS_A_TIME), 8, "measured")
    _, usual = kill_once(settings, 1, Took(3600, 3600), publishing=False)
    told: Counter[str] = Counter()
    faults: list[str] = []
    while (killed := told.total() - told["had ended"]) < asked.times:
        grow(settings, chance, chance.sample(range(asked.days), _DAYS_A_TIME), 8, f"k{told.total()}")
        # what an undisturbed one takes depends on how busy the machine is
        what, usual = kill_once(settings, chance.random(), usual, publishing=told.total() % 2 == 1)
        told[what] += 1
        if fault := fault_of(settings.home):
            faults.append(f"after kill {killed + 1}: {fault}")
        print(f"{dict(told)} {faults}", file=sys.stderr, flush=True)
    child(settings.home.parent)
    once = tables(undisturbed(settings, scratch / "undisturbed").home)
    ended = tables(settings.home)
    apart = [name for name in once if once[name] != ended[name]]
    print(f"{asked.times} kills, seed {asked.seed}, {len(ended['post']):,} posts")
    print(f"one that ended took {usual.all:.1f} s, {usual.publishing:.1f} s of it publishing")
    print(", ".join(f"{n} {what}" for what, n in sorted(told.items())))
    print(f"published files that were not whole: {len(faults)}")
    print(f"tables that differ at the end: {len(apart)} {' '.join(apart)}")
    if faults or apart:
        raise SystemExit("\n".join(faults) or 1)


if __name__ == "__main__":
    main()
