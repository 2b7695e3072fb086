"""Brings a version up to the build file: only the days and keys that differ, or everything into an empty file.

The version is attached as `published`, and changes in one transaction. It is written in DuckDB's 1.4 storage format,
so that drivers from 1.4 on can open it; what it was made from stands in its table `publishing.version`.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import duckdb

from warehouse import change_log
from warehouse.change_log import Seal
from warehouse.database import transaction
from warehouse.lake import OnProgress
from warehouse.questions import create_questions
from warehouse.sql_files import FOLDER, SqlFile, published_tables
from warehouse.tables import comment

STORAGE = "v1.4.0"
_MOST = 0.5  # share of a table's days from which copying all of it is cheaper than replacing days
_ABOUT = """
CREATE OR REPLACE TABLE published.publishing.version AS SELECT
    $name AS name, $through::DATE AS through, $generation::BIGINT AS generation, $stamp AS stamp, $shape AS shape,
    $posts::BIGINT AS posts, $rows::BIGINT AS rows
"""
_MEANINGS = {
    "name": "its name under warehouse/versions | 版本名",
    "through": "last day that was judged for trends and alerts | 已判定到的最后一天",
    "generation": "generation of the build file that it holds | 构建文件的世代号",
    "stamp": "random mark of that generation | 该世代的随机标记",
    "shape": "digest of the SQL files it was made by | 所用 SQL 文件的摘要",
    "posts": "rows of table post | post 表的行数",
    "rows": "rows of all tables | 所有表的行数",
}


@dataclass(frozen=True, slots=True)
class About:
    """What a version holds."""

    name: str
    through: date | None
    seal: Seal
    shape: str
    posts: int = 0
    rows: int = 0


def shape() -> str:
    """Digest of every SQL file that says what a published file holds."""
    files = [path for path in sorted(FOLDER.rglob("*.sql")) if path.parent.name not in ("staging", "private")]
    told = b"".join(path.name.encode() + path.read_bytes() for path in files)
    return hashlib.sha256(told).hexdigest()[:16]


@contextmanager
def attached(con: duckdb.DuckDBPyConnection, path: Path, how: str) -> Iterator[None]:
    """The version as catalogue `published`; `how` are the options of ATTACH."""
    con.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS published ({how})")
    try:
        yield
    finally:
        con.execute("DETACH published")


def about(con: duckdb.DuckDBPyConnection) -> About | None:
    """What the attached version says it holds; None if it does not say."""
    known = "SELECT 1 FROM duckdb_tables() WHERE database_name = 'published' AND schema_name = 'publishing'"
    if not con.execute(known).fetchall():
        return None
    row = con.execute(
        "SELECT name, through, generation, stamp, shape, posts, rows FROM published.publishing.version"
    ).fetchall()[0]
    return About(row[0], row[1], Seal(row[2], row[3]), *row[4:])


def told_by(path: Path) -> About | None:
    """What a version says it holds; None if it cannot be read."""
    try:
        with duckdb.connect() as con, attached(con, path, "READ_ONLY"):
            return about(con)
    except duckdb.Error:
        return None


def bring(con: duckdb.DuckDBPyConnection, told: About, on_progress: OnProgress | None) -> int:
    """Make the attached version hold what the build file holds; returns how many rows were copied."""
    since = about(con)
    known = since.seal.generation if since and change_log.remembers(con, since.seal) else None
    sizes = {file.name: _count(con, file.name) for file in published_tables()}
    copied = done = 0
    with transaction(con):
        ours, theirs = _catalogue(con, "build"), _catalogue(con, "published")
        for stranger in theirs.keys() - sizes.keys():  # a table of an earlier release
            con.execute(f'DROP TABLE published."{stranger}"')
        for file in published_tables():
            copied += _table(con, file, known, ours[file.name], theirs.get(file.name, []))
            done += sizes[file.name]
            if on_progress:
                on_progress(done, sum(sizes.values()))
        if since is None or since.shape != told.shape:
            create_questions(con, "published")
        _tell(con, told, sizes)
    con.execute("CHECKPOINT published")
    return copied


_Columns = list[tuple[str, str, str, str]]  # name, type, comment, and the table's own comment


def _catalogue(con: duckdb.DuckDBPyConnection, database: str) -> dict[str, _Columns]:
    """Columns of each table, in order."""
    rows = con.execute(
        "SELECT table_name, column_name, data_type, c.comment, t.comment FROM duckdb_columns() c "
        "JOIN duckdb_tables() t USING (database_name, schema_name, table_name) "
        "WHERE database_name = ? AND schema_name = 'main' ORDER BY table_name, column_index",
        [database],
    ).fetchall()
    return {name: [row[1:] for row in of_it] for name, of_it in groupby(rows, itemgetter(0))}


def _table(con: duckdb.DuckDBPyConnection, file: SqlFile, known: int | None, ours: _Columns, theirs: _Columns) -> int:
    days = change_log.days_since(con, file, known) if known is not None else {None}
    same = [told[:2] for told in ours] == [told[:2] for told in theirs]
    if not same or None in days or file.name == "check_result" or len(days) > _MOST * _days(con, file):
        copied, theirs = _whole(con, file), []
    else:
        copied = _days_of(con, file, sorted(day for day in days if day)) + _keys_of(con, file, known or 0)
    if theirs != ours:
        comment(con, file, f"published.{file.name}")
    return copied


def _days(con: duckdb.DuckDBPyConnection, file: SqlFile) -> int:
    if not file.by_day:
        return 0
    return int(con.execute(f"SELECT count(DISTINCT dt) FROM build.{file.name}").fetchall()[0][0])  # noqa: S608


def _whole(con: duckdb.DuckDBPyConnection, file: SqlFile) -> int:
    made = con.execute(f"CREATE OR REPLACE TABLE published.{file.name} AS FROM build.main.{file.name}")
    return int(made.fetchall()[0][0])


def _days_of(con: duckdb.DuckDBPyConnection, file: SqlFile, days: list[date]) -> int:
    if not days:
        return 0
    told = ", ".join(f"DATE '{day}'" for day in days)  # literals: DuckDB skips row groups by them
    return _swap(con, file, f"dt IN ({told})")


def _keys_of(con: duckdb.DuckDBPyConnection, file: SqlFile, known: int) -> int:
    if file.by_day or len(file.grain) != 1:
        return 0
    return _swap(con, file, f"{file.grain[0]} IN ({change_log.keys_since(file, known)})")


def _swap(con: duckdb.DuckDBPyConnection, file: SqlFile, where: str) -> int:
    con.execute(f"DELETE FROM published.{file.name} WHERE {where}")  # noqa: S608
    query = f"INSERT INTO published.{file.name} BY NAME FROM build.main.{file.name} WHERE {where}"
    return int(con.execute(query).fetchall()[0][0])


def _tell(con: duckdb.DuckDBPyConnection, told: About, sizes: dict[str, int]) -> None:
    con.execute("CREATE SCHEMA IF NOT EXISTS published.publishing")
    con.execute(_ABOUT, {
        "name": told.name, "through": told.through, "generation": told.seal.generation, "stamp": told.seal.stamp,
        "shape": told.shape, "posts": sizes.get("post", 0), "rows": sum(sizes.values()),
    })  # fmt: skip
    con.execute(
        "COMMENT ON TABLE published.publishing.version IS 'Which version this file is: one row. | 本文件的版本。'"
    )
    for name, meaning in _MEANINGS.items():
        con.execute(f"COMMENT ON COLUMN published.publishing.version.{name} IS '{meaning}'")


def drift(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The audit of the copy: tables that have other rows, by their number a day, than in the build file."""
    return [file.name for file in published_tables() if _differs(con, file)]


def _differs(con: duckdb.DuckDBPyConnection, file: SqlFile) -> bool:
    ours, theirs = (
        f"SELECT {'dt' if file.by_day else 'NULL'}, count(*) FROM {database}.main.{file.name} GROUP BY 1"  # noqa: S608
        for database in ("build", "published")
    )
    query = f"FROM (({ours} EXCEPT {theirs}) UNION ALL ({theirs} EXCEPT {ours})) LIMIT 1"
    return bool(con.execute(query).fetchall())


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM build.main.{table}").fetchall()[0][0])  # noqa: S608
