"""What the coming week and fortnight may bring if the crawl goes on as it did: daily authors, added up.

A damped local trend on log counts per exposure, in regression form (a damped trend after Gardner and McKenzie 1985,
whose level and slopes are weighted by least squares instead of by smoothing constants):

    log(next h days) = log(last 7) + c + w1 log(last 3 / last 7) + w2 log(last 7 / 7 before) + w3 log(last 7 / baseline)
                       + w4 log(burstiness + .2) + w5 log(baseline + 1)          all per exposure

so that the last days' slope goes on, damped; a rise that came in one burst falls back, and a subject with a past keeps
more of it. The residual's log variance is linear in the size, the slope, the burstiness, the past and the rise, which
sees overdispersion; the 80 % interval takes the tails of the standardised residuals (a split conformal interval, Lei
et al. 2018). Fitted on the first years of public hot lists by `python -m benchmarks.outlook --fit`, which prints what
it covers of later years. What nobody can see from counts, such as the day of an event, it does not know.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from warehouse.courses import BASELINE, DAYS, GUARD, Course
from warehouse.rising import WINDOW
from warehouse.stretches import Floats

HORIZONS = (7, 14)
FEATURES = ("slope", "growth", "rise", "burst", "past")
SPREAD = ("size", "slope_square", "burst", "past", "rise")
TAIL = 0.13  # of each side; the lower end is rounded down and covers the rest


@dataclass(frozen=True, slots=True)
class Outlook:
    """Daily authors of the coming days, added up, (n,): middle and 80 % interval; NaN where nothing was seen."""

    middle: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Weights:
    """Of one horizon: (6,) of the mean and of the log variance, constant first; quantiles of standardised residuals."""

    mean: Floats
    spread: Floats
    low: float
    middle: float
    high: float


@cache
def shipped() -> tuple[Mapping[int, Weights], Mapping[str, tuple[float, float]]]:
    """The weights by horizon, and the range of each feature that they were fitted in."""
    told = json.loads((files("warehouse") / "outlook_weights.json").read_text("utf-8"))
    weights = {int(h): _weights(w) for h, w in told["horizons"].items()}
    return weights, {name: (low, high) for name, (low, high) in told["ranges"].items()}


def _weights(told: Mapping[str, Any]) -> Weights:
    mean, spread = (
        np.array([told[part][name] for name in ("constant", *names)], np.float64)
        for part, names in (("mean", FEATURES), ("spread", SPREAD))
    )
    return Weights(mean, spread, *(float(told[name]) for name in ("low", "middle", "high")))


def features(course: Course) -> Floats:
    """(n, 5) of `FEATURES` from (n, 60) counts and exposure; finite everywhere."""
    now, seen = _sum(course, 0, WINDOW)
    rate = _rate(now, seen)
    late = _per(*_sum(course, 0, 3), 2.0, rate)
    before = _per(*_sum(course, WINDOW, WINDOW), 1.0, rate)
    past, past_seen = _sum(course, WINDOW + GUARD, BASELINE)
    usual = _per(past, past_seen, 1.0, rate)
    week = course.counts[:, -WINDOW:]
    pairs = WINDOW * (week * (week - 1)).sum(axis=1) / np.maximum(now * (now - 1), 1.0)
    told = (np.log(late / rate), np.log(rate / before), np.log(rate / usual), np.log(np.maximum(pairs, 0) + 0.2))
    return np.column_stack([*told, np.log(past + 1)])


def level(course: Course, days: int) -> Floats:
    """(n,) log of what so many days bring at the rate and the exposure of the last 7."""
    now, seen = _sum(course, 0, WINDOW)
    return np.asarray(np.log(_rate(now, seen)) + np.log(np.maximum(seen, 1e-12) * days / WINDOW))


def spread_terms(told: Floats, middle: Floats) -> Floats:
    """(n, 6) terms of the log variance: constant and `SPREAD`."""
    slope, _, rise, burst, past = told.T
    return np.column_stack([np.ones(len(told)), np.log(middle + 0.5), slope * slope, burst, past, rise])


def outlook(course: Course) -> dict[int, Outlook]:
    """The outlook by horizon (days) of n courses; see the module."""
    weights, ranges = shipped()
    told = features(course)
    for i, name in enumerate(FEATURES):
        told[:, i] = np.clip(told[:, i], *ranges[name])
    blind = course.exposure[:, DAYS - WINDOW :].sum(axis=1) <= 0
    return {days: _of(told, level(course, days), w, ranges["size"], blind) for days, w in weights.items()}


def _of(told: Floats, usual: Floats, weights: Weights, size: tuple[float, float], blind: np.ndarray) -> Outlook:
    mean = usual + weights.mean[0] + told @ weights.mean[1:]
    terms = spread_terms(told, np.exp(np.clip(mean, *size)))
    sd = np.exp(terms @ weights.spread / 2)
    low, middle, high = (
        np.maximum(np.exp(np.minimum(mean + z * sd, 50.0)) - 0.5, 0.0)
        for z in (weights.low, weights.middle, weights.high)
    )
    return Outlook(*(np.where(blind, np.nan, values) for values in (middle, np.floor(low), np.ceil(high))))


def _sum(course: Course, start: int, days: int) -> tuple[Floats, Floats]:
    """Counts and exposure of so many days that end `start` days before the last one."""
    part = slice(DAYS - start - days, DAYS - start)
    return course.counts[:, part].sum(axis=1), course.exposure[:, part].sum(axis=1)


def _rate(count: Floats, seen: Floats) -> Floats:
    return (count + 0.5) / np.where(seen > 0, seen, 1.0)


def _per(count: Floats, seen: Floats, prior: float, rate: Floats) -> Floats:
    """A rate, drawn to `rate` by so many posts: without exposure it is that rate."""
    return (count + prior) / (seen + prior / rate)
