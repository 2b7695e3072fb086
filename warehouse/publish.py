"""Write, audit, publish: what changed goes into a version out of readers' sight, which then takes the published name.

Readers that have the old version open keep reading it; whoever opens it next sees the new one, whole. What is
published has passed the checks of its SQL headers, whatever was killed before, and has the rows of the build file.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from contract.errors import CheckFailed, WarehouseError
from warehouse import change_log, checks, copying, versions
from warehouse.build import build_file
from warehouse.copying import About
from warehouse.database import BUILD, Engine, transaction
from warehouse.lake import OnProgress
from warehouse.sql_files import published_tables
from warehouse.versions import KEEP


@dataclass(frozen=True, slots=True)
class Publication:
    """The version that readers get now, how many rows were copied into it, and whether it was made anew."""

    version: Path
    copied: int
    whole: bool


def publish(
    home: Path,
    engine: Engine | None = None,
    *,
    keep: int = KEEP,
    anew: bool = False,
    on_progress: OnProgress | None = None,
) -> Publication:
    """Publish the build file's tables; `keep` versions before it are kept. Nothing new is nothing to do.

    `anew` copies everything into a new file and removes all other versions (after something was erased).
    WarehouseError if nothing was built yet; CheckFailed if a check marked `fail` does not hold.
    """
    if not (home / BUILD).exists():
        raise WarehouseError(f"{home / BUILD} does not exist: nothing was built yet; run `fengxiang build` first")
    with build_file(home, None, engine or Engine()) as con:
        _check(con)
        if not anew and (standing := _standing(con, home)):
            versions.show(home, standing)
            return Publication(standing, 0, False)
        made = _make(con, home, keep, anew, on_progress)
    if anew:
        versions.only(home, made.version)
    return made


def _check(con: duckdb.DuckDBPyConnection) -> None:
    """Run checks that a killed build or detection left undone; CheckFailed, with the rows, if one did not hold."""
    names = change_log.unchecked(con)
    checks.run(con, [file for file in published_tables() if file.name in names])
    failed = con.execute("SELECT detail FROM check_result WHERE level = 'fail' AND NOT ok ORDER BY ALL").fetchall()
    if failed:
        raise CheckFailed("nothing was published: " + "; ".join(str(detail) for (detail,) in failed))


def _standing(con: duckdb.DuckDBPyConnection, home: Path) -> Path | None:
    """The newest version, if the build file holds nothing else than it does."""
    for path in versions.kept(home)[:1]:
        try:
            with copying.attached(con, path, "READ_ONLY"):
                return path if _same(con) else None
        except duckdb.Error:
            return None  # not to be read: another one is made
    return None


def _same(con: duckdb.DuckDBPyConnection) -> bool:
    told = copying.about(con)
    if not told or not change_log.remembers(con, told.seal) or told.shape != copying.shape():
        return False
    results = "(FROM {0}.check_result EXCEPT FROM {1}.check_result)"
    other = f"{results.format('build', 'published')} UNION ALL {results.format('published', 'build')}"
    quiet = change_log.quiet_since(con, told.seal.generation) and told.through == _through(con)
    return quiet and not con.execute(other).fetchall()


def _make(
    con: duckdb.DuckDBPyConnection, home: Path, keep: int, anew: bool, on_progress: OnProgress | None
) -> Publication:
    with transaction(con):
        seal = change_log.seal(con)
    told = About(versions.new_name(home, _through(con)), _through(con), seal, copying.shape())
    newest = _remembered(con, home)
    for empty in (True,) if anew else (False, True):
        path = versions.working_file(home, keep, empty=empty, like=newest)
        whole = not path.exists()
        try:
            with copying.attached(con, path, f"STORAGE_VERSION '{copying.STORAGE}'"):
                copied = copying.bring(con, told, on_progress)
                drift = copying.drift(con)
        except duckdb.Error as error:
            if whole:
                raise WarehouseError(_unwritten(path, error)) from error
            continue  # a version that cannot be brought up to date: all of it is copied
        if not drift:
            return Publication(versions.place(home, told.name, keep), copied, whole)
    raise CheckFailed(f"nothing was published: the copy has other rows than the build file in {', '.join(drift)}")


def _remembered(con: duckdb.DuckDBPyConnection, home: Path) -> Path | None:
    """The newest version, if the build file knows what changed since it was made."""
    newest = next(iter(versions.kept(home)), None)
    told = copying.told_by(newest) if newest else None
    return newest if told and change_log.remembers(con, told.seal) else None


def _unwritten(path: Path, error: duckdb.Error) -> str:
    reason = str(error).strip().partition("\n")[0]
    return f"{path} could not be written ({reason}): nothing was published, readers keep the version before"


def _through(con: duckdb.DuckDBPyConnection) -> date | None:
    """The last day that was judged."""
    told = con.execute("SELECT through FROM state.detected").fetchall()
    return told[0][0] if told else None


__all__ = ["Publication", "publish"]
