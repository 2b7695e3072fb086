"""The made-up network: all its posts, a pure function of (seed, end, weeks, scale).

Making it takes two seconds or so, hence lazily: whoever only plans a crawl or writes the truth needs no posts.
"""

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from contract.clock import Week, start_of
from demo import identity
from demo.chatter import Chatter
from demo.entry import Entry
from demo.events import planted
from demo.people import CROWD, Crowd
from demo.topics import PLATFORMS, topics


@dataclass(frozen=True)
class World:
    """`end` is the last day, a Sunday; `scale` shrinks volumes and crowds for tests.

    With more than one of `seasons` life goes on after the last day: as many weeks again, other posts of the same kind
    and accounts, with the same stories at their own end. What is planted and planned is told of the first season only.
    """

    seed: int
    end: date
    weeks: int = 13
    scale: float = 1.0
    seasons: int = 1

    def __post_init__(self) -> None:
        if self.end.weekday() != 6:
            raise ValueError(f"the demo ends on a Sunday, such as {Week.of(self.end).window.last}, found {self.end}")
        if self.weeks < 1 or self.scale <= 0 or self.seasons < 1:
            found = f"{self.weeks}, {self.scale} and {self.seasons}"
            raise ValueError(f"the demo needs weeks >= 1, scale > 0 and seasons >= 1, found {found}")

    @property
    def days(self) -> list[date]:
        """All days, first to last."""
        return [self.end - timedelta(days=back) for back in range(7 * self.weeks - 1, -1, -1)]

    def starts_at(self, back: int) -> int:
        """Unix second at which the day `back` days before the last one begins in Shanghai."""
        return int(start_of(self.end - timedelta(days=back)).timestamp())

    @cached_property
    def posts(self) -> dict[str, list[Entry]]:
        """Every post by platform, oldest first."""
        with _uncollected():
            made = {platform: _apart(self._all_of(platform)) for platform in PLATFORMS}
            return {platform: sorted(posts, key=_place) for platform, posts in made.items()}

    def crowd(self, platform: str) -> Crowd:
        """The ordinary accounts of a platform, made anew at each call (the same ones)."""
        return Crowd(platform, self.seed, max(20, int(CROWD[platform] * min(1.0, self.scale))))

    def season(self, number: int) -> "World":
        """One season as a world of its own, 0 the first."""
        return replace(self, end=self.end + timedelta(weeks=number * self.weeks), seasons=1)

    def _all_of(self, platform: str) -> list[Entry]:
        return [post for number in range(self.seasons) for post in self.season(number)._posts_of(platform)]

    def _posts_of(self, platform: str) -> list[Entry]:
        crowd = self.crowd(platform)
        seed = (self.seed, self.end.toordinal(), PLATFORMS.index(platform))
        starts = [self.starts_at(back) for back in range(7 * self.weeks)]
        posts: list[Entry] = []
        for number, topic in enumerate(topics()):
            posts += Chatter(topic, platform, crowd, (*seed, number)).posts(starts, self.scale)
        return posts + planted(platform, crowd, (*seed, 999), starts, self.scale)

    def digest(self) -> str:
        """A digest of everything in it."""
        total = hashlib.sha256()
        for platform in PLATFORMS:
            for post in self.posts[platform]:
                told = (post.native, post.kind, post.author.native, post.published, post.title, post.text, post.likes)
                total.update(repr(told).encode())
        return total.hexdigest()


def _place(post: Entry) -> tuple[int, str]:
    return post.published, post.native


def _apart(posts: list[Entry]) -> list[Entry]:
    """Posts whose ids differ: in a network of millions a few of the same second would have the same."""
    taken = set[str]()
    for post in posts:
        while post.native in taken:
            post.native = identity.neighbour(post.native)
        taken.add(post.native)
    return posts


@contextmanager
def _uncollected() -> Iterator[None]:
    # Nothing that is made here is garbage: looking for some takes a tenth of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
