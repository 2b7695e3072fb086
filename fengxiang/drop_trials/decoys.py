"""What happens to a topic though nobody feels differently: no alert may follow.

Each decoy gives what was seen: worlds with the first day on which each was looked at. One world is seen from its first
day on; where posts are read again by another model, another world takes its place on that day.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from fengxiang.drop_trials.readings import Floats, Ints, Read
from fengxiang.drop_trials.worlds import DAYS, Plan, World, authors_of, realise, world_of

Seen = Sequence[tuple[int, World]]
Decoy = Callable[[Plan, int, np.random.Generator], Seen]
WATCHED = 14  # days from the decoy on in which an alert would be its fault
_TROLLS, _TROLL_POSTS = 3, 100
_ADS, _AD_DAYS, _AD_MARKED = 300, 4, 0.5  # a day; half of them are known for what they are, and not counted
_WORSE, _OFTEN = 0.3, 3.0  # the platform whose people are worse by so much, and how often it then speaks
_SEEN, _PICKED = 0.1, 1.5  # a tenth of the posts, among which the bad ones are so many times as frequent
_STORM, _STORM_DAYS = 5.0, 3


def nothing(plan: Plan, day: int, rng: np.random.Generator) -> Seen:
    """Nothing at all: what the others are compared with."""
    del day
    return [(0, realise(plan, rng))]


def trolls(plan: Plan, day: int, rng: np.random.Generator) -> Seen:
    """Three accounts post a hundred times in a day, all of it bad."""
    return [(0, _added(realise(plan, rng), day, _TROLL_POSTS, _TROLLS, rng, bad=True))]


def trolls_for_days(plan: Plan, day: int, rng: np.random.Generator) -> Seen:
    """The same three accounts, on three days."""
    world = realise(plan, rng)
    for later in range(3):
        world = _added(world, day + later, _TROLL_POSTS, _TROLLS, rng, bad=True)
    return [(0, world)]


def mix_shift(plan: Plan, day: int, rng: np.random.Generator) -> Seen:
    """A platform whose people are worse by thirty points speaks three times as much from then on."""
    share, posts = plan.share.copy(), plan.posts.copy()
    share[0] += _WORSE
    posts[0, day:] *= _OFTEN
    return [(0, realise(replace(plan, share=share, posts=posts), rng))]


def outage(plan: Plan, day: int, rng: np.random.Generator) -> Seen:
    """A crawl sees a tenth of a day, and the bad posts rather than the others."""
    share, posts = plan.share.copy(), plan.posts.copy()
    share[:, day] *= _PICKED
    posts[:, day] *= _SEEN
    return [(0, realise(replace(plan, share=share, posts=posts), rng))]


def storm(plan: Plan, day: int, rng: np.random.Generator) -> Seen:
    """Five times as many speak for three days, and feel as before."""
    posts = plan.posts.copy()
    posts[:, day : day + _STORM_DAYS] *= _STORM
    return [(0, realise(replace(plan, posts=posts), rng))]


def advertising(plan: Plan, day: int, rng: np.random.Generator) -> Seen:
    """Four days of three hundred advertisements each, half of them not known as such; then they are gone."""
    world = realise(plan, rng)
    for later in range(_AD_DAYS):
        many = int(_ADS * (1 - _AD_MARKED))
        world = _added(world, day + later, many, many, rng, bad=False)
    return [(0, world)]


def model_update(plan: Plan, day: int, rng: np.random.Generator) -> Seen:
    """Another model (SnowNLP) reads from then on, and reads the past again, as the chain does."""
    world = realise(plan, rng)
    return [(0, world), (day, _by_other(world))]


def model_mixed(plan: Plan, day: int, rng: np.random.Generator) -> Seen:
    """Another model reads the days from then on only: what the chain does not do, and why."""
    world = realise(plan, rng)
    counted = world.counted.copy()
    counted[..., day:] = _by_other(world).counted[..., day:]
    return [(0, replace(world, counted=counted))]


def _by_other(world: World) -> World:
    return world_of(world.plan, world.drawn, [one.other for one in world.plan.sets])


def _added(world: World, day: int, posts: int, people: int, rng: np.random.Generator, *, bad: bool) -> World:
    """Posts more on a day of the first platform, of so many people who write equally many of them."""
    of = world.plan.sets[0]
    rows = rng.choice(of.kinds[0 if bad else 1], posts)
    counted = world.counted.copy()
    counted[0, :, day] += _told(of.ours, rows, people)
    return replace(world, counted=counted, authors=authors_of(counted))


def _told(read: Read, rows: Ints, people: int) -> Floats:
    each = np.array([np.floor(part.mean() * 1e6) for part in np.array_split(read.probability[rows], people)])
    return np.array([len(rows), read.negative[rows].sum(), people, each.sum(), (each * each).sum()], np.float64)


def days_of(seen: Seen) -> list[tuple[World, slice]]:
    """Each world with the days on which it was looked at."""
    ends = [*[since for since, _ in seen][1:], DAYS]
    return [(world, slice(since, end)) for (since, world), end in zip(seen, ends, strict=True)]


DECOYS: Mapping[str, Decoy] = {
    "nothing": nothing,
    "trolls, 3 accounts 100 posts": trolls,
    "the same on three days": trolls_for_days,
    "mix of platforms shifts": mix_shift,
    "outage: a tenth seen, the worse": outage,
    "storm: 5 times the volume": storm,
    "advertising flood": advertising,
    "model update, past read again": model_update,
    "model update, past not read again": model_mixed,
}
