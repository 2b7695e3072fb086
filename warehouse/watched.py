"""What a rule watches, as daily arrays: all that the life of an alert is decided on, whatever its metric is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from warehouse.alert_rules import Rule, rules
from warehouse.drop_test import BACK
from warehouse.stretches import Floats

BEFORE = BACK  # days that come before the first one to judge: the longest stretch that a metric looks at


@dataclass(frozen=True, slots=True)
class Look:
    """What a look within the day found: at which hour first, and the numbers of the 24 hours before it."""

    hour: int
    size: float
    low: float
    high: float
    shown: float
    authors: int
    posts: int


@dataclass(frozen=True, slots=True)
class Watched:
    """Daily numbers (days,) of one rule, scope and subject. `BEFORE` days stand before the first one to judge."""

    rule: Rule
    scope: str
    theme: str
    aspect: str
    detail: str
    size: Floats  # lower end of the change in the rule's unit, -inf where nothing can be said
    low: Floats  # the same in the unit of `shown`
    high: Floats
    shown: Floats  # the metric over the last `days` days
    days: npt.NDArray[np.int64]
    settled: Floats  # over the last 3 days
    baseline: Floats
    authors: Floats  # distinct, of the last 3 days
    posts: Floats
    known: npt.NDArray[np.bool_]  # whether the last 3 days tell anything
    looks: Mapping[int, Look] = field(default_factory=dict)  # by place of the day
    asks: Floats | None = None  # what `size` must exceed on each day; None: the rule's change

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What tells it from the others."""
        return (self.rule.name, self.scope, self.theme, self.aspect, self.detail)

    def exceeds(self, day: int) -> bool:
        """Whether a day says that it changed by more than the rule asks, among enough people."""
        rule = self.rule
        asked = rule.change if self.asks is None else self.asks[day]
        return bool(self.size[day] > asked and self.authors[day] >= rule.authors and self.posts[day] >= rule.posts)


def unspoken(key: tuple[str, str, str, str, str], days: int) -> Watched:
    """What had an alert once and of which nothing is known now."""
    rule, scope, theme, aspect, detail = key
    nothing, never = np.zeros(days), np.full(days, -np.inf)
    return Watched(
        rule=rules()[rule], scope=scope, theme=theme, aspect=aspect, detail=detail, size=never, low=never, high=-never,
        shown=nothing, days=np.ones(days, np.int64), settled=nothing, baseline=nothing, authors=nothing, posts=nothing,
        known=np.zeros(days, np.bool_),
    )  # fmt: skip
