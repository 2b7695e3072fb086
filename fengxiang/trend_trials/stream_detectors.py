"""Detectors published for streams of text: SigniTrend, Kleinberg's bursts, and Gnip's Poisson model.

Each takes counts (series, days) and exposure (days,) and returns scores (series, days). Constants that the papers leave
open are those that found most on the early years of the streams, natural and merged series together.
"""

import numpy as np
import numpy.typing as npt
from scipy import special

from fengxiang.trend_trials.detecting import Floats, checked, guarded, judged, past, share

_HALF_LIFE = 56.0  # days after which a day counts half in SigniTrend's averages
_WARM = 28  # days before which it is not asked: its variance begins with nothing
_BIAS = 0.25  # posts a usual day: what is rarer is noise
_BURST_RATE = 4.0  # Kleinberg's s, the burst's rate over the usual one: 2 in his paper
_ENTERING = float(np.log(365))  # his gamma ln(n), gamma 1, for batches of a year
_GNIP_DAYS, _GNIP_SURE = 56, 0.99


def signitrend(counts: npt.ArrayLike, exposure: npt.ArrayLike) -> Floats:
    """(x - max(mean, bias)) / (sd + bias), mean and variance exponentially weighted over the days before.

    Schubert, Weiler, Kriegel (2014), "SigniTrend: scalable detection of emerging topics in textual streams by hashed
    significance thresholds", KDD. x is the share of the day's posts; their hash tables save memory only and are left
    out. A day that was not crawled changes nothing.
    """
    seen, exposed = checked(counts, exposure)
    told, crawled = share(seen, exposed), np.broadcast_to(exposed > 0, seen.shape)
    weight = 1 - 0.5 ** (1 / _HALF_LIFE)
    mean, variance, scores = told[:, :1].sum(1), np.zeros(len(told)), np.zeros(told.shape)
    for day in range(1, told.shape[1]):
        off, at = told[:, day] - mean, crawled[:, day]
        above = told[:, day] - np.maximum(mean, _BIAS)
        if day >= _WARM:
            scores[:, day] = np.where(at, above / (np.sqrt(variance) + _BIAS), 0.0)
        mean = np.where(at, mean + weight * off, mean)
        variance = np.where(at, (1 - weight) * (variance + weight * off * off), variance)
    return judged(scores)


def kleinberg(counts: npt.ArrayLike, exposure: npt.ArrayLike) -> Floats:
    """Weight of the burst that is under way, in nats; 0 while the cheapest path ends in the usual state.

    Kleinberg (2002), "Bursty and hierarchical structure in streams", KDD: two states, s = 4, gamma = 1, batches of a
    day; a burst's weight is what its days cost less in the upper state. Online: the path is that of the days so far.
    Its rate in the usual state, there that of the whole stream, is that of 56 days ending 14 days before; binomial
    batches are taken as Poisson ones, which for rare words is the same and needs no unit of exposure.
    """
    seen, exposed = checked(counts, exposure)
    usual = guarded(seen, exposed)
    saved = seen * np.log(_BURST_RATE) - (_BURST_RATE - 1) * usual.rate * exposed
    saved = np.where(usual.known, saved, 0.0)
    # dearer: what the best path into the burst costs more than the best one in the usual state
    dearer, weight, scores = np.full(len(seen), _ENTERING), np.zeros(len(seen)), np.zeros(seen.shape)
    for day in range(seen.shape[1]):
        stays = dearer <= _ENTERING
        weight = np.where(stays, weight, 0.0) + saved[:, day]
        dearer = np.minimum(dearer, _ENTERING) - saved[:, day] - np.minimum(dearer, 0.0)
        scores[:, day] = np.where(dearer < 0, weight, 0.0)
    return judged(scores)


def gnip(counts: npt.ArrayLike, exposure: npt.ArrayLike) -> Floats:
    """(x - m) over the upper half of m's Poisson interval (99 %), m the mean of the 56 days before. No exposure.

    After Hendrickson, Kolb, Lehman, Montague (Gnip / Twitter, 2015), "Trend detection in social data": the Poisson
    model with an averaged background, whose eta is this ratio. Written from the paper's description, not its code.
    """
    seen, _ = checked(counts, exposure)
    mean = past(seen, _GNIP_DAYS, 1) / _GNIP_DAYS
    values, place = np.unique(mean, return_inverse=True)  # sums of counts repeat, and the inverse costs time
    upper = special.gammaincinv(values + 1, (1 + _GNIP_SURE) / 2)[place].reshape(mean.shape)
    return judged(np.where(np.arange(seen.shape[1]) >= _GNIP_DAYS, (seen - mean) / (upper - mean), 0.0))
