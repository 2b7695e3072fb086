"""Detectors that people write in an afternoon, and the two of them that stand in handbooks.

Each takes counts (series, days) and exposure (days,) and returns scores (series, days). What each flags at by itself
(twice as many, 2 sd) is left out: thresholds are calibrated for all alike. Those that say so do not look at exposure,
because in use they do not. The least sd and the least week were compared on the early years of the streams.
"""

import numpy as np
import numpy.typing as npt

from fengxiang.trend_trials.detecting import Floats, checked, judged, mean_and_sd, past, share

_MONTH = 28
_LEAST_DAY, _LEAST_WEEK = 5.0, 20.0  # posts: ratios of less are noise, and everybody cuts them off
_LEAST_SD, _LEAST_SD_C2 = 1.0, 2.0  # posts: series that stood still would otherwise be infinitely surprising


def day_ratio(counts: npt.ArrayLike, exposure: npt.ArrayLike) -> Floats:
    """Today over yesterday, (x + 1) / (y + 1), from five posts on: "rising fastest" of hot lists. No exposure."""
    seen, _ = checked(counts, exposure)
    before = past(seen, 1, 1)
    known = np.arange(seen.shape[1]) >= 1
    return judged(np.where(known & (seen >= _LEAST_DAY), (seen + 1) / (before + 1), 0.0))


def week_over_week(counts: npt.ArrayLike, exposure: npt.ArrayLike) -> Floats:
    """Last seven days over the seven before, (a + 1) / (b + 1), from twenty posts on, as on dashboards. No exposure."""
    seen, _ = checked(counts, exposure)
    now, before = past(seen, 7), past(seen, 7, 7)
    known = np.arange(seen.shape[1]) >= 13
    return judged(np.where(known & (now >= _LEAST_WEEK), (now + 1) / (before + 1), 0.0))


def mean_2sd(counts: npt.ArrayLike, exposure: npt.ArrayLike) -> Floats:
    """Standard deviations above the mean of the 28 days before: Shewhart's chart (1931), alarm at 2. No exposure."""
    seen, _ = checked(counts, exposure)
    mean, sd = mean_and_sd(seen, _days_so_far(seen), _MONTH, 1)
    return judged((seen - mean) / np.maximum(sd, _LEAST_SD))


def z_share(counts: npt.ArrayLike, exposure: npt.ArrayLike) -> Floats:
    """The same of the share of the day's posts; days that were not crawled are left out."""
    seen, exposed = checked(counts, exposure)
    crawled = np.broadcast_to((exposed > 0) * 1.0, seen.shape)
    told = share(seen, exposed)
    mean, sd = mean_and_sd(told, crawled, _MONTH, 1)
    return judged(np.where(crawled > 0, (told - mean) / np.maximum(sd, _LEAST_SD), 0.0))


def ears_c2(counts: npt.ArrayLike, exposure: npt.ArrayLike) -> Floats:
    """EARS C2: (x - mean) / sd of seven days that end three days before. No exposure.

    Hutwagner, Thompson, Seeman, Treadwell (2003), "The bioterrorism preparedness and response Early Aberration
    Reporting System (EARS)", Journal of Urban Health 80: baseline t-9 to t-3, alarm at 3.
    """
    seen, _ = checked(counts, exposure)
    mean, sd = mean_and_sd(seen, _days_so_far(seen), 7, 3)
    return judged((seen - mean) / np.maximum(sd, _LEAST_SD_C2))


def _days_so_far(seen: Floats) -> Floats:
    return np.ones_like(seen)
