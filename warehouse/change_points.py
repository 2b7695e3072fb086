"""When a rise began: the most likely day on which a daily count left its old level, and the days that it may have been.

The count of day t has mean  E_t (a + d g(t - tau))  and variance  mean (1 + phi mean): E_t is the exposure, a the old
level, d > 0 the rise, and g one of few shapes: a step, a ramp of 4, 10, 20 or 40 days, a step that fades by half each
5 days. For every day tau and shape the two levels are fitted by weighted least squares and judged by the quasi-Poisson
log-likelihood with weights 1 / (1 + phi mean) (McCullagh and Nelder 1989, ch. 9; phi by moments, shrunk, from a first
pass). The best shape of each tau gives its profile; `began` is the day of the highest, the interval are the days from
the first to the last one whose deviance is not more than `_WITHIN` above, times the Pearson scale where that is more
than 1.

A change point is no regular parameter, so that chi-squared has no say about `_WITHIN`: it was chosen such that planted
changes lie in the interval nine times of ten (python -m benchmarks.change_points).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from warehouse.rising import Floats

Ints = NDArray[np.int64]
RAMPS = (1, 4, 10, 20, 40)  # days in which a rise is whole; 1 is a step
FADE = 5.0  # days in which a rise that fades loses half
_WITHIN = 3.8
_PRIOR_PHI, _PRIOR_WEIGHT = 0.05, 10.0  # overdispersion of daily counts, and its weight in days
_SURE_MEAN = 10.0  # sum of squared means, from which on the days' own overdispersion counts half of its full weight
_FULL_WEIGHT = 20.0
_LEAST = 0.2  # posts before the change that an old level is at least fitted to
_SLICE = 512  # flags at a time: one shape's means are (flags, days, days)


@dataclass(frozen=True, slots=True)
class Beginnings:
    """Columns (n,), as days before the last one: `low` >= `at` >= `high` >= 0; `gain` in log-likelihood."""

    at: Ints
    low: Ints
    high: Ints
    gain: Floats


def change_points(counts: Floats, exposure: Floats) -> Beginnings:
    """Beginnings of n rises from (n, days) counts and exposure; days without exposure tell nothing.

    Where no day makes a better fit than no change at all, `gain` is 0, and all days are within the interval.
    """
    seen = np.where(exposure > 0, exposure, 0.0)
    told = np.where(seen > 0, counts, 0.0)
    parts = [_slice(told[i : i + _SLICE], seen[i : i + _SLICE]) for i in range(0, len(told), _SLICE)]
    if not parts:
        none = np.zeros(0, np.int64)
        return Beginnings(none, none, none, np.zeros(0))
    return Beginnings(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _slice(counts: Floats, exposure: Floats) -> tuple[Ints, Ints, Ints, Floats]:
    last = counts.shape[1] - 1
    fit = _profile(counts, exposure, np.ones_like(counts))
    phi = _overdispersion(counts, fit.mean)
    fit = _profile(counts, exposure, 1 / (1 + phi[:, None] * fit.mean))
    drop = (fit.best[:, None] - fit.profile) / _scale(counts, exposure, fit.mean, phi)[:, None]
    within = 2 * drop <= _WITHIN
    gain = np.maximum(fit.best - fit.flat, 0.0)
    within |= (gain <= 0)[:, None]
    at = fit.profile.argmax(axis=1)
    return last - at, last - within.argmax(axis=1), within[:, ::-1].argmax(axis=1), gain


@dataclass(frozen=True, slots=True)
class _Fit:
    profile: Floats  # (n, days) log-likelihood of a change on each day, by its best shape
    best: Floats  # (n,)
    flat: Floats  # (n,) that of no change
    mean: Floats  # (n, days) by the best day and shape


def _shapes(days: int) -> Iterator[Floats]:
    """(change day, day) how much of the rise has come, 0 to 1."""
    after = np.arange(days)[None, :] - np.arange(days)[:, None]
    for ramp in RAMPS:
        yield np.clip((after + 1) / ramp, 0.0, 1.0)
    yield np.where(after >= 0, 0.5 ** (np.maximum(after, 0) / FADE), 0.0)


def _profile(counts: Floats, exposure: Floats, weight: Floats) -> _Fit:
    n, days = counts.shape
    every = np.arange(n)
    total = exposure.sum(axis=1, keepdims=True)
    usual = np.divide(counts.sum(axis=1, keepdims=True), total, out=np.zeros((n, 1)), where=total > 0)
    least = np.divide(_LEAST, total, out=np.zeros((n, 1)), where=total > 0)
    flat = _likelihood(counts, weight, np.maximum(exposure * usual, 1e-9)[:, None, :])[:, 0]
    mean = _around(counts, exposure)
    before = np.cumsum(exposure, axis=1) - exposure > 0  # an old level must have been seen
    profile, chosen = np.full((n, days), -np.inf), np.zeros((n, days, 2))
    shape = np.zeros((n, days), np.int64)
    shapes = list(_shapes(days))
    for number, risen in enumerate(shapes):
        level, rise = _levels(counts, exposure, weight / mean, risen, least)
        means = exposure[:, None, :] * (level[:, :, None] + rise[:, :, None] * risen[None])
        found = np.where(before & (rise > 0), _likelihood(counts, weight, np.maximum(means, 1e-9)), -np.inf)
        better = found > profile
        profile = np.where(better, found, profile)
        shape[better] = number
        chosen[better] = np.stack([level, rise], axis=-1)[better]
    at = profile.argmax(axis=1)
    none = ~np.isfinite(profile[every, at])
    level, rise = chosen[every, at].T
    fitted = exposure * (level[:, None] + rise[:, None] * np.stack(shapes)[shape[every, at], at])
    mean = np.maximum(np.where(none[:, None], exposure * usual, fitted), 1e-6)
    return _Fit(profile, np.where(none, flat, profile[every, at]), flat, mean)


def _around(counts: Floats, exposure: Floats) -> Floats:
    """A first guess of each day's mean, from the week around it: what least squares weighs days by."""
    week = np.ones(7)
    near = np.apply_along_axis(np.convolve, 1, counts, week, "same")
    seen = np.apply_along_axis(np.convolve, 1, exposure, week, "same")
    rate = np.divide(near + 0.5, seen, out=np.zeros_like(near), where=seen > 0)
    return np.asarray(np.maximum(rate * exposure, 0.05))


