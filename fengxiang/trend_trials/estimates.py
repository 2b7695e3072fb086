"""Means over worlds with the interval that other worlds of the same streams could have given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from fengxiang.trend_trials.planting import Floats
from fengxiang.trend_trials.trial import Outcome

_RESAMPLES = 500
_ENDS = (2.5, 97.5)  # per cent

Share = Callable[[Outcome], tuple[float, float]]  # what to count in a world, and of how many


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and the ends of its 95 % bootstrap interval; NaN where there was nothing to measure."""

    mean: float
    low: float
    high: float


def shares(found: Sequence[Outcome], of: Share) -> Floats:
    """The mean over streams of a share within each, then the same for 500 resamples of the worlds of each stream.

    The draws depend only on how many worlds each stream has: two detectors on the same worlds can be subtracted.
    """
    rng = np.random.default_rng(0)
    told = []
    for worlds in _by_stream(found):
        top, bottom = np.array([of(world) for world in worlds], np.float64).reshape(-1, 2).T
        drawn = np.vstack([np.arange(len(worlds)), rng.integers(0, len(worlds), (_RESAMPLES, len(worlds)))])
        tops, bottoms = top[drawn].sum(1), bottom[drawn].sum(1)
        told.append(np.divide(tops, bottoms, out=np.full(len(drawn), np.nan), where=bottoms > 0))
    return _mean(np.array(told)) if told else np.full(_RESAMPLES + 1, np.nan)


def estimate(values: Floats) -> Estimate:
    """The first value, with the interval of the rest."""
    rest = values[1:][np.isfinite(values[1:])]
    low, high = np.percentile(rest, _ENDS) if len(rest) else (np.nan, np.nan)
    return Estimate(float(values[0]), float(low), float(high))


def share(found: Sequence[Outcome], of: Share) -> Estimate:
    """A share and its interval."""
    return estimate(shares(found, of))


def median_delay(found: Sequence[Outcome]) -> Estimate:
    """Median days from onset to flag of the rises that were found, all streams together."""
    rng = np.random.default_rng(0)
    groups = _by_stream(found)
    draws = [[rng.integers(0, len(g), len(g)) for g in groups] for _ in range(_RESAMPLES // 5)]
    again = [_median([[g[i] for i in at] for g, at in zip(groups, draw, strict=True)]) for draw in draws]
    return estimate(np.array([_median(groups), *again]))


def _median(groups: Sequence[Sequence[Outcome]]) -> float:
    delays = np.concatenate([world.delay for group in groups for world in group] or [np.array([])])
    known = delays[np.isfinite(delays)]
    return float(np.median(known)) if len(known) else np.nan


def _by_stream(found: Sequence[Outcome]) -> list[list[Outcome]]:
    groups: dict[tuple[str, ...], list[Outcome]] = {}
    for world in found:
        groups.setdefault(world.streams, []).append(world)
    return list(groups.values())


def _mean(values: Floats) -> Floats:
    """Mean over streams (first axis) of those that have a value."""
    known = np.isfinite(values)
    number = known.sum(0)
    total = np.where(known, values, 0.0).sum(0)
    return np.asarray(np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0))
