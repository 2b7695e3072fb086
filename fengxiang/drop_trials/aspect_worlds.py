"""A theme of which two in five posts speak of one aspect, and feeling turns about this aspect alone."""

from collections.abc import Iterator

import numpy as np

from fengxiang.drop_trials.readings import Reading
from fengxiang.drop_trials.rules import ours
from fengxiang.drop_trials.trial import Tried
from fengxiang.drop_trials.worlds import START, Drawn, Kind, Plan, World, plan_of, planted, realise, world_of

OF_ASPECT, OF_THEME = "ours, of the aspect", "ours, of the whole theme"
_OTHER_POSTS = 1.5  # posts that do not speak of the aspect, to one that does


def tried(of: Reading, kind: Kind, worlds: int, seed: int) -> Tried:
    """`kind.volume` are the posts a day that speak of the aspect."""
    found = Tried()
    for number in range(worlds):
        rng = np.random.default_rng([seed, kind.volume, int(100 * kind.size), number])
        quiet = plan_of([of], kind, rng)
        turned = planted(quiet, kind, rng)
        (aspect, theme), (calm_aspect, calm_theme) = _both(turned, rng), _both(quiet, rng)
        of_aspect = (ours(world, START, "aspect_drop") for world in (aspect, calm_aspect))
        found.note(OF_ASPECT, turned.onset, *of_aspect)
        found.note(OF_THEME, turned.onset, ours(theme, START), ours(calm_theme, START))
    return found


def _both(told: Plan, rng: np.random.Generator) -> Iterator[World]:
    """What is said of the aspect, and the whole theme, of which it is a part."""
    of = told.sets[0]
    (said,) = realise(told, rng).drawn
    calm = Plan(told.sets, told.posts * _OTHER_POSTS, np.full_like(told.share, told.share[:, 0].mean()), told.swing)
    (other,) = realise(calm, rng).drawn
    yield world_of(told, (said,), [of.aspect or of.ours])
    whole = Drawn(np.concatenate([said.day, other.day]), np.concatenate([said.row, other.row]))
    yield world_of(told, (whole,), [of.ours])
