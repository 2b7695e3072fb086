"""What a subject's counts of the last 21 days look like against its long past: the numbers that `rising.score` weighs.

A stretch is up to 238 days of counts and exposures that end with the day to be judged; its past is all but the last 14
days, so that a young rise is not part of what it is held against. Everything is divided by exposure, and every number
comes from this one subject: nothing of its neighbours, nothing of the future.

The signs are of four families: how much more than expected (rates, and signed roots of likelihood ratios of a negative
binomial whose dispersion comes from days and from blocks of 7 and 14 days, since neighbouring days resemble each
other); the same with each day cut at what is usual, so that one loud day cannot carry a week; how seldom the past saw
as much; and the shape of the last three weeks (spread over days, gaps, clumps, direction).
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy import special

from warehouse.stretches import LAST, PRIOR, Floats, Stretch

_RATIOS = (3, 5, 7, 10, 14)
_ROOTS = (5, 7, 10, 14)
_CUT_ROOTS = (7, 10)
_SHAPES = (14, 21)
_FEW_PAIRS = 2.0  # pairs of posts that are no clump yet
_RARE = ("rare", "above_top", "above_high", "restless")
SIGNS = (
    *("level", "late_56", "late_28", "spread_days", "spread_weeks"),
    *(f"ratio_{w}" for w in _RATIOS),
    *(f"root_{w}" for w in _ROOTS),
    *("spread_weeks_present", *(f"{name}_7_present" for name in _RARE)),
    *("spread_weeks_cut", *(f"{name}_{w}_cut" for w in (7, 14) for name in _RARE)),
    *(f"cut_root_{w}" for w in _CUT_ROOTS),
    *(f"{name}_{w}" for w in _SHAPES for name in ("count", "clumped", "rough", "top", "gap")),
    *("gap_now", "late_weight", "share_3", "now", "before_7", "before_14", "week_3"),
)


def signs(counts: Floats, exposure: Floats) -> npt.NDArray[np.float32]:
    """Signs of the stretch's last day.

    `counts` (n, days) >= 0, and 0 where nothing is exposed; `exposure` (n, days) or (1, days); 42 days or more, of
    which the last 7 and the past must have some exposure. Returns (n, len(SIGNS)), finite.
    """
    whole = Stretch(counts, exposure)
    found = np.empty((len(counts), len(SIGNS)), np.float32)
    for i, sign in enumerate(_all(whole)):
        found[:, i] = sign
    return found


def _all(whole: Stretch) -> Iterator[Floats]:
    weeks = whole.block_dispersion(7)
    yield from _past(whole)
    yield np.log(weeks)
    for w in _RATIOS:
        yield _log_ratio(*whole.last(w))
    for w in _ROOTS:
        yield _root(whole, w, weeks)
    present = whole.cut(None)
    yield np.log(present.block_dispersion(7))
    yield from _rarity(present, 7)
    cut = whole.cut(2.0)
    cut_weeks = cut.block_dispersion(7)
    yield np.log(cut_weeks)
    for w in (7, 14):
        yield from _rarity(cut, w)
    for w in _CUT_ROOTS:
        yield _cut_root(cut, w, cut_weeks)
    yield from _shape(whole)


def _past(whole: Stretch) -> Iterator[Floats]:
    """How often it was said, and whether its past itself was going up at the end."""
    end = whole.past
    yield np.log(whole.summed[:, end] / whole.watched + 0.02)
    a_week = 7 * whole.exposure[:, -1]
    for days in (56, 28):
        start = max(0, end - days)
        counted, seen = (sums[:, end] - sums[:, start] for sums in (whole.summed, whole.seen))
        rate = np.where(seen > 0, counted / np.where(seen > 0, seen, 1.0), whole.rate)
        yield np.log((rate * a_week + 0.5) / (whole.rate * a_week + 0.5))
    yield np.log(whole.day_dispersion)


def _log_ratio(counted: Floats, expected: Floats) -> Floats:
    return np.asarray(np.log((counted + 1) / (expected + 1)))


def _root(whole: Stretch, days: int, weeks: Floats) -> Floats:
    counted, expected = whole.last(days)
    square = (whole.mean[:, -days:] ** 2).sum(axis=1)
    spread = whole.day_dispersion * square + weeks * expected**2 * min(1.0, days / 7)
    return _signed_root(counted, expected, expected + spread + _unsure(whole, expected))


def _cut_root(cut: Stretch, days: int, weeks: Floats) -> Floats:
    counted, expected = cut.last(days)
    spread = (weeks if days < 10 else cut.block_dispersion(14)) * expected**2
    return _signed_root(counted, expected, expected + spread + _unsure(cut, expected))


def _unsure(stretch: Stretch, expected: Floats) -> Floats:
    """Variance from not knowing the rate."""
    return np.asarray(expected**2 / (stretch.summed[:, stretch.past] + PRIOR))


def _signed_root(counted: Floats, mean: Floats, variance: Floats) -> Floats:
    """Signed root of twice the log likelihood ratio of a negative binomial of this mean and variance."""
    mean = np.maximum(mean, 1e-9)
    size = mean * mean / np.maximum(variance - mean, 1e-4 * mean)
    gain = special.xlogy(counted, counted / mean) - (counted + size) * np.log((counted + size) / (mean + size))
    return np.asarray(np.sign(counted - mean) * np.sqrt(np.maximum(2 * gain, 0.0)))


def _rarity(stretch: Stretch, days: int) -> Iterator[Floats]:
    """How few spans of the past saw as much; now against its highest and 95th percentile; that percentile."""
    now, past, one = stretch.spans(days)
    spans = past.shape[1]
    yield -np.log((past >= now[:, None] - 1e-12).mean(axis=1) + 0.5 / spans)
    at = int(0.95 * spans) - 1
    split = np.partition(past, at, axis=1)
    high, top = split[:, at], split[:, at:].max(axis=1)
    yield np.log((now + one) / (top + one))
    yield np.log((now + one) / (high + one))
    yield np.log((high + one) / (stretch.rate + one))


def _shape(whole: Stretch) -> Iterator[Floats]:
    counts, mean = whole.counts[:, -LAST:], whole.mean[:, -LAST:]
    longest, now = _gaps(counts)
    for days in _SHAPES:
        part = counts[:, -days:]
        total = part.sum(axis=1)
        yield np.log(total + 0.5)
        yield _clumped(part, total)
        yield np.log((0.5 * (np.diff(part, axis=1) ** 2).sum(axis=1) + 1) / (total + 1))  # 0 where days are Poisson
        yield part.max(axis=1) / (total + 1)
        yield longest[days]
    yield now
    beyond = np.maximum(counts - mean, 0.0)
    yield beyond @ np.arange(LAST) / (beyond.sum(axis=1) + 0.3)
    (three, _), (seven, _) = whole.last(3), whole.last(7)
    yield (three + 0.5) / (seven + 0.5 * 7 / 3)
    yield np.log((counts[:, -1] + 0.5) / (mean[:, -1] + 0.5))
    for days, lag in ((7, 7), (14, 7), (7, 14)):
        yield _log_ratio(*whole.last(days, lag))


def _clumped(part: Floats, total: Floats) -> Floats:
    """Log of Morisita's index: how much likelier two posts share a day than if they fell on days by chance."""
    pairs = (part * (part - 1)).sum(axis=1)
    return np.asarray(np.log((part.shape[1] * pairs + _FEW_PAIRS) / (total * (total - 1) + _FEW_PAIRS)))


def _gaps(counts: Floats) -> tuple[dict[int, Floats], Floats]:
    """Longest run of silent days within the last 14 and 21 days, and the run that lasts until now."""
    silent = counts[:, ::-1] == 0
    longest, run, found = np.zeros(len(counts)), np.zeros(len(counts)), {}
    for day in range(LAST):
        run = np.where(silent[:, day], run + 1, 0.0)
        longest = np.maximum(longest, run)
        if day + 1 in _SHAPES:
            found[day + 1] = longest
    now = np.where(silent.all(axis=1), LAST, np.argmin(silent, axis=1))
    return found, now.astype(np.float64)
