"""Which answers go wrong, and how: fixed by seed and plan, so that a run twice meets the same trouble.

Passing faults (429, 500, an empty body, a block page, a page cut short, a login wall) strike the first ask of an
address only; the failed crawl answers 503 however often it is asked. Malformed entries are extra entries that stay.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from demo.asking import Told
from demo.identity import draw
from demo.plan import FEED_NAMES, QUERIES, SEARCHED, crawled_at
from demo.timeline import FAILED_BACK
from demo.world import World

LIMITED, ERROR, EMPTY, BLOCK, CUT, WALL, DOWN = "429", "500", "empty", "block_page", "cut", "login_wall", "503"
_PASSING = (LIMITED,) * 3 + (ERROR,) * 2 + (EMPTY,) * 2 + (BLOCK,) * 2 + (CUT,) * 2
_QUIET_DAYS = 14  # in the last two weeks only 429 strikes, so that the failed crawl stands out
_MALFORMED_DAYS = 3  # every so many days a page carries a malformed entry
_NOTE_429 = 4000  # about one note in so many is answered 429 at first
_STRUCK = ("search", "hot", "feed")

Address = tuple[int, str, str]  # unix second, platform, query or list or feed name


@dataclass(frozen=True)
class Faults:
    """The table of faults, and how often each faulty address was asked so far."""

    passing: dict[Address, str]
    down: frozenset[Address]
    malformed: dict[Address, int]
    asked: "Counter[Address]"

    def strike(self, at: int, told: Told) -> str | None:
        """The fault of this ask, None for a good answer: only searches, lists, feeds and notes are struck."""
        if told.kind == "note":
            return self.of_note(at, told.subject)
        if told.kind not in _STRUCK:
            return None
        address = (at, told.platform, told.subject)
        return self.of(address) if told.page == 1 else DOWN if self.is_down(address) else None

    def of(self, address: Address) -> str | None:
        """The fault of this ask of the first page at an address, None for a good answer."""
        if address in self.down:
            return DOWN
        kind = self.passing.get(address)
        if kind is None:
            return None
        self.asked[address] += 1
        return kind if self.asked[address] == 1 else None

    def is_down(self, address: Address) -> bool:
        """Whether the address belongs to the crawl that fails for ever."""
        return address in self.down

    def of_note(self, at: int, native: str) -> str | None:
        """The fault of this ask for a single note."""
        if draw("note", native) % _NOTE_429:
            return None
        self.asked[(at, "note", native)] += 1
        return LIMITED if self.asked[(at, "note", native)] == 1 else None


def faults_of(world: World) -> Faults:
    """The faults of a network's crawl plan."""
    seconds = [int(crawled_at(day).timestamp()) for day in world.days]
    passing: dict[Address, str] = {}
    malformed: dict[Address, int] = {}
    for platform in SEARCHED:
        rng = np.random.default_rng([world.seed, draw("faults", platform)])
        passing |= _strike(rng, seconds, platform, [*_PASSING, WALL] if platform == "weibo" else list(_PASSING))
        for number, second in enumerate(seconds):
            if number % _MALFORMED_DAYS == 1 and number != len(seconds) - 1 - FAILED_BACK:
                malformed[(second, platform, QUERIES[int(rng.integers(len(QUERIES)))])] = number // _MALFORMED_DAYS % 3
    rng = np.random.default_rng([world.seed, draw("faults", "feeds")])
    for kind in (LIMITED, LIMITED, CUT, ERROR):
        passing[(seconds[int(rng.integers(len(seconds)))], "rss", FEED_NAMES[int(rng.integers(3))])] = kind
    down = {(seconds[-1 - FAILED_BACK], "weibo", query) for query in QUERIES[len(QUERIES) // 2 :]}
    return Faults({a: kind for a, kind in passing.items() if a not in down}, frozenset(down), malformed, Counter())


def _strike(rng: np.random.Generator, seconds: list[int], platform: str, kinds: list[str]) -> dict[Address, str]:
    struck: dict[Address, str] = {}
    quiet = seconds[:-_QUIET_DAYS] or seconds[:-6] or seconds
    for kind in kinds:
        days = seconds if kind == LIMITED else quiet
        cells = [(day, platform, query) for day in days for query in QUERIES if (day, platform, query) not in struck]
        struck[cells[int(rng.integers(len(cells)))]] = kind
    # One 429 in the last week for certain: the shortest test network meets it too.
    struck[(seconds[-2], platform, QUERIES[0])] = LIMITED
    return struck
