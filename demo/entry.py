"""One made-up post as the network keeps it, before any platform's shape, and how its engagement grows."""

import math
from dataclasses import dataclass

from demo.people import Author


@dataclass(slots=True)
class Entry:
    """A post. Counts are what it will have in the end; `counts_at` tells what it has at an instant."""

    platform: str
    native: str  # native id
    kind: str
    author: Author
    published: int  # unix seconds
    title: str
    text: str
    hashtags: tuple[str, ...]
    topic: str
    mood: str
    likes: int
    pace: float  # seconds in which about two thirds of the engagement arrive
    event: str = ""  # copy, advertising, campaign, flood, overheating, or none
    parent: "Entry | Question | None" = None

    @property
    def is_ad(self) -> bool:
        """Marked as advertising by the platform."""
        return self.event == "advertising"

    def counts_at(self, instant: float) -> tuple[int, int, int, int]:
        """Likes, comments, shares and favourites at a unix instant: saturating, so never falling."""
        share = 1.0 - math.exp(-max(0.0, instant - self.published) / self.pace)
        likes = int(self.likes * share)
        return likes, int(likes * 0.12 + share), int(likes * 0.07), int(likes * 0.21)


@dataclass(slots=True)
class Question:
    """A Zhihu question that answers belong to."""

    native: str
    title: str
    created: int
