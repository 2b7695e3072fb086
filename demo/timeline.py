"""What was planted when: factors on a topic's usual volume and mood, by days back from the last day (0 = last day).

The last day is a Sunday, so Monday of the last week is 6 days back, Wednesday 4. `demo.truth` tells the same facts.
"""

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int64]
Factors = NDArray[np.float64]

RAMP_DAYS, RAMP_TOP = 21, 3.9
RAMP_LAG = {"weibo": 0, "xiaohongshu": 3, "zhihu": 6, "syndication": 3}
STEP_BACK, STEP_FACTOR = 9, 3.0
SLOW_DAYS, SLOW_WEEKLY = 56, 1.12
DROP_BACK, DROP_NEGATIVE, DROP_FACTOR = 5, 0.57, 1.35
CAMPAIGN_BACK = 11
CAMPAIGN_POSTS = (8, 42, 74, 82, 70, 54, 40, 30, 22, 16, 12, 10)  # on weibo, a day, from its first
FLOOD_POSTS = {2: 170, 1: 230}  # Friday, Saturday
FAILED_BACK = 4  # the crawl of this day fails half-way
DOUBLED_BACK = 6  # from this day on the query is crawled twice as deep
WEEKDAYS = np.array([0.96, 0.97, 0.98, 1.0, 1.04, 1.05, 1.0])  # Monday first
HOURS = np.array([18, 9, 5, 3, 3, 5, 12, 24, 36, 42, 46, 50, 58, 52, 44, 42, 44, 48, 56, 68, 84, 92, 78, 42], float)


def volume_factor(topic: str, platform: str, back: Days) -> Factors:
    """What a topic's usual posts a day are multiplied by, `back` days before the last day."""
    if topic == "phone_battery":
        risen = (RAMP_DAYS - RAMP_LAG[platform] - back) / (RAMP_DAYS - 4)
        return 1.0 + (RAMP_TOP - 1.0) * np.clip(risen, 0.0, 1.0)
    if topic == "fast_charging":
        return np.where(back <= STEP_BACK, STEP_FACTOR, 1.0)
    if topic == "minimalism":
        return SLOW_WEEKLY ** (np.clip(SLOW_DAYS - back, 0, None) / 7.0)
    if topic == "xingye_phone" and platform == "weibo":
        return np.where(back <= DROP_BACK, DROP_FACTOR, 1.0)
    return np.ones(len(back))


def negative_share(topic: str, platform: str, back: Days, usual: float) -> Factors:
    """The share of negative posts, `back` days before the last day."""
    dropped = (back <= DROP_BACK) & (topic == "xingye_phone" and platform == "weibo")
    return np.where(dropped, DROP_NEGATIVE, usual)


def instants(rng: np.random.Generator, starts: Days) -> Days:
    """For each day start (unix seconds) an instant within that day, with the evening's peak."""
    edges = np.concatenate([[0.0], np.cumsum(HOURS)]) / HOURS.sum()
    drawn = np.interp(rng.random(len(starts)), edges, np.arange(25) * 3600.0)
    within: Days = np.minimum(drawn.astype(np.int64), 86_399)
    return starts + within
