"""Alerts that speak of one event: of what stands above and below each other, one is told and the others are held.

"All platforms" stands above each platform, a theme above its aspects, and a turn of feeling is the same event as a
burst of complaints or a phrase that is new in them. While one of them has an alert, the others that stand above or
below it open none: people are told once. Neighbours (two platforms, two aspects) each tell their own.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from contract.findings import ALL_PLATFORMS, AlertMetric
from warehouse.alert_states import Day, Row, State, acted, goes_on, opens
from warehouse.gate import Held
from warehouse.watched import Watched

Key = tuple[str, str, str, str, str]
Actions = Mapping[tuple[str, date], Sequence[tuple[str, str, int]]]  # by alert's id and day: action, actor, step seen

_METRICS = list(AlertMetric)
_NO_STEP = 1_000_000


def walk(
    family: Sequence[Watched], states: Mapping[Key, State], days: Sequence[Day], held: Held, actions: Actions
) -> list[Row]:
    """Go through the days in order; the rows of each change of an alert's state."""
    standing = {told.key: states[told.key] for told in family if told.key in states}
    moving = [told for told in family if told.key in standing or _may_open(told, days)]
    rows: list[Row] = []
    for day in days if moving else ():
        for told in _in_order(moving, day):
            for fresh in _changes(told, day, standing, moving, held, actions):
                standing[told.key] = fresh
                rows.append(fresh.row)
    return rows


def _may_open(told: Watched, days: Sequence[Day]) -> bool:
    first, last = days[0].place, days[-1].place
    return bool((told.size[first : last + 1] > told.rule.change).any() or told.looks)


def _in_order(family: Sequence[Watched], day: Day) -> list[Watched]:
    """Whose turn it is: the earliest look within the day, then themes before aspects, feeling before counts.

    Where two or more platforms turned, all together speak before each; else the platform speaks, then all. Of phrases,
    the one that most people say.
    """
    turned: dict[str, int] = {}
    for told in family:
        if not told.aspect and told.scope != ALL_PLATFORMS and told.exceeds(day.place):
            turned[told.rule.name] = turned.get(told.rule.name, 0) + 1

    def turn(told: Watched) -> tuple[int, bool, int, int, int, str]:
        look = told.looks.get(day.place)
        # a look must not depend on the rest of the day
        first = turned.get(told.rule.name, 0) > 1 and look is None
        whole = (0 if first else 2) if told.scope == ALL_PLATFORMS else 1
        loud = -int(told.authors[day.place]) if told.detail else 0
        return (
            look.hour if look else 24,
            told.aspect != "",
            _METRICS.index(told.rule.metric),
            whole,
            loud,
            told.detail,
        )

    return sorted(family, key=turn)


def _changes(
    told: Watched,
    day: Day,
    standing: Mapping[Key, State],
    family: Sequence[Watched],
    held: Held,
    actions: Actions,
) -> Iterable[State]:
    state = standing.get(told.key)
    seen = state.row["step"] if state else 0
    for fresh in _acted(state, day, actions, range(seen + 1)):
        state = fresh
        yield fresh
    if (day.date, told.scope) not in held or told.rule.subjects == "platform":
        changed = goes_on(told, day, state) if state else None
        if changed is None and not _spoken_for(told, day, standing, family):
            changed = opens(told, day, state)
        if changed is not None:
            state = changed
            yield changed
    yield from _acted(state, day, actions, range(seen + 1, _NO_STEP))


def _acted(state: State | None, day: Day, actions: Actions, steps: range) -> Iterable[State]:
    """What people did that day about the steps that they had before them: of one kind, once a day."""
    for action, actor, step in actions.get((state.row["alert_id"], day.date), ()) if state else ():
        fresh = acted(state, day, action, actor) if state and step in steps else None
        if fresh is not None:
            state = fresh
            yield fresh


def _spoken_for(told: Watched, day: Day, standing: Mapping[Key, State], family: Sequence[Watched]) -> bool:
    """Whether something above or below it has an alert now, or had one opened lately."""
    above_or_below = (standing.get(other.key) for other in family if other is not told and _one_line(told, other))
    return any(s.active or (day.date - s.row["opened"]).days < told.rule.quiet_days for s in above_or_below if s)


def _one_line(one: Watched, other: Watched) -> bool:
    scopes = one.scope == other.scope or ALL_PLATFORMS in (one.scope, other.scope)
    aspects = one.aspect == other.aspect or "" in (one.aspect, other.aspect)
    return scopes and aspects


__all__ = ["Actions", "Key", "walk"]
