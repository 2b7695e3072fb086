"""Worlds to fit the rise detector on: rises put into the early years of public hot lists, and the signs of each day.

Half of the worlds take the series as they are; the others add eight or forty of them up (a brand's posts are more than
a headline's), or begin late (a home that has crawled for two months). Half of the worlds have a crawl that stumbles.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fengxiang.trend_trials.backgrounds import Stream
from fengxiang.trend_trials.worlds import EARLY_SHARE
from warehouse.rise_signs import SIGNS, signs
from warehouse.stretches import GAP, PAST, Floats

DAYS, START, FOLLOWED = 240, 165, 21
SERIES, PLANTED = 600, 150
_LEAST_RATE = 0.15
_STRONG = 0.05  # of the rises are strong, or very strong: lists have few of them that last, a brand's posts do
# how many series are one, the latest day on which they begin, how often
_RECIPES = {"as it is": (1, 0, 20), "merged 8": (8, 0, 3), "merged 40": (40, 0, 2), "late begun": (1, 137, 3)}


@dataclass(frozen=True)
class World:
    """`signs` (series, DAYS - START, len(SIGNS)); `onset` (series,), -1 where nothing was planted."""

    onset: npt.NDArray[np.int64]
    signs: npt.NDArray[np.float32]


def worlds(stream: Stream, rng: np.random.Generator) -> Iterator[World]:
    """All worlds of a stream's early years."""
    end = int(len(stream.exposure) * EARLY_SHARE)
    counts, exposure = stream.counts[:, :end], stream.exposure[:end]
    for merged, latest, times in _RECIPES.values():
        for _ in range(times):
            for stumbles in (False, True):
                begins = int(rng.integers(0, latest + 1))
                yield _world(_sum(counts, merged, rng), exposure, rng, begins, stumbles=stumbles)


def _sum(counts: npt.NDArray[np.int32], merged: int, rng: np.random.Generator) -> npt.NDArray[np.int32]:
    rows = len(counts) // merged
    return np.asarray(counts[rng.permutation(len(counts))[: rows * merged]].reshape(rows, merged, -1).sum(1))


def _world(
    counts: npt.NDArray[np.int32], exposure: Floats, rng: np.random.Generator, begins: int, *, stumbles: bool
) -> World:
    since = int(rng.integers(0, counts.shape[1] - DAYS + 1))
    window, seen = counts[:, since : since + DAYS], np.maximum(exposure[since : since + DAYS], 1.0)
    said = np.flatnonzero(window.mean(1) >= _LEAST_RATE)
    chosen = rng.choice(said, min(SERIES, len(said)), replace=False)
    found, onset = _plant(window[chosen].astype(np.int64), seen, rng)
    if stumbles:
        keep = np.ones(DAYS)
        keep[rng.integers(START - 15, DAYS - 10) :] *= 0.55
        keep[rng.integers(100, DAYS, 4)] *= rng.uniform(0.2, 0.5, 4)
        found, seen = rng.binomial(found, keep), np.maximum(np.round(seen * keep), 1.0)
    return World(onset, _signs(found.astype(np.float64), seen[None], begins))


def _plant(
    counts: npt.NDArray[np.int64], exposure: Floats, rng: np.random.Generator
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Ramps, steps and new words of 2 to 5, a few of up to 34 times the usual rate."""
    onset = np.full(len(counts), -1)
    rising = rng.permutation(len(counts))[: min(PLANTED, len(counts) // 3)]
    onset[rising] = rng.integers(START, DAYS - FOLLOWED, len(rising))
    for row in rising:
        since = np.arange(DAYS) - onset[row]
        usual = max(counts[row, : onset[row]].mean(), _LEAST_RATE)
        ramp, shape = np.clip(since / rng.integers(5, 22), 0.0, 1.0), rng.choice(["ramp", "step", "new"])
        strong = rng.random() < _STRONG
        lift, new = (np.exp(rng.uniform(0, 3.5, 2)) + 1) if strong else rng.uniform((2, 1), (5, 5))
        height = (lift - 1) * usual * (ramp if shape == "ramp" else since >= 0)
        if shape == "new":
            counts[row] = rng.binomial(counts[row], 0.1)
            height = new * ramp
        counts[row] += rng.poisson(height * exposure / exposure.mean())
    return counts, onset


def _signs(counts: Floats, exposure: Floats, begins: int) -> npt.NDArray[np.float32]:
    found = np.empty((len(counts), DAYS - START, len(SIGNS)), np.float32)
    for day in range(START, DAYS):
        stretch = slice(max(begins, day + 1 - PAST - GAP), day + 1)
        found[:, day - START] = signs(counts[:, stretch], exposure[:, stretch])
    return found
