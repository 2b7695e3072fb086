"""Decoys that a crawl makes: counts and exposure fall and rise together, and nothing has happened.

Posts are thinned (each kept with the day's chance), so that what is left is what a smaller crawl would have found.
"""

from dataclasses import dataclass

import numpy as np

from fengxiang.trend_trials.planting import Counts, Floats

KINDS = ("crawl step", "outages", "doubled query")
_STEP = 0.5  # share of posts that is left while a crawl is shallow
_STEP_DAYS = 28
_OUTAGES = 6
_WATCHED = {"crawl step": 14, "outages": 7, "doubled query": 14}  # days after an event in which a flag is its fault


@dataclass(frozen=True, slots=True)
class Fault:
    """`kept` float (days,): share of each day's posts that is found; `watched` bool (days,): days after the events."""

    kept: Floats
    watched: np.typing.NDArray[np.bool_]


def draw(kind: str, days: int, tested: int, rng: np.random.Generator) -> Fault:
    """A fault in the tested days.

    Crawl step: half of everything for 28 days, then all again. Outages: six single days with a third of their posts
    or less, or none. Doubled query: from a day on twice as much is found as ever before.
    """
    kept, events = np.ones(days), np.array([], np.int64)
    if kind == "crawl step":
        fall = int(rng.integers(tested, days - _STEP_DAYS - _WATCHED[kind]))
        kept[fall : fall + _STEP_DAYS] = _STEP
        events = np.array([fall, fall + _STEP_DAYS])
    elif kind == "outages":
        events = rng.choice(np.arange(tested, days - _WATCHED[kind]), _OUTAGES, replace=False)
        kept[events] = rng.uniform(-0.1, 0.3, _OUTAGES).clip(0.0)
    elif kind == "doubled query":
        rise = int(rng.integers(tested, days - _WATCHED[kind]))
        kept[:rise] = _STEP
        events = np.array([rise])
    else:
        raise ValueError(f"a fault is one of {KINDS}, found {kind!r}")
    watched = np.zeros(days, bool)
    for event in events.tolist():
        watched[event : event + _WATCHED[kind]] = True
    return Fault(kept, watched)


def strike(counts: Counts, exposure: Floats, fault: Fault, rng: np.random.Generator) -> tuple[Counts, Floats]:
    """Counts and exposure as the faulty crawl would have found them."""
    return rng.binomial(counts, fault.kept), exposure * fault.kept
