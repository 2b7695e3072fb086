"""Detectors from disease surveillance and control charts: Farrington's, a negative-binomial CUSUM and scan.

Each takes counts (series, days) and exposure (days,) and returns scores (series, days). Constants that the papers leave
open are those that found most on the early years of the streams, natural and merged series together.
"""

import numpy as np
import numpy.typing as npt
from scipy import special

from fengxiang.trend_trials.detecting import Floats, checked, guarded, judged, past

_WEEKS, _WEEKS_GAP = 8, 14  # Farrington's past weeks, and days between them and today
_LEAST_REPORTS = 5.0  # his rule: no alarm below
_OUTLYING = 2.58  # Noufaily's: residuals beyond are weighted down
_CUSUM_RATE = 4.0  # the rate that the CUSUM waits for, over the usual one
_WINDOWS, _CAP, _LEAST_RATIO = (3, 5, 7, 10, 14), 2.0, 1.3


def farrington(counts: npt.ArrayLike, exposure: npt.ArrayLike) -> Floats:
    """How far this week is above a quasi-Poisson mean of past weeks, in sd on the 2/3 power scale.

    Farrington, Andrews, Beale, Catchpole (1996), "A statistical algorithm for the early detection of outbreaks of
    infectious disease", JRSS A 159, with the weights of Noufaily et al. (2013), Statistics in Medicine 32. Simplified:
    the reference is the eight weeks that end 14 days before, not the same weeks of past years; a level, no trend or
    season; one round of weighting.
    """
    seen, exposed = checked(counts, exposure)
    y = np.stack([past(seen, 7, _WEEKS_GAP + 7 * k) for k in range(_WEEKS)])
    e = np.broadcast_to(np.stack([past(exposed, 7, _WEEKS_GAP + 7 * k) for k in range(_WEEKS)]), y.shape)
    weight = _outliers_down(y, e)
    rate, phi = _fitted(y, e, weight)
    now, m = past(seen, 7), rate * past(exposed, 7)
    spread = np.sqrt(phi * m + phi * m * m / np.maximum((weight * rate * e).sum(0), 1e-9))
    z = (np.cbrt(now / np.maximum(m, 1e-9)) ** 2 - 1) * 1.5 * m / np.maximum(spread, 1e-9)
    return judged(np.where((now >= _LEAST_REPORTS) & (m > 0) & ((e > 0).sum(0) >= _WEEKS // 2), z, 0.0))


def _fitted(y: Floats, e: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Rate per exposure and dispersion (at least 1) of weighted weeks, each (series, days)."""
    rate = ((weight * y).sum(0) + 0.5) / np.maximum((weight * e).sum(0), 1e-9)
    m = np.maximum(rate * e, 1e-9)
    weeks = np.maximum((e > 0).sum(0) - 1, 1)
    return rate, np.maximum((weight * np.where(e > 0, (y - m) ** 2 / m, 0.0)).sum(0) / weeks, 1.0)


def _outliers_down(y: Floats, e: Floats) -> Floats:
    """Weights of the weeks: 1, or the inverse square of an Anscombe residual beyond 2.58; their sum stays."""
    rate, phi = _fitted(y, e, np.ones_like(y))
    m = np.maximum(rate * e, 1e-9)
    lever = np.clip(e / np.maximum(e.sum(0), 1e-9), 0.0, 0.9)
    residual = 1.5 * (np.cbrt(y) ** 2 - np.cbrt(m) ** 2) / np.sqrt(np.cbrt(m) * phi * (1 - lever))
    weight = np.where(residual > _OUTLYING, np.maximum(residual, 1.0) ** -2.0, 1.0)
    return np.asarray(weight * len(weight) / weight.sum(0))


def nb_cusum(counts: npt.ArrayLike, exposure: npt.ArrayLike) -> Floats:
    """Cumulated log likelihood ratio of a fourfold rate, negative binomial, never below 0; days are cut as in the scan.

    Höhle, Paul (2008), "Count data regression charts for the monitoring of surveillance time series", Computational
    Statistics and Data Analysis 52. Rate and dispersion: 56 days that end 14 days before. Days that are not cut carry
    a sum that takes weeks to fall: it then found half as many of the rises that were planted in early years.
    """
    seen, exposed = checked(counts, exposure)
    usual = guarded(seen, exposed)
    m, c = usual.rate * exposed, _CUSUM_RATE
    cut = _cut(seen, m, usual.phi)
    ratio = cut * np.log(c) - (cut + 1 / usual.phi) * np.log1p((c - 1) * usual.phi * m / (1 + usual.phi * m))
    ratio = np.where(usual.known, ratio, 0.0)
    total, scores = np.zeros(len(seen)), np.zeros(seen.shape)
    for day in range(seen.shape[1]):
        total = np.maximum(total + ratio[:, day], 0.0)
        scores[:, day] = total
    return judged(scores)


def nb_scan(counts: npt.ArrayLike, exposure: npt.ArrayLike) -> Floats:
    """-log10 tail chance of the best of the last 3, 5, 7, 10 and 14 days, each day cut at 2 sd above its mean.

    A scan statistic (Kulldorff 2001, "Prospective time periodic geographical disease surveillance using a scan
    statistic", JRSS A 164) with negative-binomial tails; cutting (winsorising) keeps a one-day flood from carrying a
    window. A day is cut by the baseline of that day, and a window less than 1.3 times its mean scores nothing.
    """
    seen, exposed = checked(counts, exposure)
    usual = guarded(seen, exposed)
    m = usual.rate * exposed
    cut = _cut(seen, m, usual.phi)
    best = np.zeros(seen.shape)
    for days in _WINDOWS:
        found, mean = past(cut, days), usual.rate * past(exposed, days)
        excess = usual.phi * usual.rate**2 * past(exposed * exposed, days) + mean * mean / (usual.posts + 0.5)
        at = usual.known & (found + 0.5 >= _LEAST_RATIO * (mean + 0.5)) & (found > 0) & (mean > 0)
        size = mean[at] ** 2 / excess[at]
        chance = special.betainc(found[at], size, mean[at] / (size + mean[at]))
        best[at] = np.maximum(best[at], -np.log10(np.maximum(chance, 1e-300)))
    return judged(best)


def _cut(seen: Floats, mean: Floats, phi: Floats) -> Floats:
    return np.asarray(np.minimum(seen, np.ceil(mean + _CAP * np.sqrt(mean + phi * mean * mean))))
