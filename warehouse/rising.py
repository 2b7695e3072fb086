"""How surprising the last seven days are against a guarded baseline, per unit of exposure.

Baseline: the 28 days that end 7 days before the last 7 (the guard keeps a young rise out of its own baseline). What
is expected is the baseline's rate times the exposure of the last 7 days. The chance to see as many or more comes from
a negative binomial whose variance has three parts: Poisson, the baseline's own uncertainty, and an overdispersion
estimated from the baseline's four weeks and shrunk to a prior, so that it never falls below Poisson (the floor) and a
word that was never said before does not explode at its third author.

    expected M = (B + .5) / EB * E,   variance = M + phi M^2 + M^2 / (B + .5)

B, EB: count and exposure of the baseline; E: exposure of the last 7 days. Everything is causal: a day's score uses
counts and exposure up to that day only. Degenerate input (nothing exposed, nothing posted, too young) scores 0.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]

WINDOW = 7
GAP = 7
BASELINE = 28
LOOKBACK = WINDOW + GAP + BASELINE
FAR = LOOKBACK - WINDOW  # the far baseline ends where the near one begins
WEEKS = BASELINE // 7
_PRIOR_COUNT = 0.5  # added to the baseline's count: a rate is never exactly zero
_PRIOR_RATIO = 1.0  # the same for the ratio that people see
_PRIOR_PHI = 0.05  # overdispersion of weekly counts; of .05, .15 and .3 it found most rises on public hot lists
_PRIOR_WEIGHT = 2.0  # in weeks, against the baseline's three degrees of freedom
_MIN_WEEKS = 2  # baseline weeks with exposure that are needed to judge at all
_SURE = 300.0  # a score is cut here: smaller chances are below what a double can hold


@dataclass(frozen=True, slots=True)
class Weeks:
    """Counts and exposures of the last 7 days, and of the baseline's four weeks, for each series and day.

    `count`, `exposure`: (series, days); `base_count`, `base_exposure`: (4, series, days). Exposures broadcast.
    """

    count: Floats
    exposure: Floats
    base_count: Floats
    base_exposure: Floats


def score(counts: npt.ArrayLike, exposure: npt.ArrayLike) -> Floats:
    """Surprise of each day: -log10 of the chance to see at least this week's count if the rate had not changed.

    `counts` int (series, days), `exposure` float (days,) or (series, days), any unit. Returns (series, days), 0 where
    the week is not above what is expected, or cannot be judged. Never NaN.
    """
    seen = np.atleast_2d(np.asarray(counts, np.float64))
    exposed = np.broadcast_to(np.asarray(exposure, np.float64), seen.shape)
    exposed = np.where(np.isfinite(exposed) & (exposed > 0), exposed, 0.0)
    seen = np.where(np.isfinite(seen) & (seen > 0) & (exposed > 0), seen, 0.0)
    return surprise(weeks_of(seen, exposed))


def weeks_of(counts: Floats, exposure: Floats) -> Weeks:
    """The weekly sums that `surprise` needs, from (series, days) counts and exposure."""
    return Weeks(week_sum(counts), week_sum(exposure), base_sums(counts), base_sums(exposure))


def week_sum(values: Floats, lag: int = 0) -> Floats:
    """Sum over the 7 days that end `lag` days before each day, along the last axis; missing days count 0."""
    total = np.cumsum(values, axis=-1, dtype=np.float64)
    found = total.copy()
    found[..., WINDOW:] -= total[..., :-WINDOW]
    # Differences of running sums leave rounding dust where nothing was: cut it off
    found[~(found > 1e-9)] = 0.0
    return _shifted(found, lag)


def _shifted(values: Floats, days: int) -> Floats:
    """The values of so many days before each day, 0 where there was none."""
    if days == 0:
        return values
    found = np.zeros_like(values)
    found[..., days:] = values[..., :-days]
    return found


def base_sums(values: Floats, start: int = WINDOW + GAP) -> Floats:
    """The baseline's four weeks, latest first and ending `start` days before each day, in front of the values' axes."""
    week = week_sum(values)
    return np.stack([_shifted(week, start + 7 * i) for i in range(WEEKS)])


def past_sum(values: Floats, back: int) -> Floats:
    """Sum over as many days up to each day as there are in whole weeks of `back` days."""
    week = week_sum(values)
    total = week.copy()
    for lag in range(WINDOW, back, WINDOW):
        total[..., lag:] += week[..., :-lag]
    return total


def expected(weeks: Weeks) -> Floats:
    """What the baseline's rate and the last 7 days' exposure let expect; 0 where there is no baseline to judge by."""
    base, exposed = weeks.base_count.sum(axis=0), weeks.base_exposure.sum(axis=0)
    enough = ((weeks.base_exposure > 0).sum(axis=0) >= _MIN_WEEKS) & (weeks.exposure > 0)
    rate = np.divide(base + _PRIOR_COUNT, exposed, out=np.zeros(np.broadcast(base, exposed).shape), where=exposed > 0)
    return np.where(enough, rate * weeks.exposure, 0.0)


def surprise(weeks: Weeks, where: npt.NDArray[np.bool_] | None = None) -> Floats:
    """The score of weekly sums; only `where` is looked at, if given (the tail probability is what costs time)."""
    mean = expected(weeks)
    result = np.zeros(mean.shape)
    at = (mean > 0) & (weeks.count > mean)
    if where is not None:
        at &= where
    if at.any():
        base_count, base_exposure, seen, m = _picked(weeks, mean, at)
        phi = dispersion(base_count, base_exposure)
        excess = phi * m * m + m * m / (base_count.sum(axis=0) + _PRIOR_COUNT)
        size = m * m / excess
        # P(X >= x) of a negative binomial of mean m and size k is the incomplete beta function I_p(x, k), p = m/(k+m)
        chance = special.betainc(seen, size, m / (size + m))
        result[at] = np.minimum(-np.log10(np.maximum(chance, 10.0**-_SURE)), _SURE)
    return np.maximum(result, 0.0)


def _picked(weeks: Weeks, mean: Floats, at: npt.NDArray[np.bool_]) -> tuple[Floats, Floats, Floats, Floats]:
    shape = (WEEKS, *mean.shape)
    return (
        np.broadcast_to(weeks.base_count, shape)[:, at],
        np.broadcast_to(weeks.base_exposure, shape)[:, at],
        np.broadcast_to(weeks.count, mean.shape)[at],
        mean[at],
    )


def dispersion(base_count: Floats, base_exposure: Floats) -> Floats:
    """Overdispersion of weekly counts, by moments, shrunk to the prior; (4, n) counts and exposures -> (n,)."""
    exposed = base_exposure.sum(axis=0)
    share = np.divide(base_exposure, exposed, out=np.zeros_like(base_exposure), where=exposed > 0)
    mean = base_count.sum(axis=0) * share
    square = (mean * mean).sum(axis=0)
    # a week's residual has variance m (1 - share) + phi m^2, nearly; the sum over weeks is solved for phi
    beyond = ((base_count - mean) ** 2).sum(axis=0) - (mean * (1 - share)).sum(axis=0)
    found = np.maximum(np.divide(beyond, square, out=np.zeros_like(square), where=square > 0), 0.0)
    weight = (WEEKS - 1) * square / (square + 10.0)
    return np.asarray((weight * found + _PRIOR_WEIGHT * _PRIOR_PHI) / (weight + _PRIOR_WEIGHT))


def ratio(weeks: Weeks) -> tuple[Floats, Floats, Floats]:
    """Rate of the last 7 days over the baseline's, and the ends of its 90 % interval (gamma-Poisson).

    Both rates have gamma posteriors whose shapes are cut down by the overdispersion; their ratio follows an
    F distribution. For 1-d weeks: count (n,), base_count (4, n). 0 where there is no baseline.
    """
    mean = expected(weeks)
    seen = weeks.base_count.sum(axis=0)
    phi = dispersion(weeks.base_count, weeks.base_exposure)
    # a whole post as prior on both sides: with less, the upper end for a word that is new would be astronomical
    now, past = weeks.count + _PRIOR_RATIO, seen + _PRIOR_RATIO
    usual = mean * past / (seen + _PRIOR_COUNT)
    point = np.divide(now, usual, out=np.zeros_like(mean), where=usual > 0)
    shape_now, shape_past = now / (1 + phi * now), past / (1 + phi * past / WEEKS)
    low, high = (special.fdtri(2 * shape_now, 2 * shape_past, q) for q in (0.05, 0.95))
    return point, point * np.minimum(low, 1.0), point * np.maximum(high, 1.0)
