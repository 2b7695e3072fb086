"""Everything the answers are made from: the posts, indexed, their comments, and what goes wrong."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from contract.clock import day_of
from demo.comments import Commentary
from demo.entry import Entry, Question
from demo.faults import Faults, faults_of
from demo.search import Index
from demo.trouble import Striking, Trouble
from demo.world import World

ROBOTS = "User-agent: *\nAllow: /\n"


@dataclass
class Network:
    """The network of a world; with `striking` that alone goes wrong, else what `faults` plans."""

    world: World
    faults: Faults
    indexes: dict[str, Index]
    commentary: Commentary
    striking: Striking | None = None
    robots: str = ROBOTS
    answers: "Counter[str]" = field(default_factory=Counter)  # by platform/outcome
    asked: "Counter[str]" = field(default_factory=Counter)  # by platform/kind of address

    @classmethod
    def of(
        cls,
        world: World,
        trouble: Trouble | None = None,
        robots: str = ROBOTS,
        seconds: Callable[[], float] = time.monotonic,
    ) -> "Network":
        """The network of a world, its posts made and indexed; `seconds` tells how long a ban has lasted."""
        indexes = {platform: Index(posts) for platform, posts in world.posts.items()}
        striking = None if trouble is None else Striking(trouble, world.seed, seconds)
        return cls(world, faults_of(world), indexes, Commentary(world), striking, robots)

    def post(self, platform: str, native: str, at: int) -> Entry | None:
        """A post that exists at an instant."""
        found = self.indexes[platform].by_id.get(native)
        return found if found is not None and found.published <= at else None

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Zhihu's questions by id: those that posts open, and the older ones that posts answer."""
        posts = self.world.posts["zhihu"]
        answered = {post.parent.native: post.parent for post in posts if isinstance(post.parent, Question)}
        opened = {p.native: Question(p.native, p.title, p.published) for p in posts if p.kind == "question"}
        return opened | answered

    def malformed(self, platform: str, query: str, at: int) -> list[int]:
        """Which malformed entries a first page of results carries besides."""
        which = None if self.striking else self.faults.malformed.get((at, platform, query))
        return [] if which is None else [which]


def list_day(at: int) -> date:
    """The day whose hot list is told at an instant: half past midnight it is still that of the day just over."""
    return day_of(datetime.fromtimestamp(at, UTC) - timedelta(hours=1))
