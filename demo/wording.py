"""Turns clause templates into texts that read like posts, each platform in its own manner.

Variety comes from choosing among clauses by role, their order, the slots in them and the marks between them: organic
posts must rarely be near-duplicates of one another, for the planted copies to stand out.
"""

import re
from collections.abc import Sequence

from demo.dice import Dice
from demo.topics import Topic, read

Compiled = tuple[str, ...]  # literal, slot, literal, slot ... literal
_SLOT = re.compile(r"\{(\w+)\}")
_BETWEEN = {
    "weibo": ("，", "，", "，", "。", "！", "，", " "),
    "xiaohongshu": ("，", "\n", "～", "！", "。", "，"),
    "zhihu": ("，", "。", "。", "；"),
    "syndication": ("，", "。", "。"),
}
_END = ("", "。", "！", "～", "……", "", "。")


def _numbers(first: int, last: int, step: int = 1) -> tuple[str, ...]:
    return tuple(str(number) for number in range(first, last + 1, step))


NUMBERS: dict[str, tuple[str, ...]] = {
    "n": _numbers(2, 30),
    "m": _numbers(2, 9),
    "h": _numbers(1, 11),
    "pct": _numbers(12, 97),
    "cash": _numbers(6, 99, 3),
    "price": (*_numbers(59, 99, 5), *_numbers(109, 899, 30)),
    "big": _numbers(1099, 5999, 100),
    "warm": _numbers(28, 40),
    "hot": _numbers(84, 96),
    "year": _numbers(2012, 2024),
    "km": _numbers(3, 42),
    "mon": _numbers(1, 12),
    "mah": _numbers(5500, 8000, 250),
    "gram": _numbers(165, 240, 3),
    "gb": ("128", "256", "512"),
    "cm": _numbers(150, 182),
}


def compiled(clause: str) -> Compiled:
    """A template split at its slots."""
    return tuple(_SLOT.split(clause))


class Wording:
    """Composes the texts of one topic on one platform from a stream of random picks."""

    def __init__(self, topic: Topic, platform: str, dice: Dice) -> None:
        self.topic, self.platform, self.dice = topic, platform, dice
        shared = read("shared")
        self._slots = {**NUMBERS, **shared["slots"], **topic.slots, "query": (topic.query,)}
        self._scenes, self._closings = _all(shared["scenes"]), _all(shared["closings"])
        self._echoes = _all(shared["echoes"])
        self._moods = {mood: (_all(topic.moods[mood]), _all(shared[mood])) for mood in topic.moods}
        self._anchors, self._details = _all(topic.anchors), _all(topic.details)
        self._angles = _all(topic.angles.get(platform, ()))
        self._titles, self._questions = _all(topic.titles), _all(topic.questions)
        self._marks = {mood: shared.get(f"{_manner(platform)}_{mark}", [""]) for mood, mark in _MARKS.items()}
        self._between = _BETWEEN[platform]

    def with_dice(self, dice: Dice) -> "Wording":
        """The same wording that spends other dice."""
        other = Wording.__new__(Wording)
        other.__dict__.update(self.__dict__, dice=dice)
        return other

    def remark(self, mood: str) -> str:
        """What somebody writes below a post of this mood: a clause or two."""
        own, shared = self._moods[mood]
        dice, parts = self.dice, [self.one(own if self.dice.chance(0.6) else shared)]
        if dice.chance(0.25):
            parts.insert(0, self.one(self._details))
        if dice.chance(0.2):
            parts.append(self.one(self._closings))
        return self._joined(parts) + self._mark(mood)

    def fill(self, clause: Compiled) -> str:
        """A clause with its slots filled."""
        if len(clause) == 1:
            return clause[0]
        dice, slots = self.dice, self._slots
        return "".join([dice.pick(slots[part]) if i % 2 else part for i, part in enumerate(clause)])

    def one(self, clauses: Sequence[Compiled]) -> str:
        """One of these clauses, filled."""
        return self.fill(self.dice.pick(clauses))

    def title(self) -> str:
        """A title with the keyword in it."""
        return self.one(self._titles)

    def question(self) -> str:
        """A question with the keyword in it."""
        return self.one(self._questions)

    def echo(self) -> str:
        """What people write above a repost; the keyword is in it."""
        return f"{self.one(self._echoes)}，{self.one(self._anchors)}"

    def text(self, mood: str, details: int, anchors: Sequence[Compiled] = (), moods: Sequence[Compiled] = ()) -> str:
        """A post of this mood with this many details; `anchors` and `moods` stand in for the topic's own."""
        dice = self.dice
        parts = [self.fill(clause) for clause in dice.sample(self._details, details)]
        parts[dice.below(len(parts) + 1) :] = self._mood_clauses(mood, moods) + parts[len(parts) :]
        if self._angles and dice.chance(0.85):
            parts.insert(0, self.one(self._angles))
        parts.insert(0, self.one(anchors or self._anchors))
        if dice.chance(0.4):
            parts.insert(dice.below(2), self.one(self._scenes))
        if dice.chance(0.35):
            parts.append(self.one(self._closings))
        return self._joined(parts) + self._mark(mood)

    def hashtags(self, most: int) -> tuple[str, ...]:
        """Up to `most` of the topic's hashtags."""
        return tuple(self.dice.sample(self.topic.hashtags, self.dice.below(most + 1)))

    def _mood_clauses(self, mood: str, moods: Sequence[Compiled]) -> list[str]:
        own, shared = self._moods[mood]
        clauses = [self.one(moods or own)]
        if mood != "neutral" or self.dice.chance(0.6):
            clauses.append(self.one(shared))
        return clauses

    def _joined(self, parts: Sequence[str]) -> str:
        pick, between = self.dice.pick, self._between
        pieces = [parts[0]]
        for part in parts[1:]:
            pieces += (pick(between), part)
        return "".join(pieces) + pick(_END)

    def _mark(self, mood: str) -> str:
        return self.dice.pick(self._marks[mood]) if self.dice.chance(0.45) else ""


_MARKS = {"negative": "bad", "neutral": "emoticons", "positive": "good"}


def _manner(platform: str) -> str:
    return platform if platform in ("weibo", "xiaohongshu") else "plain"


def _all(clauses: Sequence[str]) -> tuple[Compiled, ...]:
    return tuple(compiled(clause) for clause in clauses)
