"""Intents: what the writer of a post is about. Complaint, wish, question, recommendation, warning off, purchase.

A post may have several, and most have none. Each is a file of nlp/lexicons/intents: any of its words outside its
never-words, as with themes; and the post as a whole must hold one of its `needs` and none of its `unless`: what is
told of others in headlines and reports is no intent of the writer. docs/aspects.md gives the precision of each.

Intents have many words with a gap (希望*改进), too many for one pattern; so the parts of all are looked for at once
(nlp.cues) and put together afterwards.
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from nlp import lexicons
from nlp.cues import Batch, Flags, Ints, Scanner, batch_of
from nlp.lexicons import Intent

GAP = 6  # characters that a * stands for at most
_BARRIERS = "\0 \t\n\r\u3000，。！？；、,.!?;:：不没無无未"  # no * reaches across these
_BARRIER_TABLE = np.zeros(0x110000, bool)
_BARRIER_TABLE[[ord(char) for char in _BARRIERS]] = True


class Spans(NamedTuple):
    """Stretches of a batch, by start."""

    start: Ints
    end: Ints


def find(texts: Sequence[str], intents: Sequence[Intent] | None = None) -> list[list[str]]:
    """Ids of the intents of each reading text, sorted, each once. None for `intents` are the built-in ones."""
    wanted = built_in() if intents is None else tuple(intents)
    found: list[list[str]] = [[] for _ in texts]
    if not wanted or not texts:
        return found
    seen = _Seen(batch_of(texts), _scanner(wanted))
    for intent in sorted(wanted, key=lambda intent: intent.id):
        for post in np.flatnonzero(_has(seen, intent, len(texts))).tolist():
            found[post].append(intent.id)
    return found


@cache
def built_in() -> tuple[Intent, ...]:
    """The intents of this project."""
    return tuple(lexicons.intents())


def _has(seen: "_Seen", intent: Intent, posts: int) -> Flags:
    """Which posts have an intent."""
    said, never = seen.any_of(intent.words), seen.any_of(intent.never)
    told = _posts(seen, Spans(*(side[~_touched(said, never)] for side in said)), posts)
    if intent.needs:
        told &= _posts(seen, seen.any_of(intent.needs), posts)
    return told & ~_posts(seen, seen.any_of(intent.unless), posts)


def _posts(seen: "_Seen", spans: Spans, posts: int) -> Flags:
    flags = np.zeros(posts, bool)
    flags[seen.batch.text_of(spans.start)] = True
    return flags


def _touched(spans: Spans, never: Spans) -> Flags:
    """Which spans share a character with a never-word."""
    reach = np.concatenate(([0], np.maximum.accumulate(never.end)))
    touched: Flags = reach[np.searchsorted(never.start, spans.end)] > spans.start
    return touched


def _parts(word: str) -> list[str]:
    return [part for part in word.lower().split("*") if part]


@lru_cache(maxsize=4)
def _scanner(intents: tuple[Intent, ...]) -> Scanner:
    words = (w for i in intents for group in (i.words, i.never, i.needs, i.unless) for w in group)
    return Scanner([part for word in words for part in _parts(word)])


class _Seen:
    """Where the parts of all words stand in a batch."""

    def __init__(self, batch: Batch, scanner: Scanner) -> None:
        self.batch, self._scanner = batch, scanner
        hits = scanner.hits(batch)
        order = np.lexsort((hits.start, hits.word))
        self._start, self._end = hits.start[order], hits.end[order]
        self._first = np.searchsorted(hits.word[order], np.arange(len(scanner.words) + 1))
        self._barriers = np.concatenate(([0], np.cumsum(_BARRIER_TABLE[batch.codes])))

    def any_of(self, words: Iterable[str]) -> Spans:
        """Where any of some words stands, by start."""
        found = [self._of(word) for word in words]
        if not found:
            return Spans(np.zeros(0, np.int64), np.zeros(0, np.int64))
        start, end = (np.concatenate(side) for side in zip(*found, strict=True))
        order = np.argsort(start, kind="stable")
        return Spans(start[order], end[order])

    def _of(self, word: str) -> Spans:
        """Where a word stands: its parts in order, with at most GAP characters and no barrier between them."""
        first, *others = (self._part(part) for part in _parts(word))
        start, end = first
        for other in others:
            if not len(end) or not len(other.start):
                return Spans(start[:0], end[:0])
            at = np.searchsorted(other.start, end)
            after = np.minimum(at, len(other.start) - 1)
            begins = other.start[after]
            near = (at < len(other.start)) & (begins - end <= GAP)
            near &= self._barriers[np.maximum(begins, end)] == self._barriers[end]
            start, end = start[near], other.end[after][near]
        return Spans(start, end)

    def _part(self, part: str) -> Spans:
        number = self._scanner.number[part]
        of = slice(self._first[number], self._first[number + 1])
        return Spans(self._start[of], self._end[of])
