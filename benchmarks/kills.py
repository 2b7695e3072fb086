"""Kills building, judging and publishing at random moments: what readers open stays whole, and the end is the same.

    python -m benchmarks.kills [--times 50] [--seed 7] [--days 60] [--posts 40]

Each time some days get more posts, a child builds, judges and publishes, and is killed (SIGKILL) at a moment drawn from
the time that one took which nobody killed; so often until so many kills met it at work. Each time the published file
must open, and its row in `publishing.version` must agree with what it holds. After a last undisturbed run all tables
must be those of a home in which nothing was ever killed.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import duckdb

from benchmarks.small_home import AS_OF, grow, made
from fengxiang import stages
from fengxiang.home import published
from fengxiang.settings import Settings, load
from warehouse.publish import published_tables

_DAYS_A_TIME = 5


def child(folder: Path) -> None:
    settings = load(folder / "fengxiang.toml")
    stages.build(settings)
    stages.detect(settings, AS_OF)


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


def kill_once(settings: Settings, at: float) -> tuple[str, float]:
    """Start the child and kill it; what it was at, or that it had ended, and the seconds it took."""
    left = settings.home / "warehouse" / "versions" / ".working.duckdb"
    clock = time.time()
    working = start(settings.home.parent)
    begin = time.monotonic()
    try:
        working.wait(at)
    except subprocess.TimeoutExpired:
        working.kill()
        working.wait()
        written = left.exists() and left.stat().st_mtime > clock
        return "killed while a version was written" if written else "killed while building or judging", at
    if working.returncode:
        raise SystemExit(f"a child failed by itself: exit code {working.returncode}")
    return "had ended", time.monotonic() - begin


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
        child(asked.child)
        return
    with tempfile.TemporaryDirectory() as scratch:
        _try(Path(scratch), asked)


def _try(scratch: Path, asked: argparse.Namespace) -> None:
    chance = random.Random(asked.seed)
    settings = made(scratch / "killed", asked.days, asked.posts)
    grow(settings, chance, chance.sample(range(asked.days), _DAYS_A_TIME), 8, "measured")
    _, usual = kill_once(settings, 3600)
    told: Counter[str] = Counter()
    faults: list[str] = []
    while (killed := told.total() - told["had ended"]) < asked.times:
        grow(settings, chance, chance.sample(range(asked.days), _DAYS_A_TIME), 8, f"k{told.total()}")
        what, took = kill_once(settings, chance.uniform(0, usual))
        told[what] += 1
        usual = took if what == "had ended" else usual  # as busy as the machine is now
        if fault := fault_of(settings.home):
            faults.append(f"after kill {killed + 1}: {fault}")
        print(f"{dict(told)} {faults}", file=sys.stderr, flush=True)
    child(settings.home.parent)
    once = tables(undisturbed(settings, scratch / "undisturbed").home)
    ended = tables(settings.home)
    apart = [name for name in once if once[name] != ended[name]]
    print(f"{asked.times} kills, seed {asked.seed}, {len(ended['post']):,} posts; one that ended took {usual:.1f} s")
    print(", ".join(f"{n} {what}" for what, n in sorted(told.items())))
    print(f"published files that were not whole: {len(faults)}")
    print(f"tables that differ at the end: {len(apart)} {' '.join(apart)}")
    if faults or apart:
        raise SystemExit("\n".join(faults) or 1)


if __name__ == "__main__":
    main()
