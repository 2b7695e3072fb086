"""Character n-grams of many posts at once, hashed: what sentiment is read from, in training and in use alike.

A post costs some microseconds because nothing here is done post by post: all texts stand in one array of code points,
and an n-gram's hash is its predecessor's times a constant plus one more character. Characters do better than words:
they need no segmenter, know 没意思 and 太好了 as they stand, and see how a text begins and ends. Single words, words
in the scope of a negation, skip-grams and the last clause were tried beside them and added nothing (docs/sentiment.md).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BITS = 22  # with 2^18 buckets two to five posts in a hundred more are misread: rare n-grams push one another about
ORDERS = 3
NOTHING = 0  # the bucket of what is no n-gram; never has a weight
CHUNK = 1 << 16  # characters in work at once: the arrays stay in a core's cache, and memory bounded
LONGEST_RUN = 3  # 哈哈哈哈哈哈 says no more than 哈哈哈, and a megabyte of one character no more than three
_BEGIN, _END = 0x110000, 0x110001  # beyond Unicode: no text can hold them
_FACTORS = (np.uint32(0x9E3779B1), np.uint32(0x85EBCA77))
_MIX = (np.uint32(0xC2B2AE3D), np.uint32(0x27D4EB2F))

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Grams:
    """`buckets` (ORDERS, places) of the n-grams that begin at each place; text i has the places from `begins[i]` on."""

    buckets: Ints
    begins: NDArray[np.intp]

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many n-grams each text has: 3 m + 1 for m characters, its two ends counted as characters too."""
        lengths = np.diff(np.append(self.begins, self.buckets.shape[1]))
        return ORDERS * (lengths - 2) + 1


def grams(texts: Sequence[str]) -> Grams:
    """The hashed n-grams of texts; case and digits are folded, runs of one character cut to LONGEST_RUN."""
    codes = _codes(texts)
    begins = codes == _BEGIN
    inside = ~begins  # a window may hold a text's begin at its first place only
    places = len(codes)
    buckets = np.full((ORDERS, places), NOTHING, np.int32)
    hashes = codes * _FACTORS[0] + _MIX[0]
    real = inside & (codes != _END)
    for order in range(ORDERS):
        if order:
            hashes = hashes[:-1] * _FACTORS[1] + codes[order:] * _FACTORS[0] + np.uint32(order)
            real = inside[1:] if order == 1 else real[:-1] & inside[order:]
        buckets[order, : places - order] = np.where(real, _bucket(hashes), NOTHING)
    return Grams(buckets, np.flatnonzero(begins))


def chunks(texts: Sequence[str]) -> Iterator[slice]:
    """Consecutive slices of texts with at most CHUNK characters each (but one text at least)."""
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 2)
    start = 0
    while start < len(texts):
        before = int(ends[start - 1]) if start else 0
        end = max(start + 1, int(np.searchsorted(ends, before + CHUNK, "right")))
        yield slice(start, end)
        start = end


def _codes(texts: Sequence[str]) -> NDArray[np.uint32]:
    """Folded code points of all texts, each text between _BEGIN and _END."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    plain = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = np.cumsum(lengths + 2)
    codes = np.empty(len(plain) + 2 * len(texts), np.uint32)
    marks = np.ones(len(codes), bool)
    marks[ends - 1] = marks[ends - lengths - 2] = False
    codes[marks] = _folded(plain)
    codes[ends - lengths - 2], codes[ends - 1] = _BEGIN, _END
    return codes[_fresh(codes)]


def _folded(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    codes = np.where((codes >= ord("A")) & (codes <= ord("Z")), codes + np.uint32(32), codes)
    return np.where((codes >= ord("0")) & (codes <= ord("9")), np.uint32(ord("0")), codes)


def _fresh(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """False where the LONGEST_RUN characters before are the same one."""
    fresh = np.ones(len(codes), bool)
    same = codes[1:] == codes[:-1]
    if len(same) >= LONGEST_RUN:
        fresh[LONGEST_RUN:] = ~(same[2:] & same[1:-1] & same[:-2])
    return fresh


def _bucket(hashes: NDArray[np.uint32]) -> Ints:
    """High bits of well mixed hashes (a 32-bit finaliser as in Appleby's MurmurHash3)."""
    mixed = (hashes ^ (hashes >> np.uint32(15))) * _MIX[0]
    mixed = (mixed ^ (mixed >> np.uint32(13))) * _MIX[1]
    return (mixed >> np.uint32(32 - BITS)).astype(np.int32)
