"""From scores to flags: thresholds that keep to a budget of false flags, and what they find and wrongly flag.

A subject that was flagged is not flagged again for 14 days. A flag is false where nothing was planted, although a
real stream has rises of its own: what is called false here is an upper bound of what a person would call false.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fengxiang.trend_trials.planting import FOLLOWED, Counts, Floats
from fengxiang.trend_trials.worlds import SUBJECTS, World

Bools = npt.NDArray[np.bool_]

BUDGETS = (1.0, 2.0, 5.0)  # false flags a week over 600 subjects
REFRACTORY = 14  # days
SOON = 7  # a rise is found soon within so many days of its onset, late within FOLLOWED
_FLOOD_WATCHED = 7  # days from a one-day flood on in which a flag is its fault


@dataclass(frozen=True, slots=True)
class Found:
    """What one detector did in one world at one budget.

    `delay` float (rises,): days from onset to flag, NaN if not found in 21; `sooner` the same with the threshold that
    gives exactly the budget on the tested days themselves. `false_flags` over `weeks`, scaled to 600 subjects;
    `flags` bool (series, days): first days flagged, tested days only.
    """

    delay: Floats
    at_budget: Floats
    false_flags: float
    weeks: float
    flooded: int
    floods: int
    flags: Bools


def flagged(scores: Floats, threshold: float) -> Bools:
    """Days on which a subject is flagged: at or above the threshold, and not flagged in the 14 days before."""
    over, flags = scores >= threshold, np.zeros(scores.shape, bool)
    last = np.full(len(scores), -REFRACTORY - 1)
    for day in np.flatnonzero(over.any(axis=0)).tolist():
        now = over[:, day] & (day - last > REFRACTORY)
        flags[now, day] = True
        last[now] = day
    return flags


def threshold_for(scores: Floats, allowed: float) -> float:
    """The smallest score that flags no more than `allowed` times in scores (series, days); above all if none does."""
    highest = scores.max(axis=1, initial=0.0)
    # at the score that one more series than allowed reaches there are too many flags: only higher ones are tried
    below = float(np.sort(highest)[::-1][int(allowed)]) if len(highest) > allowed else 0.0
    near = scores[highest > below]
    values = np.unique(near[near > below])
    low, high = 0, len(values)
    while low < high:
        middle = (low + high) // 2
        if flagged(near, float(values[middle])).sum() > allowed:
            low = middle + 1
        else:
            high = middle
    if low < len(values):
        return float(values[low])
    return float(np.nextafter(highest.max(initial=0.0), np.inf))


def measure(scores: Floats, world: World, budget: float) -> Found:
    """Calibrate on the days before the tested ones, on all subjects; then look at the tested days."""
    told = world.planted
    quiet = (told.onset < 0) & (told.flooded < 0)
    rising = told.onset >= 0
    before = scores[:, world.calibrated : world.tested]
    threshold = threshold_for(before, _allowed(before, budget))
    flags = flagged(scores[:, world.calibrated :], threshold)
    tested = np.zeros(scores.shape, bool)
    tested[:, world.tested :] = flags[:, world.tested - world.calibrated :]
    after = scores[quiet, world.tested :]
    same = threshold_for(after, _allowed(after, budget))
    flooded = told.flooded >= 0
    return Found(
        _delays(tested[rising], told.onset[rising]),
        _delays(flagged(scores[rising, world.calibrated :], same), told.onset[rising] - world.calibrated),
        float(tested[quiet].sum()) * SUBJECTS / max(int(quiet.sum()), 1),
        after.shape[1] / 7,
        int(np.isfinite(_delays(tested[flooded], told.flooded[flooded], _FLOOD_WATCHED)).sum()),
        int(flooded.sum()),
        tested,
    )


def _allowed(scores: Floats, budget: float) -> float:
    return float(budget * scores.shape[1] / 7 * len(scores) / SUBJECTS)


def _delays(flags: Bools, since: Counts, within: int = FOLLOWED) -> Floats:
    """Days from `since` (series,) to the first flag in the `within` days after it; NaN where there is none."""
    delay = np.full(len(flags), np.nan)
    for row, day in enumerate(since.tolist()):
        hits = np.flatnonzero(flags[row, day : day + within + 1])
        if len(hits):
            delay[row] = hits[0]
    return delay
