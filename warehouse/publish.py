"""Write, audit, publish: the checked tables go into a fresh file that takes the published one's name in one step.

Readers that have the old file open keep reading it; whoever opens it next sees the new one, whole. The file is written
in DuckDB's 1.5 storage format, so that older drivers can read it; the one before it is kept as a backup.
"""

import os
from pathlib import Path

import duckdb

from contract.errors import CheckFailed, WarehouseError
from warehouse.build import build_file
from warehouse.database import BUILD, PUBLISHED, Engine, transaction
from warehouse.lake import whole_file
from warehouse.sql_files import SqlFile, sql_files
from warehouse.tables import comment

BACKUP = PUBLISHED.with_suffix(".duckdb.before")
_STORAGE = "v1.5.0"


def published_tables() -> list[SqlFile]:
    """The tables that analysts and reports see."""
    return [file for file in sql_files() if file.layer in ("core", "daily", "findings")]


def publish(home: Path, engine: Engine | None = None) -> Path:
    """Publish the build file's tables; returns the published file.

    WarehouseError if nothing was built yet; CheckFailed if a `fail` check of the last build or detection did not hold.
    """
    if not (home / BUILD).exists():
        raise WarehouseError(f"{home / BUILD} does not exist: nothing was built yet; run `fengxiang build` first")
    with build_file(home, None, engine or Engine()) as con:
        _stop_if_failed(con)
        target = home / PUBLISHED
        with whole_file(target) as beside:
            _copy(con, beside)
            _back_up(target, home / BACKUP)
    return target


def _stop_if_failed(con: duckdb.DuckDBPyConnection) -> None:
    failed = con.execute("SELECT detail FROM check_result WHERE level = 'fail' AND NOT ok ORDER BY ALL").fetchall()
    if failed:
        raise CheckFailed("nothing was published: " + "; ".join(str(detail) for (detail,) in failed))


def _copy(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    con.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS published (STORAGE_VERSION '{_STORAGE}')")
    try:
        with transaction(con):
            for file in published_tables():
                con.execute(f"CREATE TABLE published.{file.name} AS FROM main.{file.name}")
                comment(con, file, f"published.{file.name}")
        con.execute("CHECKPOINT published")
    finally:
        con.execute("DETACH published")


def _back_up(target: Path, backup: Path) -> None:
    """Give the file about to be replaced a second name; readers and a kill in between do not notice."""
    if target.exists():
        beside = backup.with_name(f".{backup.name}.part")
        beside.unlink(missing_ok=True)
        os.link(target, beside)
        beside.replace(backup)
