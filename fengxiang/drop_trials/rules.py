"""What may raise an alert: ours, and three simple rules that people use. Each looks at what is counted of a topic."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import numpy as np

from contract.findings import ALL_PLATFORMS, AlertStatus
from fengxiang.drop_trials.readings import Bools, Floats
from fengxiang.drop_trials.worlds import Counted
from warehouse.alert_families import walk
from warehouse.alert_rules import rules
from warehouse.alert_states import Day
from warehouse.metrics.negative_share import asked_of_one, several_platforms, watched_of
from warehouse.mood_days import mood_of
from warehouse.stretches import windows
from warehouse.watched import Watched

OURS = "ours"
QUIET = 14  # days for which simple rules do not tell the same turn again
_FLOOR, _DEVIATIONS, _BEFORE, _POINTS, _WEEK = 0.5, 2.0, 28, 0.1, 7
_ORIGIN = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a rule makes of a topic: (days,) whether a day is flagged; and the days on which people are told."""

    flags: Bools
    told: list[int]


Rule = Callable[[Counted, int], Looked]  # the int: the first day that is judged


def ours(counted: Counted, first: int, rule: str = "sentiment_drop") -> Looked:
    """The warehouse's own rule, and its own life of an alert."""
    return of_scopes([counted], first, rule)


def of_scopes(scopes: Sequence[Counted], first: int, rule: str = "sentiment_drop", *, alike: bool = False) -> Looked:
    """The same of all platforms together (the first) and of each alone, of which one is told of one event.

    A day is flagged where any of them is. `alike`: one platform asks no more than all together.
    """
    chosen, days = rules()[rule], scopes[0].counted.shape[2]
    moods = [mood_of(told.counted, told.authors) for told in scopes]
    asks = None if alike else asked_of_one(chosen, several_platforms(moods[0]))
    family = [
        watched_of(chosen, (str(place) if place else ALL_PLATFORMS, "", ""), mood, {}, asks if place else None)
        for place, mood in enumerate(moods)
    ]
    rows = walk(family, {}, [Day(d, _ORIGIN + timedelta(d)) for d in range(first, days)], frozenset(), {})
    flags = np.any([_flags(told) for told in family], axis=0)
    loud = (AlertStatus.OPEN, AlertStatus.ESCALATED)
    return Looked(flags, [(row["dt"] - _ORIGIN).days for row in rows if row["status"] in loud])


def one_of_several(counted: Counted, first: int) -> Looked:
    """One platform of several, by itself."""
    mood = mood_of(counted.counted, counted.authors)
    chosen = rules()["sentiment_drop"]
    told = watched_of(chosen, ("1", "", ""), mood, {}, asked_of_one(chosen, np.ones(len(mood.posts), np.bool_)))
    flags = _flags(told)
    return Looked(flags, told_of(flags, first))


def _flags(told: Watched) -> Bools:
    """(days,) whether a day says so, asked only where it may."""
    found = told.size > told.rule.change
    found[found] = [told.exceeds(day) for day in np.flatnonzero(found).tolist()]
    return np.asarray(found)


def fixed_floor(told: Counted) -> Bools:
    """Half of the day's posts are negative."""
    return np.asarray(_shares(told, 1) > _FLOOR)


def mean_and_deviations(told: Counted) -> Bools:
    """The day's share is beyond the mean and two deviations of the 28 days before."""
    share = _shares(told, 1)[None]
    total, squares = (windows(x, 0, _BEFORE, 1)[0] for x in (share, share**2))
    mean = total / _BEFORE
    deviation = np.sqrt(np.maximum(squares - _BEFORE * mean**2, 0.0) / (_BEFORE - 1))
    found = share[0] > mean + _DEVIATIONS * deviation
    found[:_BEFORE] = False
    return np.asarray(found)


def week_over_week(told: Counted) -> Bools:
    """The week's share is ten points above the week before."""
    share = _shares(told, _WEEK)
    return np.concatenate([np.zeros(_WEEK, np.bool_), share[_WEEK:] > share[:-_WEEK] + _POINTS])


def _shares(told: Counted, days: int) -> Floats:
    posts, negative = (windows(told.counted[:, i], 0, days).sum(axis=0) for i in (0, 1))
    return np.asarray(negative / np.maximum(posts, 1))


def told_of(flagged: Bools, first: int = 0) -> list[int]:
    """The days from `first` on, on which people are told: flagged, and nothing told in the fortnight before."""
    told: list[int] = []
    for day in (first + np.flatnonzero(flagged[first:])).tolist():
        if not told or day - told[-1] >= QUIET:
            told.append(day)
    return told


def _simple(flags: Callable[[Counted], Bools], counted: Counted, first: int) -> Looked:
    flagged = flags(counted)
    return Looked(flagged, told_of(flagged, first))


RULES: Mapping[str, Rule] = {
    OURS: ours,
    "mean + 2 sd": partial(_simple, mean_and_deviations),
    "share above half": partial(_simple, fixed_floor),
    "week over week, 10 points": partial(_simple, week_over_week),
}
