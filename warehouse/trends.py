"""Flags to trends: what the posts behind each flag say, a stretch of days at a time."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from contract.findings import SubjectKind, Verdict
from warehouse import facts, flood_signs, gate, particulars, topic_tables, topics
from warehouse.alert_levels import Levels
from warehouse.detect_settings import DetectSettings
from warehouse.flags import Flags, flag
from warehouse.floods import floods
from warehouse.known_terms import named
from warehouse.lake import OnProgress
from warehouse.onsets import Onsets
from warehouse.series import Series, Source, load
from warehouse.topic_tracks import Tracks
from warehouse.trend_rows import rows as rows_of

_CHUNK_DAYS = 60


@dataclass(frozen=True, slots=True)
class Past:
    """What the days before tell: since when subjects rise, which topics there are, which scores are called rising."""

    onsets: Onsets
    tracks: Tracks
    levels: Levels


def find(
    con: duckdb.DuckDBPyConnection,
    first: date,
    through: date,
    settings: DetectSettings,
    held: gate.Held,
    on_progress: OnProgress | None,
) -> None:
    """Put the trends, topics and alert levels of the days `first`..`through` into staging; none on days held back."""
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
    rows = {row["flag"]: row for row in rows_of(flags.to_pylist(), known, flooded, past.onsets, told)}
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


def _key(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("dt", "scope", "subject_kind", "subject")}


def _store(con: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    names = [d[0] for d in con.execute(f"SELECT * FROM {table} LIMIT 0").description or []]  # noqa: S608
    con.register("rows_to_store", pa.Table.from_pylist([{name: row[name] for name in names} for row in rows]))
    con.execute(f"INSERT INTO {table} BY NAME FROM rows_to_store")
    con.unregister("rows_to_store")
