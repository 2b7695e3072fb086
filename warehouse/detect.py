"""Tables to findings: every day's trends and alerts, from what was known when that day was over.

Days are judged from the first one whose posts or coverage changed since the last time. A day's rows are a pure
function of the days up to it, so running daily, late, or once for all of history gives the same rows.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse import alert_finding, checks, gate, topic_tables, trends, vintages
from warehouse.build import build_file
from warehouse.database import Engine, transaction
from warehouse.detect_settings import DetectSettings
from warehouse.inputs import clear_findings, show_built_posts
from warehouse.lake import OnProgress, Place, store_of
from warehouse.sql_files import SqlFile, sql_files
from warehouse.tables import replace, touched

_OTHERS = (gate.TABLE, *(kept.vintage for kept in vintages.KEPT))  # by day, but not what detection finds


@dataclass(frozen=True, slots=True)
class DetectResult:
    """The days that were judged (None if nothing had changed), and how much was found on them."""

    first: date | None
    through: date
    trends: int
    alerts: int
    recorded: bool | None = None  # whether the vintage of `through` is kept (vintages.py); None: there is none to keep


def detect(
    home: Path,
    through: date,
    settings: DetectSettings | None = None,
    on_progress: OnProgress | None = None,
    engine: Engine | None = None,
    lake: Place | None = None,
    actions: pa.Table | None = None,
    under_way: bool = False,
) -> DetectResult:
    """Judge the days up to `through` that have to be; CheckFailed if the findings break a promise.

    `actions` are what people did to alerts (`inputs.clear_findings`). `under_way`: look for alerts in the day after
    `through` too, as far as it is known.
    """
    chosen = settings or DetectSettings()
    with build_file(home, None, engine or Engine()) as con:
        clear_findings(con, actions)
        day_under_way = through + timedelta(days=1) if under_way else None
        first = _first_to_judge(con, through, chosen)
        if first is None:
            with transaction(con):  # days that were set aside may have come back
                replace(con, topic_tables.listing(), through, through)
            alerts = _look_within(con, day_under_way, chosen)
            return DetectResult(None, through, 0, alerts, _record(con, lake or home, through))
        show_built_posts(con)
        held = gate.look(con, first, through, chosen.gate)
        trends.find(con, first, through, chosen, held, on_progress)
        alert_finding.find(con, first, through, chosen.rules, held, day_under_way)
        _keep(con, first, through, day_under_way, chosen)
        checks.run(con, [*_findings(), topic_tables.listing()])
        found, alerts = (
            con.execute(f"SELECT count(*) FROM {table} WHERE dt BETWEEN ? AND ?", [first, through]).fetchall()[0][0]  # noqa: S608
            for table in ("trend", "alert")
        )
        return DetectResult(first, through, found, alerts, _record(con, lake or home, through))


def _look_within(con: duckdb.DuckDBPyConnection, day: date | None, settings: DetectSettings) -> int:
    """Alerts of a day that is under way, where the days before are judged already."""
    if day is None:
        return 0
    alert_finding.find(con, day, day - timedelta(days=1), settings.rules, under_way=day)
    with transaction(con):
        _keep_looks(con, day)
    return int(con.execute("SELECT count(*) FROM alert WHERE dt = ?", [day]).fetchall()[0][0])


def _keep_looks(con: duckdb.DuckDBPyConnection, day: date | None) -> None:
    if day is not None:
        replace(con, next(file for file in _findings() if file.name == "alert"), day, day)


def _record(con: duckdb.DuckDBPyConnection, place: Place, through: date) -> bool | None:
    if not con.execute("SELECT 1 FROM volume_daily WHERE dt <= ? LIMIT 1", [through]).fetchall():
        return None
    return vintages.record(con, store_of(place), through)


def judged_through(home: Path, engine: Engine | None = None) -> date | None:
    """The last day that was judged; None if none was."""
    with build_file(home, None, engine or Engine()) as con:
        told = con.execute("SELECT max(through) FROM state.detected").fetchall()[0][0]
    return told if told is None else date.fromisoformat(str(told))


def _findings() -> list[SqlFile]:
    return [file for file in sql_files() if file.layer == "findings" and file.by_day and file.name not in _OTHERS]


def _first_to_judge(con: duckdb.DuckDBPyConnection, through: date, settings: DetectSettings) -> date | None:
    """The first day that must be judged: the earliest change, or the day after the last one that was judged."""
    known = con.execute(_FIRST_COUNTED).fetchall()[0][0]
    if known is None:
        return None
    told = con.execute("SELECT through, settings FROM state.detected").fetchall()
    if not told or told[0][1] != repr(settings):
        return known if known <= through else None
    changed = [dt for (dt,) in con.execute(_CHANGED).fetchall() if dt]
    first = min([told[0][0] + timedelta(days=1), *changed])
    return max(first, known) if max(first, known) <= through else None


_CHANGED = """
SELECT min(dt) FROM state.dirty
UNION ALL
SELECT min(make_timestamp(epoch_us(acted_at) + 28800000000)::DATE)
FROM (FROM staging.given_alert_action EXCEPT FROM state.alert_action)
"""
# Findings of the days before were set aside with their counts (kept_counts.py)
_FIRST_COUNTED = "SELECT min(dt) FROM volume_daily WHERE dt > coalesce((SELECT max(dt) FROM state.kept), '0001-01-01')"


def _keep(
    con: duckdb.DuckDBPyConnection, first: date, through: date, under_way: date | None, settings: DetectSettings
) -> None:
    """Put the findings in place of the old ones, all at once. Later days are judged anew when they are asked for."""
    with transaction(con):
        for file in _findings():
            later = con.execute(f"SELECT DISTINCT dt FROM {file.table} WHERE dt > ?", [through]).fetchall()  # noqa: S608
            touched(con, file, [dt for (dt,) in later])
            con.execute(f"DELETE FROM {file.table} WHERE dt > $through", {"through": through})  # noqa: S608
            replace(con, file, first, through)
        replace(con, topic_tables.listing(), first, through)
        _keep_looks(con, under_way)
        con.execute("DELETE FROM state.alert_action; INSERT INTO state.alert_action FROM staging.given_alert_action")
        con.execute("DELETE FROM state.dirty WHERE dt <= $through", {"through": through})
        con.execute("DELETE FROM state.detected")
        con.execute("INSERT INTO state.detected VALUES (?, ?)", [through, repr(settings)])


__all__ = ["DetectResult", "DetectSettings", "detect"]
