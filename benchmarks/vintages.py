"""What a night's vintage costs as history grows: seconds and rows, on made-up trends of 100 and of 1,000 days.

python -m benchmarks.vintages [--days N ...]

A day has 60 trends, all of one vintage, recorded once. The night that is measured adds a day and changes the last
eight and one long ago, as late posts do. Recorded with `vintages.record`, the vintage tables brought up to date
included; the same night once more is what a second run before the cutoff costs.
"""

import argparse
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import duckdb

from warehouse import vintages
from warehouse.build import build_file
from warehouse.database import Engine
from warehouse.sql_files import sql_files
from warehouse.storage import Local
from warehouse.tables import touched

END = date(2026, 11, 22)
_A_DAY = 60
_TRENDS = """
INSERT INTO trend BY NAME SELECT d::DATE AS dt, 'all' AS scope, 'term' AS subject_kind, 'word' || s AS subject,
    4 + (s * 37 + epoch(d)::BIGINT % 101) % 200 / 10 AS score, 2.0 AS ratio, 1.5 AS ratio_low, 2.5 AS ratio_high,
    20 AS authors, 25 AS posts, 10.0 AS expected, 'rising' AS phase, 'organic' AS verdict, 0.1 AS flood_score,
    ['ratio'] AS reasons, d::DATE AS since, 'weibo' AS first_platform, ['weibo'] AS platforms, NULL AS part_of
FROM generate_series($first::DATE, $last::DATE, INTERVAL 1 DAY) a(d), range($a_day) b(s)"""


def add(con: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
    """Trends of these days, told to the log as detection does."""
    con.execute(_TRENDS, {"first": first, "last": last, "a_day": _A_DAY})
    told(con, [first + timedelta(days=i) for i in range((last - first).days + 1)])


def told(con: duckdb.DuckDBPyConnection, days: list[date]) -> None:
    """Log that the trends of these days changed."""
    touched(con, next(file for file in sql_files() if file.name == "trend"), days)


def measure(days: int, home: Path) -> str:
    """One row of the table."""
    store, first = Local(home), END - timedelta(days=days)
    with build_file(home, None, Engine()) as con:
        add(con, first, END - timedelta(days=1))
        vintages.record(con, store, END - timedelta(days=1))
        add(con, END, END)
        changed = [*(END - timedelta(days=i) for i in range(1, 9)), first + timedelta(days=5)]
        con.execute("UPDATE trend SET score = score + 1 WHERE list_contains($days, dt)", {"days": changed})
        told(con, changed)
        seconds = []
        for _ in range(2):
            begun = time.perf_counter()
            vintages.record(con, store, END)
            seconds.append(time.perf_counter() - begun)
        (rows,) = con.execute("SELECT count(*) FROM trend_vintage").fetchall()[0]
    return f"{days:>6} {rows:>9,} {seconds[0]:>8.2f} {seconds[1]:>8.2f}"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--days", type=int, nargs="+", default=[100, 1000])
    print("  days      rows    night    again")
    for days in ask.parse_args().days:
        with tempfile.TemporaryDirectory() as folder:
            print(measure(days, Path(folder)))


if __name__ == "__main__":
    main()
