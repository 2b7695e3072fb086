"""Lets go of days of posts that are too old, in an order in which a kill at any moment loses nothing that stays.

Counts and findings are set aside (kept_counts), then the record says since when posts are kept, then the posts go. A
build shows no post of a day before that, whether its files are gone yet or came back with a late crawl.
"""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb

from contract.errors import WarehouseError
from warehouse import changes, kept_counts
from warehouse.build import build_file
from warehouse.database import BUILD, Engine
from warehouse.kept_counts import MARGIN, Pruned
from warehouse.lake import Place, post_name, reading_name, store_of
from warehouse.manifest import POSTS, READINGS
from warehouse.storage import Entry, Storage

BATCH = 28  # days that are set aside together: a file a table and batch, not one a night
# Posts must stay until all that counts a day has counted it: a phrase is counted on the 77 days before it was found.
LEAST_DAYS = MARGIN + BATCH + 112


def remove(place: Place, platform: str, day: date) -> None:
    """Take a whole partition, and what reading made of it, out of the lake. Killed in between, its posts are there."""
    store = store_of(place)
    for folder in (reading_name(platform, day).rpartition("/")[0], post_name(platform, day)):
        store.delete(entry.name for entry in store.entries(folder))


def days_before(place: Place, before: date) -> dict[tuple[str, date], list[Entry]]:
    """Files of posts and readings of days before this one, by platform and day."""
    store = store_of(place)
    found: dict[tuple[str, date], list[Entry]] = {}
    for entry in (*store.entries(POSTS), *store.entries(READINGS)):
        platform, day = _partition(entry)
        if day < before:
            found.setdefault((platform, day), []).append(entry)
    return dict(sorted(found.items()))


def _partition(entry: Entry) -> tuple[str, date]:
    _, platform, day, *_ = entry.name.split("/")
    return platform.removeprefix("platform="), date.fromisoformat(day.removeprefix("dt="))


def let_go(home: Path, before: date, engine: Engine | None = None) -> list[tuple[str, date]]:
    """Let go of all posts of days before this one; returns the partitions that went. What went earlier stays gone.

    The next build takes them out of the tables. WarehouseError if days were not built and judged: their counts
    would be lost.
    """
    store = store_of(home)
    pruned = kept_counts.told(store)
    before = max(before, pruned.first_day)
    going = list(days_before(home, before))
    if going and before > pruned.first_day:
        _told_before(home, store, pruned, before, engine or Engine())
        pruned = kept_counts.told(store)
    with duckdb.connect() as con:
        kept_counts.thin_evidence(con, store, pruned)
    for platform, day in going:
        remove(home, platform, day)
    return going


def _told_before(home: Path, store: Storage, pruned: Pruned, before: date, engine: Engine) -> None:
    if not (home / BUILD).exists():
        raise WarehouseError(f"{home / BUILD} does not exist: run `fengxiang run --no-crawl` before posts are pruned")
    with build_file(home, None, engine) as con:
        through = _judged_through(con)
        upto = pruned.first_counted
        if upto < before + timedelta(days=MARGIN):
            upto = min(before + timedelta(days=MARGIN + BATCH), through + timedelta(days=1))
        _must_be_current(con, home, upto, before)
        new = kept_counts.set_aside(con, store, pruned.first_counted, upto) if upto > pruned.first_counted else []
    batches = (*pruned.batches, f"{upto}") if upto > pruned.first_counted else pruned.batches
    days = (*pruned.days, *map(str, new))
    kept_counts.write(store, replace(pruned, before=f"{before}", kept=f"{upto}", days=days, batches=batches))


def _judged_through(con: duckdb.DuckDBPyConnection) -> date:
    told = con.execute("SELECT through FROM state.detected").fetchall()
    if not told:
        raise WarehouseError("nothing was judged yet, so nothing was pruned: run `fengxiang detect` first")
    return date.fromisoformat(str(told[0][0]))


def _must_be_current(con: duckdb.DuckDBPyConnection, home: Path, upto: date, before: date) -> None:
    lake = {dt: day for dt, day in changes.lake_days(home).items() if dt < upto}
    built = dict(con.execute("SELECT dt, digest FROM state.built").fetchall())
    stale = [dt for dt, day in lake.items() if built.get(dt) != day.digest]
    counted_from = con.execute("SELECT coalesce(max(dt), '0001-01-01') FROM state.kept").fetchall()[0][0]
    dirty = "SELECT min(dt) FROM state.dirty WHERE dt > ? AND dt < ?"
    unjudged = con.execute(dirty, [counted_from, upto]).fetchall()[0][0]
    if stale or unjudged or upto < before:
        told = min(stale) if stale else unjudged or upto
        raise WarehouseError(
            f"posts before {before} were not pruned, for {told} was not built and judged yet: "
            "run `fengxiang build` and `fengxiang detect` first"
        )


__all__ = ["BATCH", "LEAST_DAYS", "days_before", "let_go", "remove"]
