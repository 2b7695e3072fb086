"""Phrase discovery: which runs of two to four words belong together, judged on a window of days.

A run is a phrase if its words meet far more often than chance lets them (cohesion), if many different words stand to
its left and to its right (branching entropy: inside a longer phrase the neighbour is always the same one), and if no
longer phrase explains where it is said. A hashtag that several authors write is a phrase by their word.

Everything is counted in whole numbers, an author once a day, and added to and taken from a window as days come and go:
so a window gives the same phrases whatever days were looked at before it. docs/phrases.md tells formulas and sources.
"""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from warehouse.grams import LONGEST, Bools, Grams, Ints, Tokens
from warehouse.phrase_rules import Rules, may_stand, written
from warehouse.phrase_window import Floats, Window

WINDOW = 28  # days
FOUND = pa.schema([
    ("phrase", pa.string()), ("cut", pa.string()), ("words", pa.int32()), ("authors", pa.int64()),
    ("cohesion", pa.float64()), ("left_entropy", pa.float64()), ("right_entropy", pa.float64()),
    ("hashtag_authors", pa.int64()), ("score", pa.float64()),
])  # fmt: skip


def discover(
    words: pa.Array, day: Ints, voice: Ints, hashtags: pa.Array | None = None, rules: Rules | None = None
) -> pa.Table:
    """The phrases of all these posts as one window, best first: a table of columns FOUND.

    `words`, `hashtags`: a list of strings a post; `day`, `voice`: its day and the number of its author.
    """
    sliding = Sliding(Tokens(words, day - day.min(initial=day.max(initial=0)), voice), hashtags, rules or Rules())
    for step in range(sliding.days):
        sliding.window.change(step, 1)
    return sliding.phrases().sort_by([("score", "descending"), ("phrase", "ascending"), ("cut", "ascending")])


class Sliding:
    """Phrases of every window of 28 days that ends on one of the days of these posts; days count from 0."""

    def __init__(self, tokens: Tokens, hashtags: pa.Array | None, rules: Rules) -> None:
        self.rules = rules
        self.days = int(tokens.day.max(initial=-1)) + 1
        self.grams = Grams(tokens, rules.least)
        self.window = Window(self.grams, self.days, hashtags)
        self._pinned = written(self.grams, rules.pin)
        self._able = may_stand(self.grams, rules.veto) | self._pinned
        self._joints = list(_joints(self.grams))

    def __iter__(self) -> Iterator[tuple[int, pa.Table]]:
        """Day by day: the day, and the phrases of its window that were said on it."""
        for day in range(self.days):
            self.window.change(day, 1)
            if day >= WINDOW:
                self.window.change(day - WINDOW, -1)
            yield day, self.phrases(self.window.said_on(day))

    def phrases(self, among: Bools | None = None) -> pa.Table:
        """The window's phrases; only `among` these runs are told, though all are judged."""
        gram = np.flatnonzero(self._able & (self.window.count >= self.rules.least))
        count = self.window.count[gram]
        cohesion, tagged = self.cohesion(gram), self.window.hashtag_authors(gram)
        left, right = (side.entropy(gram, count) for side in (self.window.left, self.window.right))
        free = np.minimum(left, right)
        good = (count >= self.rules.authors) & (cohesion >= self.rules.cohesion) & (free >= self.rules.entropy)
        good = self._standing(gram, good | (tagged >= self.rules.hashtag_authors)) | self._pinned[gram]
        at = np.flatnonzero(good if among is None else good & among[gram])
        score = cohesion * free * np.log2(np.maximum(count, 1))
        measured = [np.round(v[at], 4) for v in (cohesion, left, right)]
        columns = [self.grams.size[gram[at]], count[at], *measured, tagged[at], np.round(score[at], 4)]
        texts = [self.grams.several.take(pa.array(gram[at] - self.grams.singles)), self.grams.cuts(gram[at])]
        return pa.table([*texts, *map(pa.array, columns)], FOUND.names).cast(FOUND)

    def cohesion(self, gram: Ints) -> Floats:
        """Normalised pointwise mutual information of the two sides of the weakest joint."""
        count, total = self.window.count, max(self.window.words, 1)
        together = np.log2(total / np.maximum(count[gram], 1))
        least = np.ones(len(gram))
        for size, head, tail in self._joints:
            at = np.flatnonzero(self.grams.size[gram] == size)
            apart = sum(np.log2(total / np.maximum(count[part[gram[at]]], 1)) for part in (head, tail))
            least[at] = np.minimum(least[at], (apart - together[at]) / np.maximum(together[at], 1e-9))
        return np.maximum(least, -1.0)

    def _standing(self, gram: Ints, good: Bools) -> Bools:
        """Longest first: a phrase takes what it explains, and a shorter one stands if enough of it is left."""
        grams, count = self.grams, self.window.count
        taken = np.zeros(len(grams), np.int64)
        stands = np.zeros(len(gram), bool)
        for size in range(LONGEST, 1, -1):
            own = (grams.size[gram] == size) & good
            stands[own] = (count[gram] - taken[gram] >= (1 - self.rules.cover) * count[gram])[own]
            whole = gram[own & stands]
            inside = [whole]
            for _ in range(size - 2):
                inside = [part[i] for i in inside for part in (grams.head, grams.tail)]
                for part in inside:
                    np.maximum.at(taken, part, count[whole])
        return stands


def _joints(grams: Grams) -> Iterator[tuple[int, Ints, Ints]]:
    """For each length and each place at which such a run can be cut in two: its parts; -1 for other lengths."""
    padded_head, padded_tail = np.append(grams.head, -1), np.append(grams.tail, -1)
    for one, other in ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2)):
        head = tail = np.where(grams.size == one + other, np.arange(len(grams)), -1)
        for _ in range(other):
            head = padded_head[head]
        for _ in range(one):
            tail = padded_tail[tail]
        yield one + other, head, tail
