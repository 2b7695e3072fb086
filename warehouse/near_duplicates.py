"""Finds near-duplicates from MinHash fingerprints: within a day, across days and platforms.

Two posts are near-duplicates if at least AGREE of their 32 MinHash values agree. In order of time, a post is the copy
of the earliest original of the WINDOW days up to its own that it agrees with; if there is none, it is an original. So
"copy of" is always one step, never a chain, and a post's link depends on earlier posts alone: built day by day, late
or at once, the links are the same. (Connected components would join what a chain of small changes joins, and one late
post could merge the clusters of a whole month.) Only posts that share a band are compared (see `bands`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from warehouse.bands import BANDS, SPREAD, WIDTH, Ints, Keys, Prints, ranges

WINDOW = 28  # days in which copies are looked for: as long as the baseline that rises are judged against
AGREE = 24
RULE = f"copies {WINDOW} days {AGREE} values {BANDS} bands of {WIDTH}"  # other rule, other links: days are made again

_PAIRS = 4_000_000  # compared in one go without sorting out copies first
_SLICE = 200_000  # pairs whose values are looked up at once: 50 MB

Bools = npt.NDArray[np.bool_]


def leaders(days: Ints, fingerprints: Prints, keys: Keys, known: int = 0) -> Ints:
    """For each row the row of its original, itself if it is one.

    Rows are in order of time; `days` (n,) their days, `fingerprints` (n, 32), `keys` (n, BANDS). The first `known` rows
    are originals of earlier days. No order of work, chunk or limit changes the result.
    """
    first = _first_alike(days, fingerprints, keys)
    first[:known] = np.arange(known)
    rows = np.flatnonzero(first == np.arange(len(first)))
    shared = _Shared.of(days[rows], keys[rows])
    original = _originals(shared, fingerprints[rows], known)
    leader = np.arange(len(rows))
    for left, right in shared.pairs(original, ~original):
        same = agree(fingerprints, fingerprints, rows[left], rows[right])
        np.minimum.at(leader, right[same], left[same])
    return np.asarray(rows[leader[np.searchsorted(rows, first)]])


def agree(one: Prints, other: Prints, left: Ints, right: Ints) -> Bools:
    """Whether each pair of a row of `one` and a row of `other` agrees in enough values."""
    same = np.zeros(len(left), bool)
    for start in range(0, len(left), _SLICE):
        part = slice(start, start + _SLICE)
        same[part] = (one[left[part]] == other[right[part]]).sum(axis=1) >= AGREE
    return same


def _first_alike(days: Ints, fingerprints: Prints, keys: Keys) -> Ints:
    """For each row the first one of its day with the very same fingerprint: a flood of copies is one row from here."""
    told = days.astype(np.uint64) * SPREAD + keys[:, 0]
    for value in fingerprints.T:
        told = (told ^ (told >> np.uint64(29))) * SPREAD + value
    order = np.argsort(told, kind="stable")
    fresh = np.r_[True, told[order][1:] != told[order][:-1]][: len(order)]
    first = np.empty(len(order), np.int64)
    first[order] = order[np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0))]
    return first


def _originals(shared: "_Shared", fingerprints: Prints, known: int) -> Bools:
    """Which rows are originals. A row whose bands no earlier row has is one, and what agrees with it is none.

    Rows are settled so in rounds until few enough are left to be compared one by one.
    """
    count = len(fingerprints)
    fixed, open_, copied = np.arange(count) < known, np.ones(count, bool), np.zeros(count, bool)
    while shared.count(open_, open_ & ~fixed) > _PAIRS:
        free = open_ & (fixed | ~shared.followed(open_))
        for left, right in shared.pairs(free, open_ & ~free):
            copied[right[agree(fingerprints, fingerprints, left, right)]] = True
        open_ &= ~free & ~copied
        shared = shared.only(open_)
    _settle(shared, open_, open_ & ~fixed, fingerprints, copied)
    return ~copied


def _settle(shared: "_Shared", left_of: Bools, right_of: Bools, fingerprints: Prints, copied: Bools) -> None:
    """Go through the pairs that agree in order of time and mark copies of what is itself none."""
    found = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    for left, right in shared.pairs(left_of, right_of):
        same = agree(fingerprints, fingerprints, left, right)
        found.append((left[same], right[same]))
    lefts, rights = (np.concatenate(side) for side in zip(*found, strict=True))
    order = np.argsort(rights, kind="stable")
    for left, right in zip(lefts[order].tolist(), rights[order].tolist(), strict=True):
        if not copied[left]:
            copied[right] = True


@dataclass(frozen=True, slots=True)
class _Shared:
    """The bands that more than one row has: entries in order of band and time."""

    row: Ints
    place: Ints  # number of the band, then the day: neighbours within WINDOW are within reach

    @classmethod
    def of(cls, days: Ints, keys: Keys) -> "_Shared":
        # Sorted as one number, key before row, at a tenth of what an argsort costs. The key's low bits are lost: a few
        # bands more are shared by chance, which costs a comparison each
        bits = np.uint64(max(1, len(keys) - 1).bit_length())
        flat = ((keys.T >> bits << bits) | np.arange(len(keys), dtype=np.uint64)).ravel()
        flat.sort()
        row = (flat & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
        flat >>= bits
        fresh = np.r_[True, flat[1:] != flat[:-1]][: len(flat)]
        shared = ~(fresh & np.r_[fresh[1:], True][: len(flat)])
        day = days[row] - days.min(initial=0) if len(days) else row
        place = np.cumsum(fresh) * (int(day.max(initial=0)) + WINDOW + 1) + day
        return cls(row[shared], place[shared])

    def only(self, rows: Bools) -> "_Shared":
        """The entries of these rows."""
        kept = rows[self.row]
        return _Shared(self.row[kept], self.place[kept])

    def followed(self, rows: Bools) -> Bools:
        """Which rows come after another one of `rows` with the same band, within reach."""
        marked = np.r_[0, np.cumsum(rows[self.row])]
        after = marked[:-1] > marked[self._reach()]
        return np.bincount(self.row[after], minlength=len(rows)) > 0

    def count(self, left: Bools, right: Bools) -> int:
        """How many pairs `pairs` would give."""
        marked = np.r_[0, np.cumsum(left[self.row])]
        return int((marked[:-1] - marked[self._reach()])[right[self.row]].sum())

    def pairs(self, left: Bools, right: Bools) -> Iterator[tuple[Ints, Ints]]:
        """Rows of `left` and later rows of `right` that share a band, within reach; bounded numbers of them at once."""
        marked = np.r_[0, np.cumsum(left[self.row])]
        lefts = self.row[left[self.row]]
        at = np.flatnonzero(right[self.row])
        low, high = marked[self._reach()[at]], marked[at]
        for part in _parts(high - low):
            yield lefts[ranges(low[part], high[part])], np.repeat(self.row[at[part]], high[part] - low[part])

    def _reach(self) -> Ints:
        """For each entry the first one of its band that is no more than WINDOW days older."""
        return np.asarray(np.searchsorted(self.place, self.place - WINDOW), np.int64)


def _parts(sizes: Ints) -> Iterator[slice]:
    """Stretches of about _PAIRS in all."""
    cuts = np.searchsorted(np.cumsum(sizes), np.arange(_PAIRS, int(sizes.sum()) + _PAIRS, _PAIRS), "left") + 1
    edges = np.unique(np.r_[0, np.minimum(cuts, len(sizes))])
    yield from (slice(int(first), int(end)) for first, end in pairwise(edges))
