"""Rises and one-day floods put into series whose past is known: shapes, sizes, and the days they begin."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

SHAPES = ("ramp", "step", "exponential", "slow", "new word")
LIFTS = (1.5, 2.0, 3.0, 5.0)
FOLLOWED = 21  # days after its onset in which a rise must be found
_RECENT = 56  # days before its onset that say what a series' usual rate is
_LEAST_RATE = 0.15  # posts a day: rarer than that, a multiple of nothing would be planted
_BURSTS = 5.0  # shape of the gamma by which a planted day differs from its mean: posts come in bursts
_NEW_WORDS = 4.0  # a new word has no rate to be lifted from: it is held against so many words of median rate
_FLOOD_TIMES, _FLOOD_LEAST = 15.0, 10.0  # a one-day flood: so many times the usual day, and at least so many posts


@dataclass(frozen=True, slots=True)
class Planted:
    """What was put into each series: -1 and 0 where nothing was.

    `onset`, `flooded`: day, int (series,); `shape`: place in SHAPES; `lift`: times the usual rate; `rate`: usual posts
    a day of each series.
    """

    onset: Counts
    shape: Counts
    lift: Floats
    flooded: Counts
    rate: Floats


@dataclass(frozen=True, slots=True)
class Plan:
    """Where and how rises go: `days` float, 5 to 21 (slow ones 35 to 56) until the full height is reached."""

    planted: Planted
    days: Floats


def plan(counts: Counts, exposure: Floats, tested: int, rng: np.random.Generator) -> Plan:
    """Choose series (one in ten: every shape with every lift equally often; one in twenty: flooded), onsets, lengths.

    `counts` int (series, days); rises begin from day `tested` on, early enough to be followed for FOLLOWED days.
    """
    series, days = counts.shape
    cells = len(SHAPES) * len(LIFTS)
    each = max(1, series // (10 * cells))
    order = rng.permutation(series)
    rising, flooded = order[: each * cells], order[each * cells :][: max(1, series // 20)]
    onset, shape = np.full(series, -1), np.full(series, -1)
    lift, length, flood = np.zeros(series), np.zeros(series), np.full(series, -1)
    cell = np.tile(np.arange(cells), each)[: len(rising)]
    onset[rising] = rng.integers(tested, days - FOLLOWED, len(rising))
    shape[rising], lift[rising] = cell // len(LIFTS), np.array(LIFTS)[cell % len(LIFTS)]
    slow = shape == SHAPES.index("slow")
    length[:] = np.where(slow, rng.integers(35, 57, series), rng.integers(5, 22, series))
    flood[flooded] = rng.integers(tested, days - FOLLOWED, len(flooded))
    return Plan(Planted(onset, shape, lift, flood, _usual(counts, exposure, onset, flood)), length)


def _usual(counts: Counts, exposure: Floats, onset: Counts, flood: Counts) -> Floats:
    """Posts of a usual day in the 56 days before what is planted (where nothing is, before the last day)."""
    begin = np.where(onset >= 0, onset, np.where(flood >= 0, flood, counts.shape[1] - 1))[:, None]
    day = np.arange(counts.shape[1])
    before = (day < begin) & (day >= begin - _RECENT)
    rate = (counts * before).sum(1) / np.maximum((exposure * before).sum(1), 1.0)
    return np.asarray(np.maximum(rate * _usual_day(exposure), _LEAST_RATE), np.float64)


def plant(counts: Counts, exposure: Floats, made: Plan, rng: np.random.Generator, lag: int = 0) -> Counts:
    """The counts with the rises in them, `lag` days after their onset (another platform follows later).

    What is added is Poisson about the shape times the day's exposure, so that it is crawled like everything else. A
    new word has next to no past: its own counts are thinned away, and it rises to `lift` times four median words.
    """
    told, found = made.planted, counts.copy()
    rate = np.maximum(_usual(counts, exposure, told.onset, told.flooded), _LEAST_RATE)
    new = np.flatnonzero(told.shape == SHAPES.index("new word"))
    keep = np.minimum(0.1, 0.02 / rate[new])
    found[new] = rng.binomial(found[new], keep[:, None])
    since = np.arange(counts.shape[1]) - told.onset[:, None] - lag
    height = _height(since, made, _NEW_WORDS * np.median(rate) / rate) * (told.onset >= 0)[:, None]
    crawled = exposure / max(_usual_day(exposure), 1.0)
    burst = rng.gamma(_BURSTS, 1 / _BURSTS, counts.shape)
    found += rng.poisson(height * rate[:, None] * crawled * burst)
    at = np.flatnonzero(told.flooded >= 0)
    day = told.flooded[at]
    found[at, day] += rng.poisson(np.maximum(_FLOOD_LEAST, _FLOOD_TIMES * rate[at]) * crawled[day])
    return found


def _height(since: Counts, made: Plan, of_median: Floats) -> Floats:
    """What is added, in usual days of each series, float (series, days)."""
    told = made.planted
    grown = np.clip(since / np.maximum(made.days, 1.0)[:, None], 0.0, 1.0)
    lift = np.maximum(told.lift, 1.0)[:, None]
    choices = {
        "ramp": (lift - 1) * grown,
        "step": (lift - 1) * (since >= 0),
        "exponential": lift**grown - 1,
        "slow": (lift - 1) * grown,
        "new word": lift * of_median[:, None] * grown,
    }
    return np.select([(told.shape == SHAPES.index(name))[:, None] for name in choices], list(choices.values()), 0.0)


def _usual_day(exposure: Floats) -> float:
    """The mean exposure of days that were crawled."""
    seen = exposure[exposure > 0]
    return float(seen.mean()) if len(seen) else 0.0
