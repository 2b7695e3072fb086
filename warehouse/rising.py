"""How surprising a subject's last days are against its long past, per unit of exposure.

A day is judged by what `rise_signs` sees in the up to 238 days that end with it, weighed by `rise_trees`; the result is
the surprise, -log10 of the chance that an ordinary day of an ordinary subject looks so much like a rise. That chance
was counted on real hot lists, whose subjects burst, fade and come back: 2 is one day in a hundred. docs/methods.md
tells the formulas and what they cannot do. Everything is causal, and a subject is judged by itself: cutting off later
days, or other subjects, changes nothing. What cannot be judged (nothing exposed, too young, nothing said) scores 0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

from warehouse.rise_signs import signs
from warehouse.rise_trees import Signs, trees
from warehouse.stretches import GAP, LEAST_PAST, PAST, PRIOR, Floats, Stretch

Ints = npt.NDArray[np.int64]

WINDOW = 7
LOOKBACK = PAST + GAP  # days that a day's score looks at, itself included
YOUNGEST = GAP + LEAST_PAST  # days that a subject's platform must have been watched
_PRIOR_RATIO = 1.0  # posts on both sides of the ratio that people see
_AT_LEAST = 1.6  # deviations (Poisson) that 7 or 14 days must be above what is expected, to be looked at at all
_ROWS = 8192  # subjects at a time


def score(counts: npt.ArrayLike, exposure: npt.ArrayLike, first: int = 0) -> Floats:
    """Surprise of each day from `first` on.

    `counts` int (series, days), `exposure` float (days,) or (series, days), any unit. Returns (series, days), 0 where
    the last days are not above what is expected, or cannot be judged. Never NaN.
    """
    seen, exposed = _clean(np.atleast_2d(np.asarray(counts)), np.atleast_2d(np.asarray(exposure, np.float64)))
    found = np.zeros(seen.shape)
    waiting: list[_Look] = []
    for look in _looks(seen, exposed, max(first, YOUNGEST - 1)):
        waiting.append(look)
        if sum(len(rows) for rows, *_ in waiting) >= _ROWS:
            _settle(waiting, found)
            waiting = []
    _settle(waiting, found)
    return found


_Look = tuple[Ints, int, tuple[Floats, Floats]]  # subjects, day, and their stretch


def _looks(seen: npt.NDArray[Any], exposed: Floats, first: int) -> Iterator[_Look]:
    """What stands out, a day and at most _ROWS subjects at a time."""
    for day in range(first, seen.shape[1]):
        stretch = slice(max(0, day + 1 - LOOKBACK), day + 1)
        rows = np.flatnonzero(_stands_out(seen[:, stretch], exposed[:, stretch]))
        for part in np.split(rows, range(_ROWS, len(rows), _ROWS)):
            shared = exposed if len(exposed) == 1 else exposed[part]
            yield part, day, (seen[part, stretch].astype(np.float64), shared[:, stretch])


def _settle(looks: list[_Look], found: Floats) -> None:
    for (rows, day, _), told in zip(looks, judge([stretch for *_, stretch in looks]), strict=True):
        found[rows, day] = told


def _clean(counts: npt.NDArray[Any], exposure: Floats) -> tuple[npt.NDArray[Any], Floats]:
    """Counts and exposure that are finite and not negative; no counts where nothing was exposed."""
    exposed = np.where(np.isfinite(exposure) & (exposure > 0), exposure, 0.0)
    whole = counts.dtype.kind in "iub" and (not counts.size or counts.min() >= 0)
    seen = counts if whole else np.where(np.isfinite(counts) & (counts > 0), counts, 0)
    return (seen if (exposed > 0).all() else np.where(exposed > 0, seen, 0)), exposed


def _stands_out(counts: npt.NDArray[Any], exposure: Floats) -> npt.NDArray[np.bool_]:
    """(series,) whether a stretch can be judged and its last 7 or 14 days are above what is expected: a cheap look."""
    past_exposed = exposure[:, :-GAP].sum(axis=1)
    rate = (counts[:, :-GAP].sum(axis=1) + PRIOR) / np.where(past_exposed > 0, past_exposed, np.inf)
    above = np.zeros(len(counts), np.bool_)
    for back in (WINDOW, 2 * WINDOW):
        expected = rate * exposure[:, -back:].sum(axis=1)
        above |= counts[:, -back:].sum(axis=1) - expected >= _AT_LEAST * np.sqrt(expected + 0.5)
    known = ((exposure[:, :-GAP] > 0).sum(axis=1) >= LEAST_PAST) & (exposure[:, -WINDOW:].sum(axis=1) > 0)
    return np.asarray(above & known)


def judge(stretches: Sequence[tuple[Floats, Floats]]) -> list[Floats]:
    """(n,) surprise of the last day of each stretch: (n, days) counts, (n or 1, days) exposure, both 0 if not exposed.

    Many stretches at once: 400 trees cost the same for one subject and for a thousand.
    The last 7 days and the past must have some exposure; at most LOOKBACK days are looked at. A stretch begins with its
    first exposed day: days on which nobody looked are no quiet past; 0 where it is shorter than YOUNGEST.
    """
    found = [np.zeros(len(counts)) for counts, _ in stretches]
    looked = [(i, *part) for i, stretch in enumerate(stretches) for part in _by_beginning(*stretch)]
    if looked:
        surprises = np.maximum(trees().surprise(np.concatenate([looks for *_, looks in looked])), 0.0)
        ends = np.cumsum([len(rows) for _, rows, _ in looked])[:-1]
        for (i, rows, _), part in zip(looked, np.split(surprises, ends), strict=True):
            found[i][rows] = part
    return found


def _by_beginning(counts: Floats, exposure: Floats) -> Iterator[tuple[Ints, Signs]]:
    """Places and signs of the subjects that are old enough, those of one first exposed day at a time."""
    begins = np.argmax(exposure > 0, axis=1)
    old_enough = begins[begins <= counts.shape[1] - YOUNGEST]
    for begin in np.unique(old_enough).tolist() if len(counts) else []:
        rows = np.flatnonzero(np.broadcast_to(begins == begin, len(counts)))
        shared = exposure if len(exposure) == 1 else exposure[rows]
        yield rows, signs(counts[rows, begin:], shared[:, begin:])


@dataclass(frozen=True, slots=True)
class Ratio:
    """Rate of the last 7 days over the past's, the ends of its 90 % interval, and what was expected; (n,) each."""

    ratio: Floats
    low: Floats
    high: Floats
    expected: Floats


def ratio(stretch: Stretch) -> Ratio:
    """How many times as much as in the past, with an interval.

    Both rates have gamma posteriors whose shapes are cut down by the overdispersion of weeks; their ratio follows an
    F distribution. The past counts as a whole: its weeks vary, but there are many of them.
    """
    counted, expected = stretch.last(WINDOW)
    past = stretch.summed[:, stretch.past]
    phi, weeks = stretch.block_dispersion(WINDOW), stretch.watched / WINDOW
    # a whole post as prior on both sides: with less, the upper end for a word that is new would be astronomical
    now, before = counted + _PRIOR_RATIO, past + _PRIOR_RATIO
    usual = expected * before / (past + PRIOR)
    point = np.divide(now, usual, out=np.zeros_like(now), where=usual > 0)
    shape_now, shape_before = now / (1 + phi * now), before / (1 + phi * before / weeks)
    low, high = (special.fdtri(2 * shape_now, 2 * shape_before, q) for q in (0.05, 0.95))
    return Ratio(point, point * np.minimum(low, 1.0), point * np.maximum(high, 1.0), expected)
