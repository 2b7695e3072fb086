"""The life of an alert: opened once, escalated when it gets much worse, cooled, recovered, closed.

Each change is a row of the table `alert`. What a person does (acknowledge, close) is a change like any other. A day's
change follows from the last row and the numbers up to that day, so that running daily, late or at once is the same.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from contract.findings import OVER, AlertStatus
from warehouse.drop_test import BASELINE, LONGEST
from warehouse.watched import Look, Watched

Row = dict[str, Any]
_HALF_WAY = 0.5  # of the change at opening: below it means back to normal
CLOSES_AFTER = {AlertStatus.RECOVERED: 7, AlertStatus.COOLED: 28}  # days
_OF_A_PERSON = {"acknowledge": AlertStatus.ACKNOWLEDGED, "close": AlertStatus.CLOSED}


@dataclass(frozen=True, slots=True)
class State:
    """What is known of an alert: its last row, and the value that was last told as opened or escalated, and when."""

    row: Row
    told: float
    told_on: date

    @property
    def status(self) -> AlertStatus:
        """Of the last change."""
        return AlertStatus(self.row["status"])

    @property
    def active(self) -> bool:
        """Neither recovered nor closed."""
        return self.status not in OVER


@dataclass(frozen=True, slots=True)
class Day:
    """A day to judge: its place in the arrays, and whether it is over; of one under way only looks are known."""

    place: int
    date: date
    over: bool = True


def opens(told: Watched, day: Day, state: State | None) -> State | None:
    """The alert that a day opens: surely changed, among enough people, and not told lately."""
    if state is not None and state.active:
        return None
    look = told.looks.get(day.place)
    if not (look or (day.over and told.exceeds(day.place))):
        return None
    value = look.shown if look else float(told.shown[day.place])
    if state is not None and not _rested(told, day, state, value):
        return None
    fresh = _row(told, day, AlertStatus.OPEN, _round(told.baseline[day.place]), look)
    return State(fresh, fresh["value"], day.date)


def _rested(told: Watched, day: Day, state: State, value: float) -> bool:
    return (day.date - state.row["opened"]).days >= told.rule.quiet_days or value > told.rule.escalates_from(state.told)


def goes_on(told: Watched, day: Day, state: State) -> State | None:
    """The change of an alert that stands, by a day that is over; None if there is none."""
    if not day.over:
        return None
    if (closes := CLOSES_AFTER.get(state.status)) and (day.date - state.row["dt"]).days >= closes:
        return _follow(told, day, state, AlertStatus.CLOSED)
    if not state.active:
        return None
    if told.exceeds(day.place) and _worse(told, day, state):
        fresh = _follow(told, day, state, AlertStatus.ESCALATED)
        return State(fresh.row, float(told.settled[day.place]), day.date)
    if _calm(told, day, state):
        return _follow(told, day, state, AlertStatus.RECOVERED)
    rested = (day.date - state.told_on).days >= told.rule.quiet_days
    return _follow(told, day, state, AlertStatus.COOLED) if rested and state.status != AlertStatus.COOLED else None


def _worse(told: Watched, day: Day, state: State) -> bool:
    """Much worse than what was told, or than two days later if that was more: by then all 3 days lie after the turn."""
    days = (day.date - state.told_on).days
    if days < LONGEST:
        return False
    ago = days - (LONGEST - 1)
    # no further back than every run, daily or backfilled, can look
    known = max(state.told, float(told.settled[day.place - ago])) if ago <= BASELINE else state.told
    return float(told.settled[day.place]) > told.rule.escalates_from(known)


def _calm(told: Watched, day: Day, state: State) -> bool:
    normal = state.row["baseline"] + _HALF_WAY * (state.told - state.row["baseline"])
    recent = slice(max(day.place - told.rule.calm_days + 1, 0), day.place + 1)
    return bool(told.known[recent].all() and (told.settled[recent] < normal).all())


def acted(state: State, day: Day, action: str, actor: str) -> State | None:
    """What a person did to an alert that stands; None where it changes nothing."""
    status = _OF_A_PERSON[action]
    if not state.active or state.status == status:
        return None
    row = state.row | {"dt": day.date, "step": state.row["step"] + 1, "status": str(status), "actor": actor}
    return State(row, state.told, state.told_on)


def _follow(told: Watched, day: Day, state: State, status: AlertStatus) -> State:
    row = _row(told, day, status, state.row["baseline"], None)
    kept = {name: state.row[name] for name in ("alert_id", "opened", "hour")} | {"step": state.row["step"] + 1}
    return State(row | kept, state.told, state.told_on)


def alert_id(key: tuple[str, ...], opened: date) -> str:
    """The same for the same rule, scope, subject and day of opening."""
    return hashlib.sha256("/".join((*key, f"{opened:%Y-%m-%d}")).encode()).hexdigest()[:16]


def _row(told: Watched, day: Day, status: AlertStatus, baseline: float, look: Look | None) -> Row:
    at = day.place
    value = _round(look.shown if look else told.shown[at])
    low, high = (look.low, look.high) if look else (float(told.low[at]), float(told.high[at]))
    change, size = value - baseline, look.size if look else float(told.size[at])
    severity = told.rule.severity(size)
    return {
        "alert_id": alert_id(told.key, day.date),
        "dt": day.date,
        "step": 1,
        "status": str(status),
        "rule": told.rule.name,
        "metric": str(told.rule.metric),
        "scope": told.scope,
        "theme": told.theme,
        "aspect": told.aspect,
        "detail": told.detail,
        "severity": str(severity),
        "value": value,
        "baseline": baseline,
        "change": _round(change),
        # a test corrects for the model's errors, what is shown are the labels
        "change_low": _round(min(low, change)) if np.isfinite(low) else None,
        "change_high": _round(max(high, change)) if np.isfinite(high) else None,
        "days": 1 if look else int(told.days[at]),
        "authors": look.authors if look else int(told.authors[at]),
        "posts": look.posts if look else int(told.posts[at]),
        "opened": day.date,
        "hour": look.hour if look else None,
        "actor": "",
    }


def _round(value: float) -> float:
    return round(float(value), 4)
