"""One world of a trial: subjects drawn from a stream, a past, days to calibrate on, and tested days with rises.

The same seed, streams and recipe are the same world. A fault strikes the world that the recipe "as it is" makes, so
that what it does to a detector can be told from what the rises do.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from contract.errors import FengxiangError
from fengxiang.trend_trials import crawl_faults
from fengxiang.trend_trials.backgrounds import Stream
from fengxiang.trend_trials.planting import Counts, Floats, Planted, plan, plant

SUBJECTS = 600
WARM, WARM_LEAST, CALIBRATED, TESTED = 182, 112, 70, 77  # days: the past (at most, at least), then two parts
EARLY_SHARE = 0.6  # of a stream's days belong to its early years
RECIPES = ("as it is", "thinned", "merged")
_LEAST_RATE = 0.15  # posts a day: a subject that is rarer is none
_LEAST_SUBJECTS = 25  # every shape with every lift once, and some that nothing is planted in
_THINNED, _MERGED = 0.25, 8
_LAGS = (0, 1, 3)  # days by which each further platform follows the first


class TooThin(FengxiangError):
    """A world would have too few subjects; another recipe of the same stream may have enough."""


@dataclass(frozen=True, slots=True)
class World:
    """`counts` int (subjects, days), `exposure` float (days,); thresholds come from days `calibrated` to `tested`."""

    streams: tuple[str, ...]
    recipe: str
    seed: int
    counts: Counts
    exposure: Floats
    planted: Planted
    calibrated: int
    tested: int
    fault: crawl_faults.Fault | None = None


def starts(length: int, years: str, name: str) -> range:
    """First tested days that a stream of so many days has, for its early or late years."""
    first = WARM_LEAST + CALIBRATED
    split = max(int(length * EARLY_SHARE), first + TESTED)
    found = range(first, split - TESTED + 1) if years == "early" else range(split, length - TESTED + 1)
    if not found:
        needed = first + TESTED + (TESTED if years == "late" else 0)
        raise FengxiangError(f"{name}: {length} days are too few for a trial on {years} years: {needed} are needed")
    return found


def tested_days(stream: Stream, years: str) -> tuple[date, date]:
    """The first and last day that may be tested."""
    found = starts(len(stream.exposure), years, stream.name)
    return stream.first + timedelta(days=found[0]), stream.first + timedelta(days=found[-1] + TESTED - 1)


def draw(streams: Sequence[Stream], platforms: int, recipe: str, years: str, seed: int, subjects: int) -> World:
    """A world of the first `platforms` of these streams; its words, days and rises are the same for each number."""
    names = tuple(stream.name for stream in streams)
    rng = np.random.default_rng([seed, zlib.crc32("+".join(names).encode()), RECIPES.index(recipe)])
    together, exposures = _common(streams)
    first_tested = int(rng.choice(starts(together.shape[2], years, " + ".join(names))))
    since = max(0, first_tested - CALIBRATED - WARM)
    window, tested = slice(since, first_tested + TESTED), first_tested - since
    counts, exposure = together[:, :, window].astype(np.int64), exposures[:, window]
    counts, exposure = _sized(_spoken(counts), exposure, recipe, rng)
    counts = _spoken(counts)
    chosen = rng.permutation(counts.shape[1])[:subjects]
    counts = counts[:, chosen]
    if len(chosen) < _LEAST_SUBJECTS:
        raise TooThin(f"{' + '.join(names)} {recipe}: {len(chosen)} words are said often, {_LEAST_SUBJECTS} are needed")
    made = plan(counts[0], exposure[0], tested, rng)
    risen = [plant(counts[p], exposure[p], made, rng, _LAGS[p]) for p in range(platforms)]
    total = exposure[:platforms].sum(0)
    return World(
        names[:platforms], recipe, seed, np.sum(risen, axis=0), total, made.planted, tested - CALIBRATED, tested
    )


def _common(streams: Sequence[Stream]) -> tuple[Counts, Floats]:
    """Counts (platforms, words, days) and exposures of the words and days that all streams have."""
    first, last = max(s.first for s in streams), min(s.last for s in streams)
    words = sorted(set.intersection(*(set(s.words) for s in streams)))
    counts, exposures = [], []
    for stream in streams:
        place = {word: row for row, word in enumerate(stream.words)}
        days = slice((first - stream.first).days, (last - stream.first).days + 1)
        counts.append(stream.counts[[place[word] for word in words], days])
        exposures.append(stream.exposure[days])
    return np.stack(counts), np.stack(exposures)


def _spoken(counts: Counts) -> Counts:
    """Words that the first platform says often enough over all days of the world.

    Words chosen by their past alone would have had their rises before the tested days: thresholds learned there would
    be too high, and too few false flags follow. Detectors do not see what was chosen from.
    """
    return counts[:, counts[0].mean(1) >= _LEAST_RATE]


def _sized(counts: Counts, exposure: Floats, recipe: str, rng: np.random.Generator) -> tuple[Counts, Floats]:
    """A quarter of all posts, or the words of eight series in one, or as it is."""
    if recipe == "thinned":
        return rng.binomial(counts, _THINNED), exposure * _THINNED
    if recipe == "merged":
        platforms, words, days = counts.shape
        order = rng.permutation(words)[: words // _MERGED * _MERGED]
        return counts[:, order].reshape(platforms, -1, _MERGED, days).sum(2), exposure
    return counts, exposure


def struck(world: World, kind: str) -> World:
    """The same world, crawled with a fault."""
    rng = np.random.default_rng([world.seed, zlib.crc32("+".join(world.streams).encode()), zlib.crc32(kind.encode())])
    fault = crawl_faults.draw(kind, len(world.exposure), world.tested, rng)
    counts, exposure = crawl_faults.strike(world.counts, world.exposure, fault, rng)
    return replace(world, recipe=kind, counts=counts, exposure=exposure, fault=fault)
