"""What may raise an alert: ours, and three simple rules that people use. Each flags days of a world."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from fengxiang.drop_trials.readings import Bools, Floats
from fengxiang.drop_trials.worlds import Counted
from warehouse.alert_rules import rules
from warehouse.mood_days import mood_of
from warehouse.stretches import windows

OURS = "ours"
QUIET = 14  # days for which the same turn is not told again
ASPECT_CHANGE = 0.08  # what the lower end must exceed for an aspect
PLATFORM_CHANGE = 0.08  # and for one platform of several
_FLOOR, _DEVIATIONS, _BEFORE, _POINTS, _WEEK = 0.5, 2.0, 28, 0.1, 7
Rule = Callable[[Counted], Bools]


def ours(told: Counted, change: float | None = None) -> Bools:
    """(days,) whether the lower end of the change exceeds what the settings ask, among enough people."""
    rule = rules()["sentiment_drop"]
    mood = mood_of(told.counted, told.authors)
    size = rule.change if change is None else change
    return np.asarray((mood.change.low > size) & (told.authors >= rule.authors) & (mood.posts >= rule.posts))


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


def alerts_of(flagged: Bools, first: int = 0) -> list[int]:
    """The days from `first` on, on which people are told: flagged, and nothing told in the fortnight before."""
    told: list[int] = []
    for day in (first + np.flatnonzero(flagged[first:])).tolist():
        if not told or day - told[-1] >= QUIET:
            told.append(day)
    return told


def alerts_of_scopes(flagged: Sequence[Bools], first: int = 0) -> list[int]:
    """The days on which people are told of a topic: its platforms all together (the first), or each of them alone.

    Of one event they are told once: what stands above or below something that was told in the fortnight before waits.
    Where several platforms turn on a day, all together speak first.
    """
    last: dict[int, int] = {}
    told: list[int] = []
    for day in range(first, len(flagged[0])):
        turned = [scope for scope in range(1, len(flagged)) if flagged[scope][day]]
        for scope in (0, *turned) if len(turned) > 1 else (*turned, 0):
            line = {0, scope} if scope else set(range(len(flagged)))
            if flagged[scope][day] and not any(day - last.get(other, -QUIET) < QUIET for other in line):
                last[scope] = day
                told.append(day)
    return told


RULES: Mapping[str, Rule] = {
    OURS: ours,
    "mean + 2 sd": mean_and_deviations,
    "share above half": fixed_floor,
    "week over week, 10 points": week_over_week,
}
