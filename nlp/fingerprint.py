"""MinHash fingerprints: the share of equal values of two posts estimates the share of three-character runs they share.

Copied posts are seldom equal: a name, a link, a smiley differ. The warehouse links near-duplicates across days and
platforms from fingerprints alone, without the texts. Broder 1997; hashes are Dietzfelbinger's multiply-shift, which
keeps the high 32 bits of a 64-bit a x + b. Only letters, digits and characters count, in lower case.
"""

import sys
from collections.abc import Sequence
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from contract.enriched import FINGERPRINT_SIZE

RUN = 3  # characters: one changed word in a post of thirty leaves three quarters of the runs, with four only two thirds
MIN_RUNS = 12  # different runs; below, posts are alike by chance

_seeds = np.random.Generator(np.random.PCG64(20_130_802))  # fixed: fingerprints of all days must compare
_FACTORS: NDArray[np.uint64] = _seeds.integers(0, 2**64, FINGERPRINT_SIZE, np.uint64) | np.uint64(1)
_ADDENDS: NDArray[np.uint64] = _seeds.integers(0, 2**64, FINGERPRINT_SIZE, np.uint64)
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio


def fingerprints(texts: Sequence[str]) -> pa.Array:
    """list<uint32> array of n fingerprints of FINGERPRINT_SIZE values; null for texts with under MIN_RUNS runs."""
    keys, owners = _runs([text.lower() for text in texts])
    if not len(keys):
        return pa.nulls(len(texts), pa.list_(pa.uint32()))
    starts = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])
    different = np.diff(np.r_[starts, len(owners)])
    enough = different >= MIN_RUNS
    keys, rows = keys[np.repeat(enough, different)], owners[starts[enough]]
    values = np.empty((len(rows), FINGERPRINT_SIZE), np.uint32)
    if len(rows):
        starts = np.r_[0, np.cumsum(different[enough])[:-1]]
        for i, (factor, addend) in enumerate(zip(_FACTORS, _ADDENDS, strict=True)):
            values[:, i] = np.minimum.reduceat(keys * factor + addend, starts) >> np.uint64(32)
    return _lists(values, rows, len(texts))


def similarity(one: Sequence[int], other: Sequence[int]) -> float:
    """Estimated Jaccard similarity, 0 to 1, of two fingerprints' runs; standard error at most .09."""
    return float(np.mean(np.asarray(one) == np.asarray(other)))


def _runs(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Hashes of the different runs of all texts, and the text each belongs to, ordered by text."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "replace"), np.uint32)
    owner = np.repeat(np.arange(len(texts)), np.fromiter(map(len, texts), np.int64, len(texts)))
    kept = _letters()[codes]
    codes, owner = codes[kept].astype(np.uint64), owner[kept]
    if len(codes) < RUN:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    run = codes[: -RUN + 1]
    for i in range(1, RUN):
        run = (run << np.uint64(21)) | codes[i : len(codes) - RUN + 1 + i]  # a code point has 21 bits: three fit
    whole = owner[: -RUN + 1] == owner[RUN - 1 :]
    return _different(_mixed(run[whole]), owner[: -RUN + 1][whole])


@cache
def _letters() -> NDArray[np.bool_]:
    """Per code point: whether it is a letter, digit or Chinese character."""
    return np.fromiter((chr(cp).isalnum() for cp in range(sys.maxunicode + 1)), bool)


def _mixed(run: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread neighbouring characters over all 64 bits (the finaliser of splitmix64, shortened)."""
    run = run * _MIX
    return (run ^ (run >> np.uint64(31))) * _MIX


def _different(keys: NDArray[np.uint64], owners: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Each text's runs once. Sorted by one number: the text above, 40 bits of the hash below."""
    order = (owners.astype(np.uint64) << np.uint64(40)) | (keys >> np.uint64(24))
    order.sort()  # and compare neighbours: np.unique goes through a hash table, at ten times the cost
    unique = order[np.r_[True, order[1:] != order[:-1]]] if len(order) else order
    return (unique & np.uint64(2**40 - 1)) * _MIX, (unique >> np.uint64(40)).astype(np.int64)


def _lists(values: NDArray[np.uint32], rows: NDArray[np.int64], length: int) -> pa.Array:
    """Fingerprints at their rows, nulls elsewhere."""
    sizes = np.zeros(length, np.int32)
    sizes[rows] = FINGERPRINT_SIZE
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    return pa.ListArray.from_arrays(
        pa.array(offsets), pa.array(values.reshape(-1)), mask=pa.array(sizes == 0, pa.bool_())
    )
