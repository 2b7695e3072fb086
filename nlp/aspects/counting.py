"""The evidence near each mention as numbers that a model can weigh: how much praise and blame, how near, how turned.

An opinion belongs to the mention before it in its clause, or to the one right after it (漂亮的外观). Everything is
counted over whole batches.
"""

import numpy as np

from nlp.aspects.evidence import Evidence, Mentions, spans
from nlp.aspects.vocabulary import SMALL, Vocabulary
from nlp.cues import Flags, Ints, Numbers

NAMES = (
    *("own+", "own-", "beside+", "beside-", "general+", "general-", "borrowed+", "borrowed-"),
    *("clause+", "clause-", "next+", "next-", "past+", "past-", "post+", "post-"),
    *("lean+", "lean-", "near+", "near-", "silent", "silent clause", "turned"),
    *SMALL,
    *("neighbours", "length", "clauses"),
)
_BEFORE = 2  # characters between an opinion and the mention it precedes: 的
_MOST = 3.0  # a feature's count beyond this says nothing more


def attach(evidence: Evidence, mentions: Mentions) -> Ints:
    """For each opinion the number of the mention it belongs to, or -1."""
    opinions, clause = evidence.opinions, evidence.clause
    if not len(mentions.start) or not len(opinions.start):
        return np.full(len(opinions.start), -1)
    first, last = spans(evidence, mentions)
    own = clause[opinions.start]
    before = np.searchsorted(mentions.start, opinions.start, "right") - 1
    after = np.minimum(before + 1, len(mentions.start) - 1)
    leads = (before >= 0) & (last[before] >= own) & (first[before] <= own)
    gap = mentions.start[after] - opinions.end
    follows = (mentions.start[after] >= opinions.start) & (first[after] == own)
    close = follows & (gap <= _BEFORE) & (opinions.start - mentions.end[before] > _BEFORE)
    return np.where(close | (follows & ~leads), after, np.where(leads, before, -1))


def numbers(evidence: Evidence, mentions: Mentions, vocabulary: Vocabulary) -> Numbers:
    """Float array (mentions, len(NAMES)): the features of each mention, each between -3 and 3."""
    if not len(mentions.start):
        return np.zeros((0, len(NAMES)))
    return _Weighing(evidence, mentions, vocabulary).table()