def _levels(counts: Floats, exposure: Floats, weight: Floats, risen: Floats, least: Floats) -> tuple[Floats, Floats]:
    """Old level and rise for each change day, (n, days) each, by weighted least squares."""
    square, cross = weight * exposure * exposure, weight * exposure * counts
    a, b, c = square.sum(axis=1)[:, None], square @ risen.T, square @ (risen * risen).T
    p, q = cross.sum(axis=1)[:, None], cross @ risen.T
    with np.errstate(all="ignore"):
        rise = np.nan_to_num((a * q - b * p) / (a * c - b * b), nan=0.0, posinf=0.0, neginf=0.0)
        level = np.maximum(np.nan_to_num((p - b * rise) / a), least)
        rise = np.where(level > least, rise, np.nan_to_num((q - b * least) / c))  # the level was held up: fit the rest
    return level, np.maximum(rise, 0.0)


def _likelihood(counts: Floats, weight: Floats, means: Floats) -> Floats:
    """(n, k) weighted Poisson log-likelihood, constants left out, of (n, k, days) means."""
    return np.asarray(np.einsum("nt,nkt->nk", weight * counts, np.log(means)) - np.einsum("nt,nkt->nk", weight, means))


def _overdispersion(counts: Floats, mean: Floats) -> Floats:
    square = (mean * mean).sum(axis=1)
    found = np.maximum(((counts - mean) ** 2 - mean).sum(axis=1), 0.0) / np.maximum(square, 1e-9)
    weight = _FULL_WEIGHT * square / (square + _SURE_MEAN)
    return np.asarray((found * weight + _PRIOR_PHI * _PRIOR_WEIGHT) / (weight + _PRIOR_WEIGHT))


def _scale(counts: Floats, exposure: Floats, mean: Floats, phi: Floats) -> Floats:
    """Pearson's statistic per degree of freedom, at least 1: what the model leaves unexplained widens the interval."""
    pearson = ((counts - mean) ** 2 / (mean * (1 + phi[:, None] * mean))).sum(axis=1)
    return np.asarray(np.maximum(pearson / np.maximum((exposure > 0).sum(axis=1) - 4, 1), 1.0))
