"""Bursts: a week that is louder than the past's, whether or not it will last.

`loud` is any such week, which a flood or the crawl has to explain. `surge` is one so loud, and of so many people, that
nobody wants to miss it though it may be gone in a week; its surprise is on the scale of `rising.judge`, so that one
alert budget holds for both.
"""

import numpy as np
from scipy import special

from warehouse.rising import WINDOW, ratio
from warehouse.stretches import PRIOR, Floats, Stretch

_LEAST_CHANCE = 1e-300  # smaller ones are below what a double can hold
SURGE_RATIO, SURGE_AUTHORS = 5.0, 30.0  # surely (95 %) so many times the past, said by so many in 7 days
# -log10 of the share of subject-days that do so, counted on public hot lists (docs/methods.md), and how it grows
_USUAL, _PER_TENFOLD_AUTHORS, _PER_TENFOLD_RATIO = 3.1, 2.0, 0.3


def loud(stretch: Stretch) -> Floats:
    """(n,) -log10 of the chance to see at least the last 7 days' count, were it the past's weeks: any burst is loud.

    A negative binomial with the past's rate, the dispersion of its weeks, and what is not known of the rate. Not a sign
    of a trend: it tells that something has to be explained, by a flood or by the crawl.
    """
    counted, mean = stretch.last(WINDOW)
    unsure = stretch.block_dispersion(WINDOW) + 1 / (stretch.summed[:, stretch.past] + PRIOR)
    size = 1 / unsure
    # P(X >= x) of a negative binomial of mean m and size k is the incomplete beta function I_p(x, k), p = m/(k+m)
    at = (counted > mean) & (mean > 0)
    chance = np.ones(len(counted))
    chance[at] = special.betainc(counted[at], size[at], mean[at] / (size[at] + mean[at]))
    return np.asarray(-np.log10(np.maximum(chance, _LEAST_CHANCE)))


def surge(stretch: Stretch) -> Floats:
    """(n,) surprise of the last 7 days as a surge: 0 below SURGE_RATIO times the past or SURGE_AUTHORS.

    More people are rarer than a higher ratio: most headlines are new words.
    """
    counted, _ = stretch.last(WINDOW)
    many = np.flatnonzero(counted >= SURGE_AUTHORS)
    low = ratio(stretch.of(many)).low
    people, times = np.log10(counted[many] / SURGE_AUTHORS), np.log10(np.maximum(low / SURGE_RATIO, 1.0))
    surprise = _USUAL + _PER_TENFOLD_AUTHORS * people + _PER_TENFOLD_RATIO * times
    found = np.zeros(len(counted))
    found[many] = np.where(low >= SURGE_RATIO, surprise, 0.0)
    return found
