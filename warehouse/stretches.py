"""A day's stretch of counts and exposures: the long past, the guarded fortnight, and what the past lets expect.

Shared by the signs of a rise; kept apart so that each formula stands once. Sums run over days; (n, days) throughout,
exposure (1, days) where it is the same for all.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

GAP = 14  # days, the judged one included, that are not part of the past
PAST = 224  # days of the past that are looked at
LAST = 21  # days whose shape is looked at
LEAST_PAST = 14  # days of the past that are needed to judge at all
PRIOR = 0.5  # added to the past's count: a rate is never exactly zero
_PRIOR_WEIGHT = 10.0  # squared expected counts a unit; of a week 3 times, of a fortnight 6 times as much
_THIN = 0.2  # a span that saw less than this share of the usual counts as if it had seen so much: one post is no storm


@dataclass(frozen=True)
class Stretch:
    """Counts (n, days) and exposure (n, days) or (1, days) that end with the judged day."""

    counts: Floats
    exposure: Floats
    usual_dispersion: tuple[float, float] = (0.3, 0.3)  # of days and of weeks, on public hot lists; what is shrunk to

    @cached_property
    def past(self) -> int:
        """Length of the past."""
        return int(self.counts.shape[1]) - GAP

    @cached_property
    def summed(self) -> Floats:
        """(n, days + 1) running sums of the counts."""
        return running(self.counts)

    @cached_property
    def seen(self) -> Floats:
        """(n or 1, days + 1) running sums of the exposure."""
        return running(self.exposure)

    @cached_property
    def watched(self) -> Floats:
        """(n or 1,) days of the past on which anything could be seen; at least 1."""
        return np.asarray(np.maximum((self.exposure[:, : self.past] > 0).sum(axis=1), 1.0))

    @cached_property
    def rate(self) -> Floats:
        """(n,) counts per exposure in the past."""
        return np.asarray((self.summed[:, self.past] + PRIOR) / self.seen[:, self.past])

    @cached_property
    def mean(self) -> Floats:
        """(n, days) what the past's rate lets expect."""
        return np.asarray(self.rate[:, None] * self.exposure)

    @cached_property
    def day_dispersion(self) -> Floats:
        """(n,) overdispersion of the past's days."""
        counts, mean = self.counts[:, : self.past], self.mean[:, : self.past]
        return dispersion(counts, mean, self.usual_dispersion[0], _PRIOR_WEIGHT)

    def block_dispersion(self, days: int) -> Floats:
        """(n,) overdispersion of the past's blocks of so many days: higher than that of days where days are alike."""
        counts, exposed = (-np.diff(sums[:, self.past :: -days], axis=1) for sums in (self.summed, self.seen))
        weight = _PRIOR_WEIGHT * (3.0 if days == 7 else 6.0)
        return dispersion(counts, self.rate[:, None] * exposed, self.usual_dispersion[1], weight)

    def last(self, days: int, lag: int = 0) -> tuple[Floats, Floats]:
        """(n,) counted, and expected, in the `days` days that end `lag` days before the judged one."""
        end = self.counts.shape[1] - lag
        counted, exposed = (sums[:, end] - sums[:, end - days] for sums in (self.summed, self.seen))
        return counted, self.rate * exposed

    def of(self, rows: npt.NDArray[Any]) -> "Stretch":
        """The same of some subjects only, given by a mask or by their places."""
        return Stretch(self.counts[rows], self.exposure if len(self.exposure) == 1 else self.exposure[rows])

    def cut(self, deviations: float | None) -> "Stretch":
        """The same with each day cut at what is usual, so many standard deviations up; at 1, if None."""
        if deviations is None:
            return Stretch(np.minimum(self.counts, 1.0), self.exposure, (0.05, 0.05))
        mean = self.mean
        usual = np.ceil(mean + deviations * np.sqrt(mean + self.day_dispersion[:, None] * mean * mean))
        return Stretch(np.minimum(self.counts, usual), self.exposure, (0.1, 0.2))

    def spans(self, days: int) -> tuple[Floats, Floats, Floats]:
        """Rates of `days` days: (n,) now, (n, spans) of each span of the past, (n or 1,) that of a single count now."""
        to, since = slice(days, self.past + 1), slice(0, self.past + 1 - days)
        exposed = self.seen[:, to] - self.seen[:, since]
        exposed = np.maximum(exposed, _THIN * exposed.mean(axis=1, keepdims=True))
        now = self.seen[:, -1] - self.seen[:, -1 - days]
        past = (self.summed[:, to] - self.summed[:, since]) / exposed
        return (self.summed[:, -1] - self.summed[:, -1 - days]) / now, past, 1 / now


def running(values: Floats) -> Floats:
    """Running sums along days, beginning with 0."""
    found = np.zeros((values.shape[0], values.shape[1] + 1))
    np.cumsum(values, axis=1, out=found[:, 1:])
    return found


def windows(counts: Floats, judged: int, days: int, lag: int = 0) -> Floats:
    """(n, judged days) sums of the `days` days that end `lag` days before each day from index `judged` on."""
    sums = running(counts)
    ends = np.arange(judged, counts.shape[1]) + 1 - lag
    return np.asarray(sums[:, np.maximum(ends, 0)] - sums[:, np.maximum(ends - days, 0)])


def dispersion(counts: Floats, mean: Floats, usual: float, weight: float) -> Floats:
    """(n,) overdispersion phi of a negative binomial (variance m + phi m^2) by moments, shrunk to what is usual."""
    beyond = ((counts - mean) ** 2 - mean).sum(axis=1)
    square = (mean * mean).sum(axis=1)
    return np.asarray((np.maximum(beyond, 0.0) + usual * weight) / (square + weight))
