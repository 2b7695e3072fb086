"""Sentiment drops: a theme's share of negative posts jumps on a platform, among enough different people.

`drop_test` says how surely feeling has turned; here an alert opens where the lower end of the change exceeds the set
size, escalates when it gets much worse, and recovers. Each happens once, the same run daily, late or at once.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from contract.findings import AlertStatus
from warehouse.detect_settings import DetectSettings
from warehouse.drop_test import BACK, BASELINE, LONGEST
from warehouse.gate import Held
from warehouse.mood_days import Mood, moods

METRIC = "negative_share"
_WORSE = 0.10  # an open alert escalates when the share has grown by so much more
_BACK_TO_NORMAL = 0.5  # of the change at opening: below it for three days means recovered


@dataclass(frozen=True, slots=True)
class State:
    """What is known of a theme's last alert."""

    status: str
    opened: date
    changed: date
    share: float
    baseline: float
    step: int = 0


def find(
    con: duckdb.DuckDBPyConnection, first: date, through: date, settings: DetectSettings, held: Held = frozenset()
) -> None:
    """Put the alert changes of the days `first`..`through` into `staging.found_alert`; none on days held back."""
    origin = first - timedelta(days=BACK)
    states = _states(con, first)
    found: list[dict[str, Any]] = []
    for scope, theme, mood in moods(con, origin, through):
        found += _walk(scope, theme, mood, states.get((scope, theme)), origin, settings, held)
    if found:
        con.register("found_rows", pa.Table.from_pylist(found))
        con.execute("INSERT INTO staging.found_alert BY NAME FROM found_rows")
        con.unregister("found_rows")


def _states(con: duckdb.DuckDBPyConnection, first: date) -> dict[tuple[str, str], State]:
    rows = con.execute(
        "SELECT scope, theme, arg_max(status, step), arg_max(opened, step), max(dt), arg_max(value, step), "
        "arg_max(baseline, step), max(step) FROM alert WHERE dt < ? GROUP BY ALL",
        [first],
    ).fetchall()
    return {(scope, theme): State(*state) for scope, theme, *state in rows}


def _walk(
    scope: str, theme: str, mood: Mood, state: State | None, origin: date, settings: DetectSettings, held: Held
) -> list[dict[str, Any]]:
    """Go through the days in order and note each change of the alert's state."""
    found = []
    for i in range(BACK, len(mood.posts)):
        day = origin + timedelta(days=i)
        fresh = None if (day, scope) in held else _next(mood, i, day, state, settings)
        if fresh is not None:
            state = fresh
            found.append(_row(scope, theme, mood, i, day, fresh))
    return found


def _next(mood: Mood, i: int, day: date, state: State | None, settings: DetectSettings) -> State | None:
    """The state that a day changes to, or None if it stays."""
    enough = bool(np.isfinite(mood.change.low[i])) and mood.authors[i] >= settings.drop_authors
    share = round(float(mood.share[i]), 4)
    if state is None or state.status == AlertStatus.RECOVERED:
        rested = state is None or (day - state.opened).days >= settings.drop_quiet_days or share > state.share + _WORSE
        if enough and rested and mood.change.low[i] > settings.drop_change:
            return State(AlertStatus.OPEN, day, day, share, round(float(mood.baseline[i]), 4), 1)
        return None
    if enough and (day - state.changed).days >= LONGEST and share > _settled(mood, i, day, state) + _WORSE:
        return replace(state, status=AlertStatus.ESCALATED, changed=day, share=share, step=state.step + 1)
    normal = state.baseline + _BACK_TO_NORMAL * (state.share - state.baseline)
    recent = slice(max(i - LONGEST + 1, 0), i + 1)
    if (mood.posts[recent] > 0).all() and (mood.share[recent] < normal).all():
        return replace(state, status=AlertStatus.RECOVERED, changed=day, share=share, step=state.step + 1)
    return None


def _settled(mood: Mood, i: int, day: date, state: State) -> float:
    """The share that was told, or the one two days later if that is higher: by then all 3 days lie after the jump."""
    ago = (day - state.changed).days - (LONGEST - 1)
    # no further back than every run, daily or backfilled, can look
    return max(state.share, float(mood.share[i - ago])) if ago <= BASELINE else state.share


def _row(scope: str, theme: str, mood: Mood, i: int, day: date, state: State) -> dict[str, Any]:
    name = f"{METRIC}/{scope}/{theme}/{state.opened:%Y-%m-%d}"
    value = round(mood.shown(i), 4)
    change = value - state.baseline
    return {
        "alert_id": hashlib.sha256(name.encode()).hexdigest()[:16],
        "dt": day,
        "step": state.step,
        "status": str(state.status),
        "rule": "sentiment_drop",
        "metric": METRIC,
        "scope": scope,
        "theme": theme,
        "aspect": "",
        "detail": "",
        "severity": "warning",
        "value": value,
        "baseline": state.baseline,
        "change": round(change, 4),
        # the test corrects for the model's errors, what is shown are the labels
        "change_low": round(min(max(float(mood.change.low[i]), -1.0), change), 4),
        "change_high": round(max(min(float(mood.change.high[i]), 1.0), change), 4),
        "days": int(mood.change.days[i]),
        "authors": int(mood.authors[i]),
        "posts": int(mood.posts[i]),
        "opened": state.opened,
        "hour": None,
        "actor": "",
    }


__all__ = ["METRIC", "State", "find"]
