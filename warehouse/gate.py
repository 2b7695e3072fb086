"""The gate: a day whose data are not good enough is not judged, and says why, instead of being guessed at.

What "good enough" means is `sql/findings/quality_daily.sql`; its thresholds are here. Where a scope is held back, no
trend is raised and no alert opens, escalates or recovers. docs/quality.md tells it to people.
"""

from dataclasses import asdict, dataclass
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from contract.errors import SettingsError
from warehouse.database import transaction
from warehouse.sql_files import sql_files
from warehouse.tables import replace, touched

Held = frozenset[tuple[date, str]]  # (day, scope)
TABLE = "quality_daily"


@dataclass(frozen=True, slots=True)
class Gate:
    """Thresholds. docs/quality.md has what the defaults hold back of complete streams and of damaged ones."""

    min_exposure: float = 0.5  # of the usual exposure: detection divides by exposure, but not by next to nothing
    low_share: float = 0.6  # of the expected posts, below which a day may be short of posts
    swing: float = 2.5  # standard deviations (of logs, robust) that the 28 days before swing by chance
    stale_days: int = 2  # the newest post may not be so old, unless such pauses are usual
    history_days: int = 14  # days of a scope's life before anything can be compared
    max_missing: float = 0.34  # share of the usual volume that may be missing before "all" is held back too

    def __post_init__(self) -> None:
        shares = ("min_exposure", "low_share", "max_missing")
        if wrong := [name for name in shares if not 0 <= getattr(self, name) <= 1]:
            raise SettingsError(f"[quality] {wrong[0]} is a share: 0 to 1, found {getattr(self, wrong[0])}")
        if self.swing < 0 or self.stale_days < 1 or self.history_days < 0:
            raise SettingsError("[quality] needs swing and history_days of 0 or more, and stale_days of 1 or more")


def load(con: duckdb.DuckDBPyConnection, gate: Gate | None = None) -> None:
    """Put the thresholds where the SQL file reads them."""
    con.register("given_gate", pa.Table.from_pylist([asdict(gate or Gate())]))
    con.execute("CREATE OR REPLACE TABLE staging.gate AS FROM given_gate")
    con.unregister("given_gate")


def look(con: duckdb.DuckDBPyConnection, first: date, through: date, gate: Gate) -> Held:
    """Make `quality_daily` for the days `first`..`through`; returns what is held back on them."""
    load(con, gate)
    file = next(file for file in sql_files() if file.name == TABLE)
    with transaction(con):
        later = con.execute("SELECT DISTINCT dt FROM quality_daily WHERE dt > ?", [through]).fetchall()
        touched(con, file, [dt for (dt,) in later])
        con.execute("DELETE FROM quality_daily WHERE dt > ?", [through])
        replace(con, file, first, through)
    rows = con.execute(
        "SELECT dt, scope FROM quality_daily WHERE status = 'insufficient' AND dt BETWEEN ? AND ?", [first, through]
    ).fetchall()
    return frozenset((dt, scope) for dt, scope in rows)


def judged(flags: pa.Table, held: Held) -> pa.Table:
    """The flags (dt, scope, ...) that are not held back."""
    if not held:
        return flags
    names = pa.table({"dt": pa.array([dt for dt, _ in held], pa.date32()), "scope": [scope for _, scope in held]})
    kept = flags.join(names, ["dt", "scope"], join_type="left anti")
    return kept.take(pc.sort_indices(kept, [("flag", "ascending")]))
