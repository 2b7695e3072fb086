"""How much of each subject could be seen on each day, as the crawl's sources let it be seen.

A source counts for a subject as much as the subject's rate in it: posts found through it per exposure, over all that a
day's score looks at. So a doubled or failed crawl of one query moves the exposure of just the subjects that live
there, and a new query, whose past exposure is nothing, raises what is expected of the present.
"""

from dataclasses import dataclass

import numpy as np

from warehouse.rising import LOOKBACK
from warehouse.series import Block, Ints, Source
from warehouse.stretches import Floats, windows


@dataclass(frozen=True)
class Seen:
    """`daily` (sources, days); `rates` (sources, subjects, judged days), or None where it is alike for all subjects."""

    daily: Floats
    rates: Floats | None
    judged: int

    def window(self, days: int, lag: int = 0) -> Floats:
        """(subjects or 1, judged days) exposure of the `days` days that end `lag` days before each judged day."""
        each = windows(self.daily, self.judged, days, lag)
        if self.rates is None:
            return np.asarray(each.sum(axis=0, keepdims=True))
        return np.asarray(np.einsum("srd,sd->rd", self.rates, each))

    def exposed_days(self, days: int, lag: int) -> Floats:
        """(1, judged days) of these days, those on which anything could be seen."""
        seen = np.asarray((self.daily > 0).any(axis=0, keepdims=True), np.float64)
        return windows(seen, self.judged, days, lag)

    def stretch(self, day: int, rows: Ints) -> Floats:
        """(rows or 1, days) exposure that a judged day's score looks at."""
        part = self.daily[:, max(0, day + 1 - LOOKBACK) : day + 1]
        if self.rates is None:
            return np.asarray(part.sum(axis=0, keepdims=True))
        return np.asarray(self.rates[:, rows, day - self.judged].T @ part)


def seen(sources: list[Source], block: Block, judged: int) -> Seen:
    """Exposure of the block's subjects through these sources; ValueError if there are none."""
    if not sources:
        raise ValueError("a scope needs a source")
    daily = np.stack([source.exposure for source in sources])
    if len(sources) == 1:
        return Seen(daily, None, judged)
    subjects = len(next(iter(block.authors.values())))
    rates = np.zeros((len(sources), subjects, daily.shape[1] - judged))
    for place, source in enumerate(sources):
        through = block.found[source.platform, source.query]
        exposed = windows(daily[place : place + 1], judged, LOOKBACK)
        rates[place, through.rows] = windows(through.posts, judged, LOOKBACK) / np.where(exposed > 0, exposed, np.inf)
    return Seen(daily, rates, judged)


def alike(sources: list[Source], judged: int) -> Seen:
    """As if every day on which anything was seen had been seen alike: what a naive reader of counts assumes."""
    any_seen = (np.sum([source.exposure for source in sources], axis=0) > 0).astype(np.float64)
    return Seen(any_seen[None, :], None, judged)
