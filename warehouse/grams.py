"""Runs of one to four neighbouring words within a clause, as numbers, and what stands to their left and right.

Words become numbers once (a dictionary), runs become numbers by pairing the number of the run one word shorter with the
word that follows it. Runs said too seldom in all of the posts to be a phrase in any window of them are dropped at each
length: a run is never said more often than what it contains (Agrawal and Srikant's Apriori). No loop goes over posts.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.numbering import numbered

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

LONGEST = 4  # words of a phrase
MAX_WORD = 20  # characters of a word; what is longer is no word
_WORD = rf"^[\p{{Han}}A-Za-z0-9][\p{{Han}}A-Za-z0-9.+-]{{0,{MAX_WORD - 1}}}$"
_NUMERAL = "^([0-9]+([.][0-9]+)?|[零〇一二两三四五六七八九十百千万亿几半]+)$"
OUTSIDE = -1  # beyond the end of a clause
NUMBER = -2  # any numeral: 一局 两局 3局 are one neighbour of 局


@dataclass(frozen=True, slots=True)
class Voiced:
    """Each run once an author and day: its number, the day, and its neighbours (`OUTSIDE`, `NUMBER` or a word)."""

    gram: Ints
    day: Ints
    left: Ints
    right: Ints


class Tokens:
    """The words of many posts as one row of numbers.

    `words`: list of strings a post; `day`, `voice`: a number each a post. Null posts have no words.
    """

    def __init__(self, words: pa.Array, day: Ints, voice: Ints) -> None:
        told = pc.dictionary_encode(pc.fill_null(pc.list_flatten(words), ""))
        self.distinct: pa.Array = told.dictionary
        self.word: Ints = told.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        sizes = pc.fill_null(pc.list_value_length(words), 0).to_numpy(zero_copy_only=False).astype(np.int64)
        self.post: Ints = np.repeat(np.arange(len(sizes)), sizes)
        self.day, self.voice = day, voice
        self.is_word: Bools = _matches(self.distinct, _WORD)
        self.is_numeral: Bools = _matches(self.distinct, _NUMERAL)

    @cached_property
    def neighbour(self) -> Ints:
        """Each position's word as others see it beside them."""
        seen = np.where(self.is_numeral[self.word], NUMBER, self.word)
        return np.where(self.is_word[self.word], seen, OUTSIDE)

    @cached_property
    def goes_on(self) -> Bools:
        """Whether the clause goes on from each position to the next."""
        usable = self.is_word[self.word]
        on = np.zeros(len(usable), bool)
        on[:-1] = usable[:-1] & usable[1:] & (self.post[:-1] == self.post[1:])
        return on


def _matches(distinct: pa.Array, pattern: str) -> Bools:
    return np.asarray(pc.match_substring_regex(distinct, pattern).to_numpy(zero_copy_only=False), bool)


