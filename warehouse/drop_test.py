"""Whether feeling has turned: the last days' mood against the eight weeks that end a week before them.

Three things make a share of negative posts jump though nobody feels differently, and the test is built against each.
A few people who post a hundred times: a person counts once a day. Another platform's people among the posts: each
platform is compared with its own past, and the changes are weighed together (the baseline is standardised to today's
mix). A mood that always swings: a day's posts vary together, by what the baseline's own days show.

What is averaged is not the label but the model's probability of "negative": it says more (on labelled sets the same
posts tell a change apart as well as a third more posts do by their labels). A model that errs shows less of a change
than there is, so the change is divided by how far apart the probabilities of negative and other posts lie.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from warehouse.stretches import Floats, windows

GAP = 7  # days between the last three and the baseline, which a slow turn must not have coloured
BASELINE = 56  # days of it: the next days' mood is as near to eight weeks as to four, and eight are surer of theirs
LONGEST = 3
BACK = LONGEST + GAP + BASELINE  # days that a day's test looks at, itself included
_SURE = {1: 2.65, 2: 1.8, 3: 1.28}  # days looked at: standard errors; one-sided 99.6, 96 and 90 %
_SURE_BY_THE_HOUR = 4.0  # standard errors: 24 looks a day
# Where fewer than so many people spoke in three days it must be surer: a team watches dozens of small topics
_MANY, _FEW_MORE, _MOST_MORE = 200.0, 0.35, 1.2  # people; standard errors where half as many spoke; and at most
SEPARATION = 0.55  # mean probability of negative of posts that are, less that of others, on seven labelled sets
_PRIOR_SWING, _PRIOR_SHARE = 0.004, 10 / BASELINE  # intra-day correlation to shrink to, and its weight
_DRIFT = 0.01  # standard deviation of a mood from month to month that no day's swing shows
_LEAST_SPREAD = 0.02  # variance of a person's probability: a baseline that is all alike is no certainty
LEAST_BASELINE = 40  # people-days in the baseline, below which nothing is said


@dataclass(frozen=True, slots=True)
class Daily:
    """Of one subject, (platforms, days) each: people who spoke, their summed probability of negative, its squares."""

    people: Floats
    negative: Floats
    squares: Floats


@dataclass(frozen=True, slots=True)
class Past:
    """What a day is compared with, (platforms, days): of the baseline that belongs to the day."""

    people: Floats
    pairs: Floats  # sum of the squares of each day's people
    mean: Floats  # probability of negative
    spread: Floats  # variance of it among people
    swing: Floats  # correlation of the people of one day

    def on(self, day: int) -> "Past":
        """Of one day, (platforms, 1)."""
        return Past(*(part[:, day : day + 1] for part in self._parts()))

    def _parts(self) -> tuple[Floats, ...]:
        return (self.people, self.pairs, self.mean, self.spread, self.swing)


@dataclass(frozen=True, slots=True)
class Change:
    """By day, (days,): interval of the change of the negative share, and of how many last days it speaks (1 to 3)."""

    low: Floats
    high: Floats
    days: npt.NDArray[np.int64]


def change(daily: Daily, separation: float = SEPARATION) -> Change:
    """The change of each day's last 1, 2 or 3 days, whichever says surest that it got worse, corrected for errors.

    `low` is one-sided (99.6 % of one day, 96 of two, 90 of three; surer where few spoke), `high` as far above the
    change; -inf and inf where the baseline holds too little. A day's uses only days up to it.
    """
    past = past_of(daily)
    people = np.maximum(_sums(daily.people, LONGEST).sum(axis=0), 1.0)
    more: Floats = np.clip(_FEW_MORE * (_MANY / people - 1), 0.0, _MOST_MORE)
    ends = np.array([_ends(*_last(daily, days, past), sure + more, separation) for days, sure in _SURE.items()])
    best = np.argmax(ends[:, 0], axis=0)
    low, high = np.take_along_axis(ends, best[None, None, :], axis=0)[0]
    enough = past.people.sum(axis=0) >= LEAST_BASELINE
    return Change(np.where(enough, low, -np.inf), np.where(enough, high, np.inf), np.array(list(_SURE))[best])


def within_the_day(
    past: Past, people: Floats, negative: Floats, separation: float = SEPARATION
) -> tuple[Floats, Floats]:
    """(looks,) both ends of the change of the last 24 hours.

    `people` and their summed probability `negative` are (platforms, looks); `past` is that of the day, (platforms, 1).
    """
    if past.people.sum() < LEAST_BASELINE:
        return np.full(people.shape[1], -np.inf), np.full(people.shape[1], np.inf)
    low, high = _ends(*_change(past, people, people**2, negative), _SURE_BY_THE_HOUR, separation)
    return low, high


def past_of(daily: Daily) -> Past:
    """The baseline of each day; variance and correlation by moments, the correlation shrunk to what is usual."""
    people, total, squares = (_sums(x, BASELINE, LONGEST + GAP) for x in (daily.people, daily.negative, daily.squares))
    mean = _over(total, people)
    spread = np.maximum(_over(squares, people) - mean**2, _LEAST_SPREAD)
    # sum over days of (s - n m)^2 = s^2 - 2 m n s + m^2 n^2
    n2, ns, s2 = (
        _sums(x, BASELINE, LONGEST + GAP) for x in (daily.people**2, daily.people * daily.negative, daily.negative**2)
    )
    beyond = s2 - 2 * mean * ns + mean**2 * n2 - people * spread
    pairs = (n2 - people) * spread
    weight = pairs * _PRIOR_SHARE
    swing = np.clip(_over(beyond + _PRIOR_SWING * weight, pairs + weight), 0.0, 1.0)
    return Past(people, n2, mean, spread, swing)


def _last(daily: Daily, days: int, past: Past) -> tuple[Floats, Floats]:
    """(days,) change of the mean probability over the last `days` days, and its standard error."""
    now, pairs, negative = (_sums(x, days) for x in (daily.people, daily.people**2, daily.negative))
    return _change(past, now, pairs, negative)


def _change(past: Past, now: Floats, pairs: Floats, negative: Floats) -> tuple[Floats, Floats]:
    # of two means the sure one counts more (Mantel-Haenszel); a platform without one of them tells nothing
    weight = _over(now * past.people, now + past.people)
    weight = _over(weight, weight.sum(axis=0, keepdims=True))
    error = past.spread * (
        _over(1.0, now)
        + _over(1.0, past.people)
        + past.swing * (_over(pairs, now**2) + _over(past.pairs, past.people**2))
    )
    found = (weight * (_over(negative, now) - past.mean)).sum(axis=0)
    return found, np.sqrt((weight**2 * error).sum(axis=0) + _DRIFT**2)


def _ends(found: Floats, error: Floats, sure: Floats | float, separation: float) -> tuple[Floats, Floats]:
    return (found - sure * error) / separation, (found + sure * error) / separation


def _sums(values: Floats, days: int, lag: int = 0) -> Floats:
    return windows(values, 0, days, lag)


def _over(above: npt.ArrayLike, below: Floats) -> Floats:
    """The ratio; 0 where there is nothing below."""
    return np.divide(above, below, out=np.zeros(np.broadcast(above, below).shape), where=below > 1e-9)
