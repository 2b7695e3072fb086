"""What detectors share: clean input, sums over past days, and a baseline that today cannot bend.

All of it is causal: a day's value comes from that day and the days before it. Exposure may be one for all series,
(days,), or one each, (series, days); inside it is always two-dimensional.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

BASELINE, GAP = 56, 14  # days that say what is usual, and days between them and today
_PRIOR = 0.5  # posts added to a baseline: a rate is never exactly zero
_POOLED = 10.0  # posts squared: from how much on a series' own dispersion counts more than that of all
_LEAST_PHI = 0.02


def checked(counts: npt.ArrayLike, exposure: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Counts (series, days) and exposure (1 or series, days) without NaN, infinities and negative numbers."""
    seen = np.atleast_2d(np.asarray(counts, np.float64))
    exposed = np.atleast_2d(np.asarray(exposure, np.float64))
    exposed = np.where(np.isfinite(exposed) & (exposed > 0), exposed, 0.0)
    return np.where(np.isfinite(seen) & (seen > 0), seen, 0.0), exposed


def judged(scores: Floats) -> Floats:
    """Scores as `rising.score` gives them: 0 where nothing was judged, never below, never NaN."""
    return np.maximum(np.nan_to_num(scores, nan=0.0, posinf=1e12, neginf=0.0), 0.0)


def past(values: Floats, length: int, lag: int = 0) -> Floats:
    """Sum over `length` days that end `lag` days before each day; days before the first count nothing."""
    total = np.cumsum(values, axis=-1)
    found = total.copy()
    found[..., length:] -= total[..., :-length]
    # differences of running sums leave rounding dust where nothing was
    found[np.abs(found) < 1e-9] = 0.0
    if lag:
        found[..., lag:] = found[..., :-lag].copy()
        found[..., :lag] = 0.0
    return found


def mean_and_sd(values: Floats, seen: Floats, length: int, lag: int) -> tuple[Floats, Floats]:
    """Mean and standard deviation of past values on days that were `seen` (1 or 0); NaN with fewer than 5 of them."""
    number = past(seen, length, lag)
    enough = np.where(number >= 5, number, np.nan)
    mean = past(values * seen, length, lag) / enough
    square = past(values * values * seen, length, lag) / enough
    return mean, np.sqrt(np.maximum(square - mean * mean, 0.0) * enough / (enough - 1))


def share(counts: Floats, exposure: Floats) -> Floats:
    """Posts as they would be on a usual day: the share of the day's exposure times the mean exposure so far."""
    days = np.cumsum(exposure > 0, axis=-1)
    usual = np.cumsum(exposure, axis=-1) / np.maximum(days, 1)
    return np.divide(counts * usual, exposure, out=np.zeros(np.broadcast(counts, exposure).shape), where=exposure > 0)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Usual rate per exposure, dispersion of single days, and posts it rests on: each (series, days); `known`: bool."""

    rate: Floats
    phi: Floats
    posts: Floats
    known: npt.NDArray[np.bool_]


def guarded(counts: Floats, exposure: Floats) -> Baseline:
    """The baseline of 56 days that end 14 days before each day.

    Variance of a day is m + phi m^2; phi by moments, between the series' own and that of all series, weighted by how
    much the series was said.
    """
    posts, exposed = past(counts, BASELINE, GAP), past(exposure, BASELINE, GAP)
    rate = (posts + _PRIOR) / np.maximum(exposed, 1e-9)
    square = past(exposure * exposure, BASELINE, GAP) * rate * rate
    crossed = past(counts * exposure, BASELINE, GAP) * rate
    beyond = past(counts * counts, BASELINE, GAP) - 2 * crossed + square - exposed * rate
    beyond, square = np.broadcast_arrays(beyond, square)
    pooled = np.maximum(beyond.sum(0) / np.maximum(square.sum(0), 1e-9), _LEAST_PHI)
    own = np.maximum(beyond / np.maximum(square, 1e-9), 0.0)
    weight = square / (square + _POOLED)
    known = np.broadcast_to(
        (past((exposure > 0).astype(np.float64), BASELINE, GAP) >= BASELINE // 2) & (exposure > 0), counts.shape
    )
    return Baseline(rate, own * weight + pooled * (1 - weight), posts, known)
