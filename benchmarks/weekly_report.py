"""The weekly report over a week of ten million posts: how long each section's queries take, and how large the page is.

python -m benchmarks.weekly_report DEMO_WAREHOUSE FOLDER [--posts N] [--terms N]

The week's posts of a demo's published warehouse are repeated until there are N, each time by other authors; counts of
the other tables grow alike, and words that nobody asks for are added to the daily tables (N a day and platform), as a
large crawl has them. Texts repeat, so the file is smaller than a real one; the number of rows, lists and joins is not.
The small warehouse is measured beside the large one, in the same run. Prints seconds, bytes and the process's memory.
"""

import argparse
import resource
import shutil
import time
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from contract.clock import Week
from reports import weekly
from reports.published import Published
from reports.section import discover

WEEK = Week.parse("2026-W47")
FIRST, LAST = WEEK.window.first, WEEK.window.last
BUDGET_SECONDS, BUDGET_BYTES = 10, 3_000_000

_OF_POSTS = ("post", "post_theme", "post_aspect")
_COUNTED = ("aspect_daily", "hashtag_daily", "intent_daily", "phrase_daily", "sentiment_daily", "term_daily",
            "theme_daily", "volume_daily")  # fmt: skip
_COUNTS = ("posts", "organic_posts", "authors", "negative", "neutral", "positive", "duplicates", "ads", "engagement")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("demo", type=Path)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--posts", type=int, default=10_000_000)
    ask.add_argument("--terms", type=int, default=100_000)
    told = ask.parse_args()
    large = told.folder / f"week-{told.posts}-{told.terms}.duckdb"
    if not large.exists():
        grow(told.demo, large, told.posts, told.terms)
    for file in (told.demo, large):
        measure(file)


def grow(demo: Path, to: Path, posts: int, terms: int) -> None:
    """Write the large warehouse beside its name, then rename it."""
    beside = to.with_suffix(".part")
    shutil.copy(demo, beside)
    with duckdb.connect(str(beside)) as con:
        con.execute("SET preserve_insertion_order = false")
        (has,) = con.execute("SELECT count(*) FROM post WHERE dt BETWEEN ? AND ?", [FIRST, LAST]).fetchone()
        times = -(-posts // has)
        for table in _OF_POSTS:
            _repeat(con, table, times)
        _repeat_authors(con, times)
        for table in _COUNTED:
            columns = [n for n in _columns(con, table) if n in _COUNTS]
            con.execute(f"UPDATE {table} SET " + ", ".join(f"{name} = {name} * {times}" for name in columns))
        for table, name in (("term_daily", "term"), ("phrase_daily", "phrase"), ("hashtag_daily", "hashtag")):
            many = terms if name == "term" else terms // 10
            con.execute(f"""INSERT INTO {table} BY NAME SELECT dt, platform, 'w' || i AS {name},
                1 + (hash(i, dt) % 9)::BIGINT AS posts, 1 AS organic_posts, 1 AS authors
                FROM volume_daily, range({many}) r(i)""")
        con.execute("CHECKPOINT")
    beside.rename(to)


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [name for name, *_ in con.execute(f"FROM {table} LIMIT 0").description]


def _repeat(con: duckdb.DuckDBPyConnection, table: str, times: int) -> None:
    again = "post_id || '~' || i AS post_id"
    if "author_id" in _columns(con, table):
        again += ", author_id || i % 500 AS author_id"
    con.execute(f"""INSERT INTO {table} BY NAME SELECT t.* REPLACE ({again}) FROM {table} t, range(1, {times}) r(i)
        WHERE dt BETWEEN DATE '{FIRST}' AND DATE '{LAST}'""")


def _repeat_authors(con: duckdb.DuckDBPyConnection, times: int) -> None:
    many = min(times, 500)
    con.execute(f"""INSERT INTO author_weekly BY NAME SELECT a.* REPLACE (author_id || i AS author_id)
        FROM author_weekly a, range(1, {many}) r(i)""")
    con.execute(f"""INSERT INTO author BY NAME SELECT a.* REPLACE (author_id || i AS author_id)
        FROM author a, range(1, {many}) r(i)""")


def measure(file: Path) -> None:
    as_of = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
    with Published(file) as published:
        (rows,) = published.rows("SELECT count(*) AS n FROM post WHERE dt BETWEEN $first AND $last", _days())
        print(f"{file.name}: {rows['n']:,} posts in the week, {file.stat().st_size / 1e9:.2f} GB")
        for section in discover():
            for name, sql in section.queries.items():
                begun = time.perf_counter()
                published.rows(sql, _days())
                if (took := time.perf_counter() - begun) > 0.05:
                    print(f"  {section.name}.{name}  {took:.2f} s")
    begun = time.perf_counter()
    report = weekly.render(file, WEEK, "zh", as_of)
    took, size = time.perf_counter() - begun, len(report.html.encode())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    verdict = "holds" if took < BUDGET_SECONDS and size < BUDGET_BYTES else "missed"
    print(f"  the report: {took:.2f} s, {size / 1e6:.2f} MB; process {peak:.2f} GB ({verdict}: 10 s, 3 MB)")


def _days() -> dict[str, date]:
    return {"first": FIRST, "last": LAST}


if __name__ == "__main__":
    main()
