"""The counts that phrases are judged by, kept up to date while days come into a window and leave it.

All of them are whole numbers (of c log c so many parts of a bit), so that a window's counts do not depend on which days
were in it before. A day costs what was said on it, however long the window is.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.grams import OUTSIDE, Bools, Grams, Ints
from warehouse.numbering import numbered

Floats = npt.NDArray[np.float64]
_BIT = 1 << 20


class ByDay:
    """How often each thing occurs on each day; `things` and `day`: one value an occurrence, days from 0."""

    def __init__(self, things: Ints, day: Ints, days: int) -> None:
        wide = int(things.max(initial=0)) + 1
        key, self._n = np.unique(day * wide + things, return_counts=True)
        self._thing = key % wide
        self._cuts = np.searchsorted(key // wide, np.arange(days + 1))

    def on(self, day: int) -> tuple[Ints, Ints]:
        """Different things of one day, and how often."""
        part = slice(self._cuts[day], self._cuts[day + 1])
        return self._thing[part], self._n[part]


class Neighbours:
    """What stands on one side of each run: enough to tell its branching entropy."""

    def __init__(self, gram: Ints, neighbour: Ints, day: Ints, grams: int, days: int) -> None:
        told = neighbour != OUTSIDE
        wide = int(neighbour.max(initial=0)) + 3  # numerals are -2
        key = gram[told] * wide + neighbour[told] + 2
        first, pair = numbered(key)
        pairs = key[first]
        self._gram_of, self._daily = pairs // wide, ByDay(pair, day[told], days)
        self._seen = np.zeros(len(pairs), np.int64)
        self._repeated = np.zeros(grams, np.int64)  # sum over neighbours of c log2 c
        self._worth = _c_log_c(int(np.bincount(pair).max(initial=0)))

    def change(self, day: int, sign: int) -> None:
        """Let a day's neighbours come (1) or go (-1)."""
        pair, n = self._daily.on(day)
        before = self._seen[pair]
        after = before + sign * n
        self._seen[pair] = after
        np.add.at(self._repeated, self._gram_of[pair], self._worth[after] - self._worth[before])

    def entropy(self, gram: Ints, count: Ints) -> Floats:
        """Bits: log2 n - sum(c log2 c) / n. An end of a clause is a neighbour seen once: it adds nothing to the sum."""
        return np.log2(np.maximum(count, 1)) - self._repeated[gram] / _BIT / np.maximum(count, 1)


def _c_log_c(most: int) -> Ints:
    c = np.arange(most + 1, dtype=np.float64)
    return np.rint(c * np.log2(np.maximum(c, 1)) * _BIT).astype(np.int64)


class Window:
    """Author-days of each run in the window, its neighbours on both sides, and who wrote it as a hashtag."""

    def __init__(self, grams: Grams, days: int, hashtags: pa.Array | None = None) -> None:
        said = grams.voiced
        self._said = ByDay(said.gram, said.day, days)
        several = said.gram >= grams.singles
        sides = ((said.gram[several], side[several], said.day[several]) for side in (said.left, said.right))
        self.left, self.right = (Neighbours(*side, len(grams), days) for side in sides)
        self.count: Ints = np.zeros(len(grams), np.int64)
        self.words = 0  # author-days of all single words
        self._singles = grams.singles
        self._tags(grams, hashtags, days)

    def _tags(self, grams: Grams, hashtags: pa.Array | None, days: int) -> None:
        """Hashtags count by how they are written, however the run is cut."""
        told = pc.dictionary_encode(grams.several)
        self._text_of = told.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        self.tagged: Ints = np.zeros(len(told.dictionary), np.int64)
        listed = hashtags if hashtags is not None else pa.nulls(len(grams.tokens.day), pa.list_(pa.string()))
        place = pc.fill_null(pc.index_in(pc.list_flatten(listed), value_set=told.dictionary), -1)
        text = place.to_numpy(zero_copy_only=False).astype(np.int64)
        sizes = pc.fill_null(pc.list_value_length(listed), 0).to_numpy(zero_copy_only=False).astype(np.int64)
        post = np.repeat(np.arange(len(sizes)), sizes)[text >= 0]
        text = text[text >= 0]
        _, once = np.unique(
            text * (int(grams.author_day.max(initial=0)) + 1) + grams.author_day[post], return_index=True
        )
        self._tagged = ByDay(text[once], grams.tokens.day[post[once]], days)

    def change(self, day: int, sign: int) -> None:
        """Let a day come into the window (1) or leave it (-1)."""
        gram, n = self._said.on(day)
        self.count[gram] += sign * n
        self.words += sign * int(n[gram < self._singles].sum())
        self.left.change(day, sign)
        self.right.change(day, sign)
        tag, n = self._tagged.on(day)
        self.tagged[tag] += sign * n

    def hashtag_authors(self, gram: Ints) -> Ints:
        """Author-days of the run written as a hashtag."""
        return np.asarray(self.tagged[self._text_of[gram - self._singles]])

    def said_on(self, day: int) -> Bools:
        """Which runs were said on a day."""
        found = np.zeros(len(self.count), bool)
        found[self._said.on(day)[0]] = True
        return found