class _Weighing:
    """The features of some mentions of one batch, column by column."""

    def __init__(self, evidence: Evidence, mentions: Mentions, vocabulary: Vocabulary) -> None:
        self.e, self.m, self.v = evidence, mentions, vocabulary
        self.first, self.last = spans(evidence, mentions)
        self.of = attach(evidence, mentions)
        self.clauses = int(evidence.clause[-1]) + 2
        opinions = evidence.opinions
        self.aspect = np.where(self.of >= 0, mentions.aspect[self.of], len(vocabulary.aspects))
        self.beside = vocabulary.beside[self.aspect, opinions.word] * opinions.turn
        self.general = vocabulary.sign[opinions.word] * opinions.turn * (self.beside == 0)
        free = (self.beside == 0) & (self.general == 0)
        self.borrowed = vocabulary.borrowed[opinions.word] * opinions.turn * free
        self.value = self.beside + self.general + self.borrowed

    def table(self) -> Numbers:
        own = self._own()
        told = [own[0], own[1]]
        for values in (self.beside, self.general, self.borrowed):
            told += [self._attached(values > 0), self._attached(values < 0)]
        lean = told[0] - told[1] + told[2] - told[3] + told[4] - told[5] + (told[6] - told[7])
        here = [self._within(self.value > 0), self._within(self.value < 0)]
        told += [here[0] - told[2] - told[4] - told[6], here[1] - told[3] - told[5] - told[7]]
        told += self._around()
        told += [_yes(lean > 0), _yes(lean < 0), *self._nearest()]
        silent = own[0] + own[1] + sum(told[2:8]) == 0
        told += [_yes(silent), _yes(here[0] + here[1] + own[0] + own[1] == 0)]
        told += [self._attached(self.e.opinions.turn < 0)]
        told += [self._count(self.e.small[name]) for name in SMALL]
        told += self._shape()
        return np.clip(np.stack(told, axis=1), -_MOST, _MOST)

    def _own(self) -> tuple[Numbers, Numbers]:
        """Words that praise or blame this very aspect in the mention's clauses, turned where a negation stands."""
        known, says = self.e.known, self.e.says
        telling = says != 0
        starts, aspect, says = known.start[telling], known.word[telling], says[telling]
        at = np.searchsorted(self.e.opinions.start, starts)
        at = np.minimum(at, max(len(self.e.opinions.start) - 1, 0))
        if len(self.e.opinions.start):
            same = self.e.opinions.start[at] == starts
            says = says * np.where(same, self.e.opinions.turn[at], 1)
        width = len(self.v.aspects) + 1
        key = self.e.clause[starts] * width + aspect
        return self._keyed(key[says > 0], width), self._keyed(key[says < 0], width)

    def _keyed(self, keys: Ints, width: int) -> Numbers:
        """How many of `keys` (clause * width + aspect) fall on each mention's aspect within its first clause."""
        keys = np.sort(keys)
        wanted = self.first * width + self.m.aspect
        found = np.searchsorted(keys, wanted, "right") - np.searchsorted(keys, wanted, "left")
        return np.asarray(found, np.float64)

    def _attached(self, wanted: Flags) -> Numbers:
        which = self.of[wanted & (self.of >= 0)]
        return np.bincount(which, minlength=len(self.m.start)).astype(np.float64)

    def _count(self, clauses: Ints) -> Numbers:
        """How many of some clause numbers lie in each mention's clauses."""
        told = np.concatenate(([0], np.cumsum(np.bincount(clauses, minlength=self.clauses))))
        return (told[self.last + 1] - told[self.first]).astype(np.float64)

    def _within(self, wanted: Flags) -> Numbers:
        return self._count(self.e.clause[self.e.opinions.start[wanted]])

    def _around(self) -> list[Numbers]:
        """Opinions in the next and the past clause of the post if it names no aspect, and in the whole post."""
        clause, m = self.e.clause, self.m
        text = self.e.batch.text_of(m.start)
        begin, end = clause[self.e.batch.begin[text]], clause[self.e.batch.begin[text + 1] - 1]
        taken = np.bincount(clause[m.start], minlength=self.clauses + 1)
        told: list[Numbers] = []
        following, past = self.last + 1, np.maximum(self.first - 1, 0)
        for other, inside in ((following, following <= end), (past, self.first - 1 >= begin)):
            free = inside & (taken[np.minimum(other, self.clauses)] == 0)
            for wanted in (self.value > 0, self.value < 0):
                counts = np.bincount(clause[self.e.opinions.start[wanted]], minlength=self.clauses + 1)
                told.append(counts[np.minimum(other, self.clauses)] * free)
        for wanted in (self.value > 0, self.value < 0):
            counts = np.bincount(clause[self.e.opinions.start[wanted]], minlength=self.clauses)
            sums = np.concatenate(([0], np.cumsum(counts)))
            told.append(np.log1p((sums[end + 1] - sums[begin]).astype(np.float64)))
        return told

    def _nearest(self) -> list[Numbers]:
        """Sign of the closest opinion that belongs to the mention, as two columns."""
        opinions = self.e.opinions
        mine = np.flatnonzero((self.of >= 0) & (self.value != 0))
        of = self.of[mine]
        gap = np.maximum(opinions.start[mine] - self.m.end[of], self.m.start[of] - opinions.end[mine])
        order = np.lexsort((gap, of))
        of, signs = of[order], np.sign(self.value[mine[order]])
        closest = np.zeros(len(self.m.start))
        first = np.ones(len(of), bool)
        first[1:] = of[1:] != of[:-1]
        closest[of[first]] = signs[first]
        return [(closest > 0).astype(np.float64), (closest < 0).astype(np.float64)]

    def _shape(self) -> list[Numbers]:
        """How many other mentions share the clause, how long it is, how many clauses the post has (logs)."""
        clause = self.e.clause
        text = self.e.batch.text_of(self.m.start)
        lengths = np.bincount(clause, minlength=self.clauses)
        begin, end = clause[self.e.batch.begin[text]], clause[self.e.batch.begin[text + 1] - 1]
        neighbours = self._count(clause[self.m.start]) - 1
        return [neighbours, np.log1p(lengths[self.first]) / 2, np.log1p(end - begin).astype(np.float64)]


def _yes(flags: Flags) -> Numbers:
    return np.asarray(flags, np.float64)
