"""Which aspects drive it: of which of them people say more that is bad than in the baseline, platform by platform."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.published import Row

MOST = 4
LEAST_POSTS = 3  # of the last days that speak badly of an aspect, below which it is no driver
LEAST = 0.02  # of the theme's posts
_STANDS_OUT = 0.35  # of the change, and half as much again as the next one


@dataclass(frozen=True, slots=True)
class Driver:
    """An aspect: shares of the theme's posts that speak badly of it, now and before, and how many posts now."""

    aspect: str
    now: float
    before: float
    posts: int

    @property
    def more(self) -> float:
        """By how much the share has grown."""
        return self.now - self.before


def drivers(totals: Sequence[Row], aspects: Sequence[Row]) -> list[Driver]:
    """Aspects that grew, most first. The past is weighed by today's posts of each platform: a mix shift is none."""
    now = {row["platform"]: row["now"] or 0 for row in totals}
    before = {row["platform"]: row["before"] or 0 for row in totals if row["before"]}
    posts, weighed = sum(now.values()), sum(now[platform] for platform in before)
    if not posts or not weighed:
        return []
    bad: dict[str, list[Row]] = {}
    for row in aspects:
        bad.setdefault(row["aspect"], []).append(row)
    found = []
    for aspect, rows in bad.items():
        count = sum(row["now"] for row in rows)
        usual = sum(now[p] / weighed * row["before"] / before[p] for row in rows if (p := row["platform"]) in before)
        found.append(Driver(aspect, count / posts, usual, count))
    grown = [driver for driver in found if driver.more >= LEAST and driver.posts >= LEAST_POSTS]
    return sorted(grown, key=lambda driver: (-driver.more, driver.aspect))[:MOST]


def standing_out(found: Sequence[Driver], change: float | None) -> Driver | None:
    """The one that explains most of it, if one does; `change` of a share, None where another metric is told."""
    if not found or (change is not None and found[0].more < _STANDS_OUT * change):
        return None
    alone = len(found) == 1 or found[0].more >= 1.5 * found[1].more
    return found[0] if alone else None
