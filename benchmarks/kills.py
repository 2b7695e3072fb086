"""Kills building, judging and publishing at random moments: what readers open stays whole, and the end is the same.

    python -m benchmarks.kills [--times 50] [--seed 7] [--days 60] [--posts 40]

Each time some days get more posts, a child builds, judges and publishes, and is killed (SIGKILL) at a moment drawn from
the time it takes undisturbed. Then the published file must open, and its row in `publishing.version` must agree with
what it holds. After a last undisturbed run all tables must be those of a home in which nothing was ever killed.
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
    return subprocess.Popen([sys.executable, "-m", "benchmarks.kills", "--child", str(folder)])


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


def kill_once(settings: Settings, at: float) -> str:
    """Start the child and kill it; says whether it was writing a version, or had ended."""
    left = settings.home / "warehouse" / "versions" / ".working.duckdb"
    begin = time.time()
    working = start(settings.home.parent)
    try:
        working.wait(at)
    except subprocess.TimeoutExpired:
        working.kill()
        working.wait()
        written = left.exists() and left.stat().st_mtime > begin
        return "killed while a version was written" if written else "killed elsewhere"
    if working.returncode:
        raise SystemExit(f"a child failed by itself: exit code {working.returncode}")
    return "had ended"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--child", type=Path)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--posts", type=int, default=40)
    asked = parser.parse_args()
    if asked.child:
        child(asked.child)
        return
    with tempfile.TemporaryDirectory() as scratch:
        _try(Path(scratch), asked)


def _try(scratch: Path, asked: argparse.Namespace) -> None:
    chance = random.Random(asked.seed)
    settings = made(scratch / "killed", asked.days, asked.posts)
    grow(settings, chance, chance.sample(range(asked.days), _DAYS_A_TIME), 8, "measured")
    begin = time.monotonic()
    if start(settings.home.parent).wait():
        raise SystemExit("a child that nobody killed failed")
    usual = time.monotonic() - begin
    told: Counter[str] = Counter()
    faults: list[str] = []
    for number in range(asked.times):
        grow(settings, chance, chance.sample(range(asked.days), _DAYS_A_TIME), 8, f"k{number}")
        told[kill_once(settings, chance.uniform(0.2, 1) * usual)] += 1
        if fault := fault_of(settings.home):
            faults.append(f"after kill {number + 1}: {fault}")
        print(f"{number + 1} {dict(told)} {faults}", file=sys.stderr, flush=True)
    child(settings.home.parent)
    once = tables(undisturbed(settings, scratch / "undisturbed").home)
    ended = tables(settings.home)
    apart = [name for name in once if once[name] != ended[name]]
    print(f"{asked.times} kills, seed {asked.seed}, {len(ended['post']):,} posts; undisturbed {usual:.1f} s")
    print(", ".join(f"{n} {what}" for what, n in sorted(told.items())))
    print(f"published files that were not whole: {len(faults)}")
    print(f"tables that differ at the end: {len(apart)} {' '.join(apart)}")
    if faults or apart:
        raise SystemExit("\n".join(faults) or 1)


if __name__ == "__main__":
    main()
