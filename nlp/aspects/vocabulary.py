"""What each word of the aspect files and of opinion.toml says, as tables that whole batches are looked up in.

A word may name one aspect, praise another and be a general word of praise as well, so roles are kept apart: a hit is
weighed once for each aspect that knows the word and once as a small word of opinion; each time only the longest counts.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from nlp.cues import Ints, Scanner
from nlp.lexicons import Aspect

OPINION = Path(__file__).parents[1] / "lexicons" / "opinion.toml"
SMALL = ("negation", "degree", "excess", "contrast", "wish", "question", "comparison")
NEVER = 2  # beside +1 praise, -1 blame, 0 only a name


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words, and what each says."""

    aspects: tuple[str, ...]
    scanner: Scanner
    first: Ints  # (words + 1,) where a word's roles begin in the next two
    aspect: Ints  # of each role: number of the aspect
    says: Ints  # of each role: 1 praise, -1 blame, 0 name, NEVER
    sign: Ints  # (words,) of general words of opinion: 1, -1, else 0
    borrowed: Ints  # (words,) of words that praise or blame some aspect: 1, -1, else 0
    beside: Ints  # (aspects + 1, words) 1 good, -1 bad beside that aspect; the last row is for an unknown aspect
    small: dict[str, Ints]  # for each of SMALL: (words,) 1 if it is such a word
    speaks: Ints  # (words,) 1 if it is an opinion of any kind or a small word, or hides one


@lru_cache(maxsize=4)
def vocabulary(aspects: tuple[Aspect, ...]) -> Vocabulary:
    """The tables for some aspects."""
    opinion: dict[str, list[str]] = tomllib.loads(OPINION.read_text("utf-8"))
    roles = [
        (word.lower(), number, says)
        for number, aspect in enumerate(aspects)
        for words, says in ((aspect.words, 0), (aspect.praise, 1), (aspect.blame, -1), (aspect.never, NEVER))
        for word in words
    ]
    beside_words = [word for aspect in aspects for word in (*aspect.good, *aspect.bad)]
    scanner = Scanner([*(word for word, _, _ in roles), *beside_words, *(w for ws in opinion.values() for w in ws)])
    table = _roles(scanner, roles)
    borrowed = _flags(scanner, [w for a in aspects for w in a.praise])
    borrowed = borrowed - _flags(scanner, [w for a in aspects for w in a.blame])
    small = {name: _flags(scanner, opinion[name]) for name in SMALL}
    heard = [w for ws in opinion.values() for w in ws] + beside_words + [w for w, _, says in roles if abs(says) == 1]
    return Vocabulary(
        tuple(aspect.id for aspect in aspects),
        scanner,
        *table,
        sign=_flags(scanner, opinion["positive"]) - _flags(scanner, opinion["negative"]),
        borrowed=borrowed,
        beside=_beside(scanner, aspects),
        small=small,
        speaks=_flags(scanner, heard),
    )


def _flags(scanner: Scanner, words: Sequence[str]) -> Ints:
    flags = np.zeros(len(scanner.words), np.int64)
    flags[[scanner.number[word.lower()] for word in words]] = 1
    return flags


def _roles(scanner: Scanner, roles: list[tuple[str, int, int]]) -> tuple[Ints, Ints, Ints]:
    """Roles by word; of two roles of one word for one aspect the stronger stands: never, then opinion, then name."""
    best: dict[tuple[int, int], int] = {}
    for word, aspect, says in roles:
        key = (scanner.number[word], aspect)
        best[key] = max(best.get(key, 0), says, key=abs)
    known = sorted(best)
    counts = np.bincount([word for word, _ in known], minlength=len(scanner.words))
    first = np.concatenate(([0], np.cumsum(counts)))
    return first, np.array([aspect for _, aspect in known], np.int64), np.array([best[key] for key in known], np.int64)


def _beside(scanner: Scanner, aspects: Sequence[Aspect]) -> Ints:
    table = np.zeros((len(aspects) + 1, len(scanner.words)), np.int64)
    for number, aspect in enumerate(aspects):
        table[number] = _flags(scanner, aspect.good) - _flags(scanner, aspect.bad)
    # Of an unknown aspect: what most aspects agree on.
    votes = table[:-1].sum(axis=0)
    agreed = np.abs(votes) >= 0.8 * np.maximum(np.abs(table[:-1]).sum(axis=0), 1)
    table[-1] = np.where(agreed & (np.abs(votes) >= 3), np.sign(votes), 0)
    return table
