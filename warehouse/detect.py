"""Tables to findings: every day's trends and alerts, from what was known when that day was over.

Days are judged from the first one whose posts or coverage changed since the last time. A day's rows are a pure
function of the days up to it, so running daily, late, or once for all of history gives the same rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from contract.findings import ALL_PLATFORMS, SubjectKind, Verdict
from warehouse import checks, drops, facts, flood_signs, gate, particulars, topic_tables, topics, verdicts, vintages
from warehouse.alert_levels import Levels
from warehouse.build import build_file
from warehouse.database import Engine, transaction
from warehouse.detect_settings import DetectSettings
from warehouse.flags import Flags, flag
from warehouse.floods import Flood, floods
from warehouse.inputs import clear_findings, show_built_posts
from warehouse.known_terms import named
from warehouse.lake import OnProgress, Place, store_of
from warehouse.series import Series, Source, load
from warehouse.sql_files import SqlFile, sql_files
from warehouse.tables import replace, touched
from warehouse.topic_tracks import Tracks

QUIET_DAYS = 14  # a subject that was below the watch level for so long begins a new rise
_CHUNK_DAYS = 60
_ROUND = 4
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
) -> DetectResult:
    """Judge the days up to `through` that have to be; CheckFailed if the findings break a promise."""
    chosen = settings or DetectSettings()
    with build_file(home, None, engine or Engine()) as con:
        first = _first_to_judge(con, through, chosen)
        if first is None:
            with transaction(con):  # days that were set aside may have come back
                replace(con, topic_tables.listing(), through, through)
            return DetectResult(None, through, 0, 0, _record(con, lake or home, through))
        clear_findings(con)
        show_built_posts(con)
        held = gate.look(con, first, through, chosen.gate)
        _find_trends(con, first, through, chosen, held, on_progress)
        drops.find(con, first, through, chosen, held)
        _keep(con, first, through, chosen)
        checks.run(con, [*_findings(), topic_tables.listing()])
        trends, alerts = (
            con.execute(f"SELECT count(*) FROM {table} WHERE dt BETWEEN ? AND ?", [first, through]).fetchall()[0][0]  # noqa: S608
            for table in ("trend", "alert")
        )
        return DetectResult(first, through, trends, alerts, _record(con, lake or home, through))


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
    changed = con.execute("SELECT min(dt) FROM state.dirty").fetchall()[0][0]
    first = min([told[0][0] + timedelta(days=1)] + ([changed] if changed else []))
    return max(first, known) if max(first, known) <= through else None


# Findings of the days before were set aside with their counts (kept_counts.py)
_FIRST_COUNTED = "SELECT min(dt) FROM volume_daily WHERE dt > coalesce((SELECT max(dt) FROM state.kept), '0001-01-01')"


def _keep(con: duckdb.DuckDBPyConnection, first: date, through: date, settings: DetectSettings) -> None:
    """Put the findings in place of the old ones, all at once. Later days are judged anew when they are asked for."""
    with transaction(con):
        for file in _findings():
            later = con.execute(f"SELECT DISTINCT dt FROM {file.table} WHERE dt > ?", [through]).fetchall()  # noqa: S608
            touched(con, file, [dt for (dt,) in later])
            con.execute(f"DELETE FROM {file.table} WHERE dt > $through", {"through": through})  # noqa: S608
            replace(con, file, first, through)
        replace(con, topic_tables.listing(), first, through)
        con.execute("DELETE FROM state.dirty WHERE dt <= $through", {"through": through})
        con.execute("DELETE FROM state.detected")
        con.execute("INSERT INTO state.detected VALUES (?, ?)", [through, repr(settings)])


def _find_trends(
    con: duckdb.DuckDBPyConnection,
    first: date,
    through: date,
    settings: DetectSettings,
    held: gate.Held,
    on_progress: OnProgress | None,
) -> None:
    series = load(con, first, through, settings.min_authors)
    flags = named(con, gate.judged(_as_table(series, flag(series, settings)), held), settings)
    past = Past(Onsets(con, first), topic_tables.remembered(con, first), Levels(con, first, settings))
    days = flags["day"].to_numpy()
    steps = range(series.judged, series.days, _CHUNK_DAYS)
    for done, start in enumerate(steps):
        cut = np.searchsorted(days, [start, start + _CHUNK_DAYS])
        chunk = flags.slice(cut[0], cut[1] - cut[0])
        if len(chunk):
            _judge(con, chunk, past, settings, (series.sources, series.first))
        if on_progress:
            on_progress(done + 1, len(steps))
    past.levels.store(con, first, through)


def _as_table(series: Series, flags: list[Flags]) -> pa.Table:
    """All flags in one table ordered by day, scope and subject, numbered."""
    names = ("sid", "day", "score", "expected", "ratio", "ratio_low", "ratio_high", "growth", "new")
    kinds = {"sid": np.int64, "day": np.int64, "new": np.bool_}
    columns = {
        n: np.concatenate([np.zeros(0, kinds.get(n, np.float64)), *(getattr(f, n) for f in flags)]) for n in names
    }
    sizes = [len(f.sid) for f in flags]
    told = {name: np.repeat([getattr(f, name) for f in flags], sizes) for name in ("scope", "test")}
    order = np.lexsort((columns["sid"], told["scope"].astype(str), columns["day"]))
    table = {name: pa.array(values[order]) for name, values in columns.items()}
    table |= {name: pa.array(values.astype(object)[order], pa.string()) for name, values in told.items()}
    sid = columns["sid"][order]
    table["kind"] = pa.array(series.kinds, pa.string()).take(sid)
    table["subject"] = pa.array(series.subjects, pa.string()).take(sid)
    table["dt"] = pa.array([series.first + timedelta(days=int(day)) for day in columns["day"][order]], pa.date32())
    table["flag"] = pa.array(np.arange(len(order)))
    return pa.table(table)


class Onsets:
    """Since when each subject has been rising: the first flagged day after a fortnight below the watch level."""

    def __init__(self, con: duckdb.DuckDBPyConnection, first: date) -> None:
        rows = con.execute(
            "SELECT scope, subject_kind, subject, max(dt), arg_max(since, dt) FROM trend "
            "WHERE dt >= $first::DATE - $quiet::INTEGER AND dt < $first GROUP BY ALL",
            {"first": first, "quiet": QUIET_DAYS},
        ).fetchall()
        self._known: dict[tuple[str, str, str], tuple[date, date]] = {
            (s, k, x): (last, since) for s, k, x, last, since in rows
        }

    def seen(self, scope: str, kind: str, subject: str, day: date) -> date:
        """Note a flag, and return since when this rise has lasted."""
        since = self.since(scope, kind, subject, day) or day
        self._known[scope, kind, subject] = (day, since)
        return since

    def since(self, scope: str, kind: str, subject: str, day: date) -> date | None:
        """Since when it has been rising, if it was flagged in the fortnight up to that day."""
        last, since = self._known.get((scope, kind, subject), (date.min, date.min))
        return since if (day - last).days <= QUIET_DAYS else None


@dataclass(frozen=True, slots=True)
class Past:
    """What the days before tell: since when subjects rise, which topics there are, which scores are called rising."""

    onsets: Onsets
    tracks: Tracks
    levels: Levels


def _judge(
    con: duckdb.DuckDBPyConnection,
    flags: pa.Table,
    past: Past,
    settings: DetectSettings,
    sources: tuple[list[Source], date],
) -> None:
    days = flags["dt"].to_pylist()
    facts.look_at(
        con, flags.select(["flag", "dt", "scope", "sid", "kind", "phrase", "subject", "score"]), days[0], days[-1]
    )
    known = {fact["flag"]: fact for fact in facts.facts(con, settings.big_account).to_pylist()}
    flooded = floods(flood_signs.signs(con, days[0], days[-1]))
    explained = facts.parts(con)
    evidence = facts.evidence(con).to_pylist()
    told = particulars.particulars(con, flags, sources, explained, settings)
    rows = {row["flag"]: row for row in _rows(flags.to_pylist(), known, flooded, past.onsets, told)}
    for part, whole in explained.items():
        if part in rows and whole in rows and not _is_campaign(rows[part]):
            rows[part]["part_of"] = rows[whole]["subject"]
    shown = [{**_key(rows[e["flag"]]), **e} for e in evidence if e["flag"] in rows]
    past.levels.tell(rows.values())
    topics.find(con, rows.values(), past.tracks)
    _store(con, "staging.found_trend", list(rows.values()))
    _store(con, "staging.found_trend_evidence", shown)


def _is_campaign(row: dict[str, Any]) -> bool:
    """A campaign's hashtag stands for itself: it is the news, even where a theme covers it."""
    return bool(row["verdict"] == Verdict.CAMPAIGN and row["subject_kind"] == SubjectKind.HASHTAG)


