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

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from warehouse.stretches import Floats

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


def begun_together(parts: Sequence[tuple[Floats, Floats]], most_ago: Ints, least: float) -> tuple[Ints, Floats]:
    """When each of several parts of n rises began, if all rise in one shape: days ago and gain, (parts, n) each.

    `parts`: (n, days) counts and exposure of each. Days more than `most_ago` (n,) before the last are left out; parts
    of fewer than `least` counts have no say in the shape, and gain nothing.
    """
    ago, gain = np.zeros((len(parts), len(most_ago)), np.int64), np.zeros((len(parts), len(most_ago)))
    for i in range(0, len(most_ago), _SLICE):
        cut = slice(i, i + _SLICE)
        ago[:, cut], gain[:, cut] = _shared([(c[cut], e[cut]) for c, e in parts], most_ago[cut], least)
    return ago, gain


def _shared(parts: Sequence[tuple[Floats, Floats]], most_ago: Ints, least: float) -> tuple[Ints, Floats]:
    gains = []
    for counts, exposure in parts:
        enough = np.flatnonzero(counts.sum(axis=1) >= least)
        fit, last = _fitted(counts[enough], exposure[enough])[0], counts.shape[1] - 1
        allowed = last - np.arange(last + 1) <= most_ago[enough, None]
        gain = np.zeros((len(fit.by_shape), *counts.shape))
        gain[:, enough] = np.where(allowed, np.maximum(fit.by_shape - fit.flat[:, None], 0.0), 0.0)
        gains.append(gain)
    found = np.stack(gains)  # (parts, shapes, n, days)
    shape = found.max(axis=-1).sum(axis=0).argmax(axis=0)
    chosen = found[:, shape, np.arange(len(most_ago))]
    return found.shape[-1] - 1 - chosen.argmax(axis=-1), chosen.max(axis=-1)


def _slice(counts: Floats, exposure: Floats) -> tuple[Ints, Ints, Ints, Floats]:
    last = counts.shape[1] - 1
    fit, phi = _fitted(counts, exposure)
    profile = fit.by_shape.max(axis=0)
    drop = (fit.best[:, None] - profile) / _scale(counts, exposure, fit.mean, phi)[:, None]
    within = 2 * drop <= _WITHIN
    gain = np.maximum(fit.best - fit.flat, 0.0)
    within |= (gain <= 0)[:, None]
    at = profile.argmax(axis=1)
    return last - at, last - within.argmax(axis=1), within[:, ::-1].argmax(axis=1), gain


@dataclass(frozen=True, slots=True)
class _Fit:
    by_shape: Floats  # (shapes, n, days) log-likelihood of a change on each day
    best: Floats  # (n,) the highest
    flat: Floats  # (n,) that of no change
    mean: Floats  # (n, days) by the best day and shape


def _fitted(counts: Floats, exposure: Floats) -> tuple[_Fit, Floats]:
    """The fit whose weights know the overdispersion, and that, (n,)."""
    mean = _fit(counts, exposure, np.ones_like(counts)).mean
    phi = _overdispersion(counts, mean)
    return _fit(counts, exposure, 1 / (1 + phi[:, None] * mean)), phi


def _shapes(days: int) -> Iterator[Floats]:
    """(change day, day) how much of the rise has come, 0 to 1."""
    after = np.arange(days)[None, :] - np.arange(days)[:, None]
    for ramp in RAMPS:
        yield np.clip((after + 1) / ramp, 0.0, 1.0)
    yield np.where(after >= 0, 0.5 ** (np.maximum(after, 0) / FADE), 0.0)


def _fit(counts: Floats, exposure: Floats, weight: Floats) -> _Fit:
    total, every = exposure.sum(axis=1, keepdims=True), np.arange(len(counts))
    usual, least = (_per(told, total) for told in (counts.sum(axis=1, keepdims=True), np.full_like(total, _LEAST)))
    flat = _likelihood(counts, weight, np.maximum(exposure * usual, 1e-9)[:, None, :])[:, 0]
    near = weight / _around(counts, exposure)
    before = np.cumsum(exposure, axis=1) - exposure > 0  # an old level must have been seen
    shapes, found, levels = list(_shapes(counts.shape[1])), [], []
    for risen in shapes:
        level, rise = _levels(counts, exposure, near, risen, least)
        means = exposure[:, None, :] * (level[:, :, None] + rise[:, :, None] * risen[None])
        found.append(np.where(before & (rise > 0), _likelihood(counts, weight, np.maximum(means, 1e-9)), -np.inf))
        levels.append((level, rise))
    by_shape = np.stack(found)
    at, shape = by_shape.max(axis=0).argmax(axis=1), by_shape.max(axis=2).argmax(axis=0)
    level, rise = (np.stack(told)[shape, every, at] for told in zip(*levels, strict=True))
    fitted = exposure * (level[:, None] + rise[:, None] * np.stack(shapes)[shape, at])
    best = by_shape[shape, every, at]
    none = ~np.isfinite(best)
    mean = np.maximum(np.where(none[:, None], exposure * usual, fitted), 1e-6)
    return _Fit(by_shape, np.where(none, flat, best), flat, mean)


def _per(count: Floats, seen: Floats) -> Floats:
    return np.asarray(np.divide(count, seen, out=np.zeros_like(seen), where=seen > 0))


def _around(counts: Floats, exposure: Floats) -> Floats:
    """A first guess of each day's mean, from the week around it: what least squares weighs days by."""
    near, seen = (_week(np.pad(values, ((0, 0), (3, 3)))) for values in (counts, exposure))
    rate = np.divide(near + 0.5, seen, out=np.zeros_like(near), where=seen > 0)
    return np.asarray(np.maximum(rate * exposure, 0.05))


def _week(padded: Floats) -> Floats:
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, 7, axis=1).sum(axis=-1))


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
