"""Bands of MinHash fingerprints: posts that share one may be near-duplicates, all others need not be compared.

A fingerprint's 32 values are cut into 8 bands of 4; two posts share a band if all of its values agree (Leskovec,
Rajaraman, Ullman: Mining of Massive Datasets, chapter 3). A band becomes one number: posts meet by sorting numbers.
"""

import numpy as np
import numpy.typing as npt

BANDS = 8
WIDTH = 4  # values a band: at similarity .8, 98 of 100 pairs share one of 8

Ints = npt.NDArray[np.int64]
Prints = npt.NDArray[np.uint32]
Keys = npt.NDArray[np.uint64]
SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio


def band_keys(fingerprints: Prints, salt: Keys | None = None) -> Keys:
    """(n, BANDS) numbers from (n, 32) fingerprints: posts that share one may be near-duplicates.

    Posts of different `salt` (n,) never share any.
    """
    keys = np.empty((len(fingerprints), BANDS), np.uint64)
    keys[:] = np.arange(1, BANDS + 1, dtype=np.uint64)
    if salt is not None:
        keys += (salt * SPREAD)[:, None]
    values = fingerprints.reshape(-1, BANDS, WIDTH)
    high = np.empty_like(keys)
    for i in range(WIDTH):  # in place, all bands at once: half the time of one band after the other
        np.right_shift(keys, np.uint64(29), out=high)
        keys ^= high
        keys *= SPREAD
        keys += values[:, :, i]
    return keys


class Meeting:
    """A set of band keys, to find out of many posts those that share a band with any of a few, in bounded memory."""

    def __init__(self, keys: Keys) -> None:
        self._keys = np.sort(keys, axis=None)  # np.unique would go through a hash table, at ten times the cost
        bits = max(16, int(len(self._keys) * 32).bit_length())
        self._low = np.uint64(2 ** min(bits, 26) - 1)
        self._maybe = np.zeros(int(self._low) + 1, bool)
        self._maybe[self._keys & self._low] = True

    def rows(self, keys: Keys) -> Ints:
        """Rows of (n, BANDS) keys with a key in the set."""
        low = (keys & self._low).ravel().view(np.int64)  # numpy would turn unsigned places into such ones first
        flat = np.flatnonzero(self._maybe.take(low))
        row, wanted = flat // BANDS, keys.ravel()[flat]
        place = np.searchsorted(self._keys, wanted)
        sure = self._keys[np.minimum(place, len(self._keys) - 1)] == wanted if len(self._keys) else place > 0
        met = row[sure]  # ascending: each row once is enough
        return np.asarray(met[np.r_[True, met[1:] != met[:-1]][: len(met)]], np.int64)


def meetings(keys: Keys, others: Keys) -> tuple[Ints, Ints]:
    """Pairs (row of `keys`, row of `others`) that share a band; some more than once."""
    order = np.argsort(others, axis=None, kind="stable")
    known, row = others.ravel()[order], order // BANDS
    low, high = (np.searchsorted(known, keys.ravel(), side) for side in ("left", "right"))
    return np.repeat(np.arange(keys.size) // BANDS, high - low), row[ranges(low, high)]


def ranges(low: Ints, high: Ints) -> Ints:
    """All numbers from each low up to its high, one after another."""
    size = high - low
    return np.repeat(low - np.r_[0, np.cumsum(size)[:-1]][: len(size)], size) + np.arange(int(size.sum()))
