"""What the best possible test could find: one that knows what nobody can know of a topic.

It knows the share of every day before the turn, how much days swing, the size planted, and how the model errs on this
very set; only the day is unknown. Its score is the likelihood ratio of "turned today, yesterday or the day before"
against "did not", and its threshold is set on the quiet worlds to one false alert a quarter. With `perfect`, posts are
read without an error: what is missed even then, no model can find.
"""

from collections.abc import Sequence

import numpy as np
from scipy.special import logsumexp

from fengxiang.drop_trials.readings import Floats, Ints, Reading
from fengxiang.drop_trials.rules import told_of
from fengxiang.drop_trials.worlds import DAYS, START, Drawn, Plan, World
from warehouse.drop_test import LONGEST
from warehouse.stretches import windows

_BINS, _GRID = 25, 100
_SHARES = (np.arange(_GRID) + 0.5) / _GRID
_NO_SWING = 1e-3
_STEPS = 25


def scores(world: World, quiet: Plan, size: Floats, *, perfect: bool) -> Floats:
    """(days,) log likelihood ratio of a turn that began on one of the last three days to none.

    `size` (platforms,) is by how much the share changes.
    """
    each = np.zeros(DAYS)
    for platform, (drawn, of) in enumerate(zip(world.drawn, world.plan.sets, strict=True)):
        by_share, share = _by_share(drawn, of, perfect=perfect), quiet.share[platform]
        swing = float(quiet.swing[platform])
        shares = (np.clip(s, 0.02, 0.98) for s in (share, share + size[platform]))
        usual, turned = (_likelihood(by_share, s, swing) for s in shares)
        each += turned - usual
    since = [windows(each[None], 0, days)[0] for days in range(1, LONGEST + 1)]
    return np.asarray(logsumexp(since, axis=0))


def threshold(quiet: Sequence[Floats], false_alerts: float = 1.0) -> float:
    """The score from which on these worlds have so many alerts a quarter in the mean."""
    low, high = -10.0, 30.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        many = np.mean([len(told_of(score > middle, START)) for score in quiet])
        low, high = (middle, high) if many > false_alerts else (low, middle)
    return high


def _by_share(drawn: Drawn, of: Reading, *, perfect: bool) -> Floats:
    """(days, shares) log likelihood of each day's posts at each share of negative ones."""
    bins, bad, other = _densities(of, perfect=perfect)
    width = len(bad)
    seen = np.bincount(drawn.day * width + bins[drawn.row], minlength=DAYS * width).reshape(DAYS, width)
    return np.asarray(seen @ np.log(np.outer(bad, _SHARES) + np.outer(other, 1 - _SHARES) + 1e-12))


def _densities(of: Reading, *, perfect: bool) -> tuple[Ints, Floats, Floats]:
    """What a model tells of each post, in bins, and how often it tells that of negative and of other posts."""
    bad, other = of.kinds
    edges = np.quantile(of.ours.probability, np.linspace(0, 1, _BINS + 1)[1:-1])
    told = of.bad.astype(np.int64) if perfect else np.digitize(of.ours.probability, edges)
    width = int(told.max()) + 1
    often, seldom = (np.bincount(told[rows], minlength=width) / len(rows) for rows in (bad, other))
    return told, often, seldom


def _likelihood(by_share: Floats, share: Floats, swing: float) -> Floats:
    """(days,) log likelihood where each day's share is drawn about the expected one."""
    if swing < _NO_SWING:
        place = share * _GRID - 0.5
        below = np.clip(np.floor(place).astype(np.int64), 0, _GRID - 2)
        part, days = place - below, np.arange(len(share))
        return np.asarray(by_share[days, below] * (1 - part) + by_share[days, below + 1] * part)
    bad, other = share * (1 / swing - 1), (1 - share) * (1 / swing - 1)  # of the beta distribution that days follow
    weight = (bad - 1)[:, None] * np.log(_SHARES) + (other - 1)[:, None] * np.log1p(-_SHARES)
    return np.asarray(logsumexp(by_share + weight, axis=1) - logsumexp(weight, axis=1))
