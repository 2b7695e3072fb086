"""The authors: thousands of made-up accounts with a long tail of activity, followers, verification and a region."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from demo.dice import Dice
from demo.identity import account_id, draw
from demo.topics import read

CROWD = {"weibo": 9000, "xiaohongshu": 4500, "zhihu": 2600, "syndication": 40}
NONE, PERSON, ORGANISATION = "none", "person", "organisation"


@dataclass(frozen=True, slots=True)
class Author:
    """One account."""

    native: str
    name: str
    followers: int
    verified: str
    region: str


class Crowd:
    """The ordinary accounts of one platform; `draw_authors` picks them by how active they are."""

    def __init__(self, platform: str, seed: int, size: int) -> None:
        rng = np.random.default_rng([seed, draw(platform, "crowd")])
        activity = np.exp(rng.normal(0.0, 0.9, size))
        followers = np.exp(rng.normal(5.3, 1.6, size)) * activity**0.8
        kinds = rng.random(size)
        places = list(read("people")["regions"].items())
        weights = np.array([weight for _, weight in places], float)
        regions = rng.choice(len(places), size, p=weights / weights.sum())
        names = _names(Dice(seed, draw(platform, "names")), size, platform)
        self.authors = [
            _author(platform, i, names[i], float(followers[i]), float(kinds[i]), places[regions[i]][0])
            for i in range(size)
        ]
        self._share = np.cumsum(activity / activity.sum())

    def draw_authors(self, rng: np.random.Generator, count: int) -> NDArray[np.int64]:
        """Positions in `authors`, the active ones more often."""
        last = len(self.authors) - 1
        return np.minimum(np.searchsorted(self._share, rng.random(count)), last)

    @cached_property
    def organisations(self) -> list[Author]:
        """The verified organisations among them (never empty)."""
        return [author for author in self.authors if author.verified == ORGANISATION] or self.authors[:1]


def leaders(platform: str) -> list[Author]:
    """The four big accounts that lead the campaign."""
    names = read("people")["leaders"]
    return [
        Author(account_id(platform, 900_001 + i), name, 1_280_000 + 870_000 * i, PERSON, "上海")
        for i, name in enumerate(names)
    ]


def flooders(platform: str) -> list[Author]:
    """The six new accounts behind the flood."""
    names = read("people")["flooders"]
    return [Author(account_id(platform, 910_001 + i), name, 3 + 2 * i, NONE, "广东") for i, name in enumerate(names)]


def _author(platform: str, index: int, name: str, followers: float, kind: float, region: str) -> Author:
    verified = ORGANISATION if kind < 0.015 else PERSON if kind < 0.05 else NONE
    reach = {ORGANISATION: 60.0, PERSON: 25.0, NONE: 1.0}[verified]
    return Author(account_id(platform, index), name, min(int(followers * reach), 900_000), verified, region)


def _names(dice: Dice, size: int, platform: str) -> list[str]:
    words = read("people")
    if platform == "syndication":
        return [words["outlets"][i % len(words["outlets"])] + ("" if i < 15 else f"·{i}") for i in range(size)]
    taken: dict[str, None] = {}
    while len(taken) < size:
        name = _name(dice, words)
        taken.setdefault(name if name not in taken else f"{name}{dice.below(9999):04d}")
    return list(taken)


def _name(dice: Dice, words: dict[str, list[str]]) -> str:
    form, pick = dice.below(4), dice.pick
    if form == 0:
        return f"{pick(words['like'])}{pick(words['thing'])}的{pick(words['creature'])}"
    if form == 1:
        return f"{pick(words['family'])}{pick(words['given'])}{pick(words['role'])}"
    if form == 2:
        return f"{pick(words['thing'])}{pick(words['creature'])}{dice.below(999)}"
    return f"{pick(words['given'])}_{pick(words['thing'])}{pick(words['role'])}"
