"""Slow growth: twelve weeks that lead upwards, though no week stands out from the one before.

The past that `rising` compares with has grown along with the subject, so its ratio says little. Here a line is laid
through the square roots of the weekly rates, which makes the noise of counts the same at any height, and its slope is
measured in standard errors; the noise is that of the weeks about the line, but never less than chance. The surprise is
on the scale of `rising.judge`, so that one alert budget holds for both.
"""

import numpy as np

from warehouse.stretches import Floats, Stretch

WEEKS = 12
DAYS = 7 * WEEKS
NOW, THEN = (14, 0), (DAYS // 2, DAYS // 2)  # days, and how long ago they end: what tells how much it has grown
GROWN = 1.5  # times, at least
LEAST = 60  # posts in the twelve weeks
# -log10 of the share of subject-days whose slope is so many standard errors, counted on hot lists (docs/methods.md)
_PER_ERROR = 0.5
_CHANCE = 0.25  # variance of the square root of a Poisson count


def growth(stretch: Stretch) -> Floats:
    """(n,) surprise of the last 12 weeks as slow growth; 0 where they are not all exposed, too few, or not grown."""
    days = stretch.counts.shape[1]
    if days < DAYS:
        return np.zeros(len(stretch.counts))
    edges = np.arange(days - DAYS, days + 1, 7)
    counts, exposed = (np.diff(sums[:, edges], axis=1) for sums in (stretch.summed, stretch.seen))
    first, last = slice(0, THEN[0] // 7), slice(-NOW[0] // 7, None)
    before, lately = (
        (counts[:, part].sum(axis=1) + 0.5) / np.maximum(exposed[:, part].sum(axis=1), 1e-12) for part in (first, last)
    )
    at = (exposed > 0).all(axis=1) & (counts.sum(axis=1) >= LEAST) & (lately >= GROWN * before)
    return np.where(at, _PER_ERROR * np.maximum(_slope(counts, exposed), 0.0), 0.0)


def _slope(counts: Floats, exposed: Floats) -> Floats:
    """(n,) slope of the weekly rates' square roots, in standard errors."""
    usual = np.maximum(exposed.mean(axis=1, keepdims=True), 1e-12)
    share = np.where(exposed > 0, exposed / usual, 1.0)
    height = np.sqrt((counts + 0.375) / share)  # Anscombe (1948)
    week = np.arange(WEEKS) - (WEEKS - 1) / 2
    spread = (week * week).sum()
    slope = height @ week / spread
    left = height - height.mean(axis=1, keepdims=True) - slope[:, None] * week
    noise = np.maximum((left * left).sum(axis=1) / (WEEKS - 2), _CHANCE)
    return np.asarray(slope / np.sqrt(noise / spread))