class Grams:
    """The runs of 1 to 4 words said by at least `least` authors a day in all, numbered from 0, shorter ones first.

    `size` words, `head` and `tail` (the run without its last and first word, -1 for single words), `at` (a position at
    which it stands): one value a run.
    """

    def __init__(self, tokens: Tokens, least: int) -> None:
        self.tokens = tokens
        voices, voice = np.unique(tokens.voice, return_inverse=True)
        self.author_day: Ints = numbered(tokens.day * (len(voices) + 1) + voice)[1]
        self.author_days = int(self.author_day.max(initial=0)) + 1
        self._said: list[Voiced] = []
        self._runs: list[tuple[Ints, Ints, Ints, Ints]] = []
        self._join(self._singles(), least)
        self.size, self.head, self.tail, self.at = (np.concatenate(c) for c in zip(*self._runs, strict=True))

    def __len__(self) -> int:
        return len(self.size)

    def _singles(self) -> Ints:
        """Number every different word, and each position by it; -1 where no word stands."""
        tokens = self.tokens
        at = np.flatnonzero(tokens.is_word[tokens.word])
        first = np.full(len(tokens.distinct), -1)
        first[tokens.word[at[::-1]]] = at[::-1]
        number = np.where(first >= 0, np.cumsum(first >= 0) - 1, -1)
        self.singles = int((first >= 0).sum())  # runs from this number on have several words
        numbered = np.where(tokens.is_word[tokens.word], number[tokens.word], -1)
        once = np.sort(numbered[at] * self.author_days + self.author_day[tokens.post[at]])
        once = once[np.append(np.ones(min(1, len(once)), bool), once[1:] != once[:-1])]
        gram, none = once // self.author_days, np.full(len(once), OUTSIDE)
        day = np.empty(self.author_days, np.int64)
        day[self.author_day] = tokens.day
        self._said.append(Voiced(gram, day[once % self.author_days], none, none))
        none = np.full(self.singles, -1)
        self._runs.append((np.ones(self.singles, np.int64), none, none, first[first >= 0]))
        return numbered

    def _join(self, shorter: Ints, least: int) -> None:
        """Number the runs of 2, 3, 4 words, each from the runs one word shorter that begin and end it."""
        base = self.singles
        often = np.bincount(self._said[0].gram, minlength=base + 1) >= least
        shorter = np.where((shorter >= 0) & often[shorter], shorter, -1)
        for size in range(2, LONGEST + 1):
            follows = np.append(shorter[1:], -1)
            at = np.flatnonzero(self.tokens.goes_on & (shorter >= 0) & (follows >= 0))
            at, longer, first = self._number(at, shorter[at] * (base + 1) + follows[at], size, base, least)
            self._runs.append((np.full(len(first), size), shorter[first], follows[first], first))
            base += len(first)
            shorter = np.full(len(shorter), -1)
            shorter[at] = longer

    def _number(self, at: Ints, key: Ints, size: int, base: int, least: int) -> tuple[Ints, Ints, Ints]:
        """Positions of runs of one length that are said often enough, their numbers, and a position of each."""
        first, gram = numbered(key)
        once, _ = numbered(gram * self.author_days + self.author_day[self.tokens.post[at]])
        kept = np.bincount(gram[once], minlength=len(first)) >= least
        number = np.where(kept, np.cumsum(kept) - 1 + base, -1)
        once = once[kept[gram[once]]]
        self._said.append(self._voiced(at[once], number[gram[once]], size))
        stays = kept[gram]
        return at[stays], number[gram[stays]], at[first[kept]]

    def _voiced(self, at: Ints, gram: Ints, size: int) -> Voiced:
        seen, post = self.tokens.neighbour, self.tokens.post
        before, after = np.maximum(at - 1, 0), np.minimum(at + size, max(len(seen) - 1, 0))
        left = np.where((at > 0) & (post[before] == post[at]), seen[before], OUTSIDE)
        right = np.where((at + size < len(seen)) & (post[after] == post[at]), seen[after], OUTSIDE)
        return Voiced(gram, self.tokens.day[post[at]], left, right)

    @cached_property
    def voiced(self) -> Voiced:
        """All runs of all lengths."""
        return Voiced(*(np.concatenate([getattr(v, n) for v in self._said]) for n in Voiced.__slots__))

    def cuts(self, which: Ints) -> pa.Array:
        """The words of these runs, written with a | between them."""
        return self._written(which, "|", "|")

    @cached_property
    def several(self) -> pa.Array:
        """The runs of several words as people write them: Latin words apart, all else joined."""
        return self._written(np.arange(self.singles, len(self)), "", " ")

    def _written(self, which: Ints, between: str, between_latin: str) -> pa.Array:
        words, at, size = self.tokens.distinct, self.at[which], self.size[which]
        latin = _matches(words, "^[ -~]+$")
        text = words.take(pa.array(self.tokens.word[at]))
        for i in range(1, LONGEST):
            place = np.minimum(at + i, len(self.tokens.word) - 1)
            ids = self.tokens.word[place]
            apart = latin[ids] & latin[self.tokens.word[np.maximum(place - 1, 0)]]
            sep = pa.array(np.where(apart, between_latin, between).astype(object), pa.string())
            more = pc.binary_join_element_wise(text, words.take(pa.array(ids)), sep)
            text = pc.if_else(pa.array(size > i), more, text)
        return text
