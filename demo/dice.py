"""Cheap random picks for texts: numpy draws a block of numbers at once, Python spends them one by one.

A million calls of a generator's own methods would take longer than the whole network is allowed to.
"""

import hashlib
import struct
from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")
_BLOCK = 1 << 16


class Dice:
    """A stream of uniform numbers with the few picks that composing a text needs."""

    def __init__(self, *seed: int) -> None:
        self._next = _drawn(np.random.default_rng(seed)).__next__

    @classmethod
    def of(cls, key: str) -> "Dice":
        """Dice for a handful of picks, made from a text: cheap to begin, where a generator's block is not."""
        made = cls.__new__(cls)
        made._next = _hashed(key).__next__
        return made

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self._next() < probability

    def below(self, bound: int) -> int:
        """A whole number 0 to bound - 1."""
        return int(self._next() * bound)

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[int(self._next() * len(choices))]

    def sample(self, choices: Sequence[T], count: int) -> list[T]:
        """Up to `count` different choices in random order."""
        left = list(choices)
        return [left.pop(int(self._next() * len(left))) for _ in range(min(count, len(left)))]


def _drawn(rng: np.random.Generator) -> Iterator[float]:
    # Not a method: dice and stream would hold each other, and their block, until somebody collects them.
    while True:
        yield from rng.random(_BLOCK).tolist()


def _hashed(key: str) -> Iterator[float]:
    block = 0
    while True:
        for number in struct.unpack("<32I", hashlib.shake_128(f"{block}/{key}".encode()).digest(128)):
            yield number / 2**32
        block += 1
