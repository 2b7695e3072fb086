"""What people in the made-up network talk about: one TOML file a topic in texts/topics, read once.

A topic has the search keyword that every one of its posts contains, clauses by role, posts a day by platform, and its
usual mood. To add a topic, add a file; nothing else lists them.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent / "texts"
PLATFORMS = ("weibo", "xiaohongshu", "zhihu", "syndication")
MOODS = ("negative", "neutral", "positive")


@dataclass(frozen=True)
class Topic:
    """One topic; clauses are templates for `demo.wording`."""

    name: str
    query: str
    hashtags: tuple[str, ...]
    titles: tuple[str, ...]
    questions: tuple[str, ...]
    anchors: tuple[str, ...]  # each contains the query
    details: tuple[str, ...]
    moods: dict[str, tuple[str, ...]]
    angles: dict[str, tuple[str, ...]]  # what a platform in particular talks about
    slots: dict[str, tuple[str, ...]]
    volume: dict[str, float]  # posts a day
    negative: float  # usual share of negative posts
    neutral: float


@cache
def read(name: str) -> dict[str, Any]:
    """A file of texts/ as tomllib reads it."""
    return tomllib.loads((TEXTS / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def topics() -> tuple[Topic, ...]:
    """All topics by file name."""
    return tuple(_topic(path.stem) for path in sorted((TEXTS / "topics").glob("*.toml")))


def _topic(name: str) -> Topic:
    told = read(f"topics/{name}")
    return Topic(
        name=name,
        query=told["query"],
        **{key: tuple(told[key]) for key in ("hashtags", "titles", "questions", "anchors", "details")},
        moods={mood: tuple(told[mood]) for mood in MOODS},
        angles={platform: tuple(clauses) for platform, clauses in told.get("angles", {}).items()},
        slots={slot: tuple(words) for slot, words in told.get("slots", {}).items()},
        volume={platform: float(told["volume"].get(platform, 0.0)) for platform in PLATFORMS},
        negative=told["mood"]["negative"],
        neutral=told["mood"]["neutral"],
    )