def _rows(
    flags: list[dict[str, Any]],
    known: dict[int, dict[str, Any]],
    flooded: Mapping[int, Flood],
    onsets: Onsets,
    told: particulars.Particulars,
) -> Iterator[dict[str, Any]]:
    """Trend rows, day by day; platforms come before "all" so that it can tell where a rise was first."""
    for f in sorted(flags, key=lambda f: (f["day"], f["scope"] == ALL_PLATFORMS, f["flag"])):
        fact = known.get(f["flag"])
        flood = flooded.get(f["flag"])
        judgement = verdicts.judge(f["test"], fact, expected=f["expected"], new=f["new"], flood=flood) if fact else None
        if fact is None or judgement is None:
            continue
        more = dict(told[f["flag"]])
        judgement = verdicts.of_calendar(judgement, more.pop("recurs", None))
        since = onsets.seen(f["scope"], f["kind"], f["subject"], f["dt"])
        numbers = {n: round(f[n], _ROUND) for n in ("score", "ratio", "ratio_low", "ratio_high", "expected")}
        yield {
            **numbers,
            **{name: f[name] for name in ("flag", "dt", "scope", "subject")},
            "subject_kind": f["kind"],
            "authors": fact["authors"],
            "posts": fact["posts"],
            "growth": f["growth"],
            "verdict": str(judgement.verdict),
            "flood_score": round(flood.score, _ROUND) if flood else None,
            "reasons": list(judgement.reasons),
            "since": since,
            "first_platform": more.pop("first_platform", None) or _first_platform(f, fact["platforms"], onsets),
            "platforms": fact["platforms"],
            "part_of": None,
            **more,
        }


def _first_platform(f: dict[str, Any], platforms: list[str], onsets: Onsets) -> str:
    """The platform where this rise passed the watch level first; the loudest one on a tie, or if none has."""
    begun = {p: onsets.since(p, f["kind"], f["subject"], f["dt"]) for p in platforms}
    return min(platforms, key=lambda p: (begun[p] or date.max, platforms.index(p)))


def _key(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("dt", "scope", "subject_kind", "subject")}


def _store(con: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    names = [d[0] for d in con.execute(f"SELECT * FROM {table} LIMIT 0").description or []]  # noqa: S608
    con.register("rows_to_store", pa.Table.from_pylist([{name: row[name] for name in names} for row in rows]))
    con.execute(f"INSERT INTO {table} BY NAME FROM rows_to_store")
    con.unregister("rows_to_store")


__all__ = ["DetectResult", "DetectSettings", "Onsets", "detect"]
