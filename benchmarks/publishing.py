"""Seconds of publishing: all of it, nothing, one changed day, 28 changed days. Works in HOME, which is changed by it.

    python -m benchmarks.publishing HOME [--times 10] [--days 1 28]

HOME is a home with a build file. `--times` first makes that many times as many posts of it: the same days again
before its first one. A changed day is one whose rows are all taken out and put in again, in every table kept by day.
"""

import argparse
import os
import resource
import time
from datetime import date, timedelta
from pathlib import Path

import duckdb

from warehouse import tables, versions
from warehouse.build import build_file
from warehouse.database import BUILD, Engine, transaction
from warehouse.publish import Publication, publish
from warehouse.sql_files import published_tables

_IDS = ("post_id", "author_id", "parent_id", "duplicate_of")
_NIGHTS = 3  # the versions that are brought up to date are three publishes old


def multiply(con: duckdb.DuckDBPyConnection, times: int) -> None:
    first, last = con.execute("SELECT min(dt), max(dt) FROM post").fetchall()[0]
    span = (last - first).days + 1
    for file in published_tables():
        ids = [f"{name} || '#' || $k::VARCHAR AS {name}" for name in _IDS if name in file.columns]
        if file.by_day:
            ids.append("dt - $by::INTEGER AS dt")
        if not file.by_day and file.name != "author":
            continue
        con.execute(f"CREATE OR REPLACE TEMP TABLE once AS FROM {file.name}")
        for k in range(1, times):
            told = {"k": k, "by": span * k}
            asked = {name: value for name, value in told.items() if any(f"${name}" in change for change in ids)}
            con.execute(f"INSERT INTO {file.name} SELECT * REPLACE ({', '.join(ids)}) FROM once", asked)
        con.execute("DROP TABLE once")
    con.execute("CHECKPOINT")


def change(con: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
    """Take the rows of these days out and put them in again."""
    for file in published_tables():
        if file.by_day:
            with transaction(con):
                con.execute(
                    f"CREATE OR REPLACE TEMP TABLE day AS FROM {file.name} WHERE dt BETWEEN ? AND ?", [first, last]
                )
                con.execute(f"DELETE FROM {file.name} WHERE dt BETWEEN ? AND ?", [first, last])
                con.execute(f"INSERT INTO {file.name} FROM day")
                tables.touched(con, file, [first + timedelta(days=n) for n in range((last - first).days + 1)])
    con.execute("DELETE FROM state.unchecked")  # the rows are those that were checked


def timed(what: str, home: Path, *, anew: bool = False) -> Publication:
    os.sync()
    start = time.monotonic(), time.process_time()
    made = publish(home, anew=anew)
    wall, cpu = time.monotonic() - start[0], time.process_time() - start[1]
    size, peak = made.version.stat().st_size / 1e6, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{what}: {wall:.1f} s ({cpu:.1f} CPU s), {made.copied:,} rows copied, file {size:,.0f} MB, peak {peak:,.0f} MB"
    )
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--days", type=int, nargs="*", default=[1, 28])
    asked = parser.parse_args()
    with build_file(asked.home, None, Engine(memory_limit="2GB")) as con:
        if asked.times > 1:
            multiply(con, asked.times)
        posts, first, last = con.execute("SELECT count(*), min(dt), max(dt) FROM post").fetchall()[0]
    print(
        f"{posts:,} posts, {first} to {last}; build file {(asked.home / BUILD).stat().st_size / 1e6:,.0f} MB",
        flush=True,
    )
    timed("everything copied", asked.home, anew=True)
    timed("nothing new", asked.home)
    for days in asked.days:
        for night in range(_NIGHTS + 1):
            with build_file(asked.home, None, Engine()) as con:
                change(con, last - timedelta(days=days - 1), last)
            timed(f"{days} changed days, night {night + 1}", asked.home)
    print(f"versions: {', '.join(path.stem for path in versions.kept(asked.home))}")


if __name__ == "__main__":
    main()
