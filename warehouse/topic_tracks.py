"""Topics from day to day: which of today's groups is a topic that was there already, which is new, which have merged.

A topic is remembered by its subjects of the last QUIET days, each with its last weight, fading by a tenth a day. Groups
are given to topics so that the weight they share is the greatest in all (Kuhn and Munkres, as scipy solves it): of two
topics that became one the heavier goes on, of one that fell apart the heavier part. All that is remembered stands in
the tables `topic_daily` and `topic_member`, so it does not matter whether days are judged one by one or together.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import blake2s

import numpy as np
from scipy.optimize import linear_sum_assignment

from contract.findings import SubjectKind, theme_and_aspect
from warehouse import topic_names
from warehouse.topic_groups import Subject

QUIET = 14  # days without a flag after which a topic is over
FADE = 0.9  # a day
HALF = 0.5  # of the group's or of the topic's weight that must be shared

Weights = Mapping[Subject, float]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it stands; `members` are its subjects with the day they were last flagged and their weight then."""

    topic_id: str
    first_day: date
    name: Subject
    theme: str | None
    members: Mapping[Subject, tuple[date, float]]
    split_from: str | None = None
    merged_into: str | None = None

    def weights(self, day: date) -> dict[Subject, float]:
        """What its subjects weigh on a later day."""
        told = {s: (weight, (day - seen).days) for s, (seen, weight) in self.members.items()}
        return {s: weight * FADE**age for s, (weight, age) in told.items() if age <= QUIET}

    def week(self, day: date) -> int:
        """1 in the first seven days of its rise, 3 in the third."""
        return (day - self.first_day).days // 7 + 1


@dataclass
class Tracks:
    """The topics that are remembered."""

    topics: dict[str, Topic] = field(default_factory=dict)

    def lately(self) -> dict[Subject, str]:
        """Which topic each subject was last of."""
        last: dict[Subject, tuple[date, str]] = {}
        for topic in self.topics.values():
            for subject, (seen, _) in topic.members.items():
                last[subject] = max(last.get(subject, (date.min, "")), (seen, topic.topic_id))
        return {subject: topic_id for subject, (_, topic_id) in last.items()}

    def forget(self, day: date) -> None:
        """Drop what is too long ago to matter on this day."""
        for topic in list(self.topics.values()):
            kept = {s: told for s, told in topic.members.items() if (day - told[0]).days <= QUIET}
            self.topics.pop(topic.topic_id)
            if kept:
                self.topics[topic.topic_id] = replace(topic, members=kept)

    def follow(self, day: date, groups: Sequence[Weights]) -> list[Topic | None]:
        """The topic of each group of a day (None: nothing in it can name one)."""
        known = sorted(self.topics.values(), key=lambda topic: (topic.first_day, topic.topic_id))
        given = _assigned([(topic.weights(day), topic.name) for topic in known], groups)
        said = {subject for group in groups for subject in group}
        found = [
            _went_on(known[given[i]], day, group, said) if i in given else _begun(day, group, known)
            for i, group in enumerate(groups)
        ]
        for topic in found:
            if topic is not None:
                self.topics[topic.topic_id] = topic
        return found

    def merge(self, day: date, groups: Iterable[tuple[Topic, Weights]]) -> list[Topic]:
        """The topics that from this day on are told as part of another one; called after `follow`."""
        told = list(groups)
        going_on = {topic.topic_id for topic, _ in told}
        gone = []
        for topic in sorted(self.topics.values(), key=lambda topic: topic.topic_id):
            weights = topic.weights(day)
            into = next((into for into, group in told if _share(weights, group) >= HALF), None)
            if into is not None and topic.topic_id not in going_on and topic.merged_into is None:
                gone.append(replace(topic, merged_into=into.topic_id))
        self.topics |= {topic.topic_id: topic for topic in gone}
        return gone


def _assigned(known: Sequence[tuple[Weights, Subject]], groups: Sequence[Weights]) -> dict[int, int]:
    """For each group that goes on as a topic, which; the subject that names a topic counts twice."""
    group_of = {subject: i for i, group in enumerate(groups) for subject in group}
    shared = np.zeros((len(groups), len(known)))
    for j, (weights, name) in enumerate(known):
        for i in {group_of[subject] for subject in weights if subject in group_of}:
            if max(_share(weights, groups[i]), _share(groups[i], weights)) >= HALF:
                shared[i, j] = sum(
                    min(w, groups[i][s]) * (1 + (s == name)) for s, w in weights.items() if s in groups[i]
                )
    at, to = linear_sum_assignment(shared, maximize=True)
    return {int(i): int(j) for i, j in zip(at, to, strict=True) if shared[i, j] > 0}


def _share(some: Weights, others: Weights) -> float:
    """Share of the weight of `some` whose subjects are among the others."""
    whole = sum(some.values())
    return sum(weight for s, weight in some.items() if s in others) / whole if whole else 0.0


def _went_on(topic: Topic, day: date, group: Weights, said: Set[Subject]) -> Topic:
    before = topic.weights(day)
    held = group.get(topic.name, 0.0 if topic.name in said else before.get(topic.name, 0.0))  # another topic's now
    name = topic_names.name(group, topic.name, held) or topic.name
    members = {**topic.members, **{subject: (day, weight) for subject, weight in group.items()}}
    return replace(topic, name=name, theme=_theme(group) or topic.theme, members=members, merged_into=None)


def _begun(day: date, group: Weights, known: Sequence[Topic]) -> Topic | None:
    name = topic_names.name(group)
    if name is None:
        return None
    members = {subject: (day, weight) for subject, weight in group.items()}
    parts = [(_share(group, topic.weights(day)), topic.topic_id) for topic in known if topic.merged_into is None]
    share, whole = max(parts, default=(0.0, ""))
    return Topic(topic_id(day, name), day, name, _theme(group), members, whole if share >= HALF else None)


def _theme(group: Weights) -> str | None:
    themes = [(-weight, s[1]) for s, weight in group.items() if s[0] == SubjectKind.THEME]
    aspects = [(-w, theme_and_aspect(s[1])[0]) for s, w in group.items() if s[0] == SubjectKind.ASPECT]
    return min(themes or aspects)[1] if themes or aspects else None


def topic_id(day: date, founder: Subject) -> str:
    """The id of a topic that begins on a day under a name: the same from whatever run."""
    return f"{day:%Y%m%d}-{blake2s(chr(0).join(founder).encode('utf-8', 'replace'), digest_size=5).hexdigest()}"
