"""Every documented question's example, and harder ones over all days, on a published warehouse: seconds, best of two.

python -m benchmarks.questions home/warehouse/warehouse.duckdb
"""

import sys
import time
from pathlib import Path

import duckdb

from warehouse.questions import questions

LIMIT = 1.0  # seconds
ALL_DAYS = "since := (SELECT min(dt) FROM volume_daily)"
HARDER = (
    f"FROM search('续航 | 手机', {ALL_DAYS})",
    f"FROM search('不知道', {ALL_DAYS})",
    f"FROM search('我们 -他们', {ALL_DAYS}, sort := 'engagement')",
    f"FROM search('车', {ALL_DAYS})",
    f"FROM search_volume('手机', {ALL_DAYS}, per := 'week')",
    "FROM first_appearance('手机')",
    f"FROM share_of_voice({ALL_DAYS}, per := 'week')",
    f"FROM platform_contrast('weibo', {ALL_DAYS})",
    f"FROM volume('手机', {ALL_DAYS})",
)


def times(con: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """Seconds of each documented example and of the harder ones; the connection holds the questions."""
    told = [example for question in questions() if question.is_table for example in question.examples]
    return {statement: min(_seconds(con, statement) for _ in range(2)) for statement in (*told, *HARDER)}


def _seconds(con: duckdb.DuckDBPyConnection, statement: str) -> float:
    start = time.perf_counter()
    con.execute(statement).fetchall()
    return time.perf_counter() - start


if __name__ == "__main__":
    if len(sys.argv) < 2 or not Path(sys.argv[1]).is_file():
        print("questions: python -m benchmarks.questions WAREHOUSE measures a published warehouse; none was given")
        raise SystemExit(0)
    with duckdb.connect(config={"threads": 2}) as con:
        con.execute(f"ATTACH '{sys.argv[1]}' AS w (READ_ONLY); USE w")
        posts, days = con.execute("SELECT count(*), count(DISTINCT dt) FROM post").fetchall()[0]
        print(f"{posts:,} posts over {days} days; more than {LIMIT} s is marked\n")
        for statement, seconds in times(con).items():
            print(f"| `{statement}` | {seconds:.2f}{' !' if seconds > LIMIT else ''} |".replace(" | 手机", " \\| 手机"))
