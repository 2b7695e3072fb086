"""One watched topic: how many speak of it on each platform and day, and how many of them badly.

A plan says what is to be expected (`plan`), a drop or a decoy changes it (`planted`, decoys.py), and `realise` draws
posts by it. The same generator gives the same topic.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fengxiang.drop_trials.readings import Floats, Ints, Read, Reading, Readings
from warehouse.drop_test import LONGEST
from warehouse.stretches import windows

DAYS, START = 150, 60  # days of a topic, and the first that is judged: 90 days, a quarter
_ONSETS = (START + 5, DAYS - 20)
_MILLION = 1e6
STAYS = 10**6  # days: a drop that stays


@dataclass(frozen=True, slots=True)
class Kind:
    """What a topic is like, and what is planted: `size` more of the share of negative posts for `lasts` days.

    `struck` of the `platforms` turn (0: all). `measured`: so much more of the share that the model labels, for which
    the true one, of which it leaves a part, must change by more. `swing` is the greatest correlation of a day's posts.
    """

    volume: int = 40
    platforms: int = 1
    struck: int = 0
    size: float = 0.15
    lasts: int = 10
    swing: float = 0.0
    measured: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be expected, (platforms, days): posts, and the share of negative ones; `swing` (platforms,)."""

    sets: tuple[Reading, ...]
    posts: Floats
    share: Floats
    swing: Floats
    onset: int = -1  # the first day on which something was planted


@dataclass(frozen=True, slots=True)
class Drawn:
    """The posts of one platform: the day of each, and its row in the set."""

    day: Ints
    row: Ints


@dataclass(frozen=True, slots=True)
class Counted:
    """What the warehouse counts of a topic, see `warehouse.mood_days.mood_of`.

    `counted` (platforms, 5, days): posts, negative ones, people, their millionths of negative, and squares of these.
    `authors` (days,): distinct ones of the last three days.
    """

    counted: Floats
    authors: Floats


@dataclass(frozen=True, slots=True)
class World(Counted):
    """A topic that was drawn, and what it was drawn by."""

    plan: Plan
    drawn: tuple[Drawn, ...]

    @property
    def onset(self) -> int:
        """The first day of what was planted; -1 where nothing was."""
        return self.plan.onset

    def scope(self, platform: int) -> "World":
        """One platform of it alone."""
        one = self.counted[platform : platform + 1]
        return replace(self, counted=one, authors=authors_of(one), drawn=(self.drawn[platform],))


def plan(readings: Readings, kind: Kind, rng: np.random.Generator) -> Plan:
    """A topic in which nothing happens: weeks and storms of volume, a mood that drifts."""
    order = np.resize(rng.permutation(len(readings.themes)), kind.platforms)  # few sets stand for more than one
    return plan_of([readings.themes[number] for number in order], kind, rng)


def plan_of(sets: Sequence[Reading], kind: Kind, rng: np.random.Generator) -> Plan:
    """The same with a set given for each platform."""
    shares = rng.dirichlet(np.full(len(sets), 4.0)) if len(sets) > 1 else np.ones(1)
    posts, share = [], []
    for part in shares.tolist():
        week = 1 + 0.15 * np.sin(2 * np.pi * (np.arange(DAYS) + rng.integers(7)) / 7)
        posts.append(kind.volume * part * week * rng.gamma(20, 1 / 20, DAYS))
        share.append(rng.uniform(0.1, 0.35) + _drift(rng))
    swing = rng.uniform(0, kind.swing, len(sets))
    return Plan(tuple(sets), np.array(posts), np.array(share), swing)


def planted(told: Plan, kind: Kind, rng: np.random.Generator) -> Plan:
    """The same topic, in which feeling turns on some day."""
    onset, share = int(rng.integers(*_ONSETS)), told.share.copy()
    share[: kind.struck or None, onset : onset + kind.lasts] += sizes(told, kind)[: kind.struck or None, None]
    return replace(told, share=share, onset=onset)


def sizes(told: Plan, kind: Kind) -> Floats:
    """(platforms,) by how much the true share changes where feeling turns."""
    return np.array([kind.size / (one.labels_apart if kind.measured else 1.0) for one in told.sets])


def someday(rng: np.random.Generator) -> int:
    """A day on which something may begin."""
    return int(rng.integers(*_ONSETS))


def realise(told: Plan, rng: np.random.Generator) -> World:
    """Draw its posts, each of another person."""
    drawn = tuple(_posts(told, platform, rng) for platform in range(len(told.sets)))
    return world_of(told, drawn, [one.ours for one in told.sets])


def world_of(told: Plan, drawn: tuple[Drawn, ...], reads: list[Read]) -> World:
    """The same posts as a model of each platform reads them."""
    counted = np.stack([_counted(posts, read) for posts, read in zip(drawn, reads, strict=True)])
    return World(counted, authors_of(counted), told, drawn)


def _posts(told: Plan, platform: int, rng: np.random.Generator) -> Drawn:
    share, swing = np.clip(told.share[platform], 0.02, 0.98), told.swing[platform]
    if swing > 0:
        share = rng.beta(share * (1 / swing - 1), (1 - share) * (1 / swing - 1))
    posts = rng.poisson(told.posts[platform])
    bad = rng.binomial(posts, share)
    kinds = told.sets[platform].kinds
    days, rows = [], []
    for many, rows_of in zip((bad, posts - bad), kinds, strict=True):
        days.append(np.repeat(np.arange(DAYS), many))
        rows.append(rng.choice(rows_of, len(days[-1])))
    return Drawn(np.concatenate(days), np.concatenate(rows))


def _counted(posts: Drawn, read: Read) -> Floats:
    """(5, days); a person's probability in whole millionths, as the warehouse has it."""
    told = np.round(read.probability[posts.row] * _MILLION)
    weights = (None, read.negative[posts.row].astype(float), None, told, told * told)
    return np.array([np.bincount(posts.day, weight, DAYS) for weight in weights], np.float64)


def authors_of(counted: Floats) -> Floats:
    """(days,) people of the last three days, each day's others."""
    return np.asarray(windows(counted[:, 2], 0, LONGEST).sum(axis=0))


def _drift(rng: np.random.Generator) -> Floats:
    """A mood that comes and goes within weeks, two points up or down."""
    steps, at = rng.normal(0, 0.008, DAYS), np.zeros(DAYS)
    for day in range(1, DAYS):
        at[day] = 0.9 * at[day - 1] + steps[day]
    return at
