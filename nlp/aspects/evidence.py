"""What stands near a mention of an aspect: clauses, words of opinion and what turns them, as numbers a model can weigh.

Everything is an array over the whole batch. A mention is one aspect in one clause. Clauses end at punctuation, at
blanks and before words like 但是. 不 and its like turn the next opinion within three characters.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from nlp.aspects.vocabulary import NEVER, SMALL, Vocabulary
from nlp.cues import Batch, Flags, Hits, Ints, longest

_STOPS = '，。！？；,!?;\n\0…~～:： "“”‘’()（）【】[]《》<>|/。｡．'
_STOP_TABLE = np.zeros(0x110000, bool)
_STOP_TABLE[[ord(char) for char in _STOPS]] = True
_DOT = ord(".")
_REACH = 3  # characters a negation reaches over


class Mentions(NamedTuple):
    """Mentions in a batch, by start: positions in the batch, number of the aspect (that of `unknown` if none)."""

    start: Ints
    end: Ints
    aspect: Ints


class Opinions(NamedTuple):
    """Words of opinion in a batch, by start; `turn` is -1 where a negation turns them, else 1."""

    start: Ints
    end: Ints
    word: Ints
    turn: Ints


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was seen in a batch."""

    batch: Batch
    clause: Ints  # number of the clause each character is in
    known: Hits  # hits of aspect words; `word` is the number of the aspect
    says: Ints  # of each of `known`: 1 praise, -1 blame, 0 only a name
    opinions: Opinions
    small: dict[str, Ints]  # clause of each small word


def gather(batch: Batch, vocabulary: Vocabulary) -> Evidence:
    """Everything the vocabulary knows in a batch."""
    hits = vocabulary.scanner.hits(batch)
    heard = hits.where(vocabulary.speaks[hits.word] == 1)
    heard = heard.where(longest(heard))
    clause = _clauses(batch, heard.start[vocabulary.small["contrast"][heard.word] == 1])
    known, says = _known(hits, vocabulary)
    small = {name: clause[heard.start[vocabulary.small[name][heard.word] == 1]] for name in SMALL}
    return Evidence(batch, clause, known, says, _opinions(heard, vocabulary, clause), small)


def mentions_of(evidence: Evidence) -> Mentions:
    """One mention for each aspect of each clause: where its first word stands."""
    known = evidence.known
    if not len(known.start):
        return Mentions(known.start, known.end, known.word)
    order = np.lexsort((known.start, known.word, evidence.clause[known.start]))
    clause, aspect = evidence.clause[known.start[order]], known.word[order]
    first = np.ones(len(order), bool)
    first[1:] = (clause[1:] != clause[:-1]) | (aspect[1:] != aspect[:-1])
    chosen = np.sort(order[first])
    chosen = chosen[np.lexsort((known.end[chosen], known.start[chosen]))]
    return Mentions(known.start[chosen], known.end[chosen], known.word[chosen])


def _clauses(batch: Batch, contrasts: Ints) -> Ints:
    codes = batch.codes
    follows = np.append(codes[1:], 0)
    stop = _STOP_TABLE[codes]
    stop[(codes == _DOT) & ~((follows >= 48) & (follows <= 57))] = True
    stop[contrasts] = True
    stop[batch.begin[:-1]] = True  # a post's first clause is not the one of the break before it
    clauses: Ints = np.cumsum(stop)
    return clauses


def _known(hits: Hits, vocabulary: Vocabulary) -> tuple[Hits, Ints]:
    """Hits once for each aspect that knows the word, without those inside a longer word that the aspect knows."""
    count = vocabulary.first[hits.word + 1] - vocabulary.first[hits.word]
    which = np.repeat(np.arange(len(hits.word)), count)
    role = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + vocabulary.first[hits.word[which]]
    known = Hits(hits.start[which], hits.end[which], vocabulary.aspect[role])
    says = vocabulary.says[role]
    outer = longest(known, known.word)
    known, says = known.where(outer), says[outer]
    kept = (says != NEVER) & ~_touching(known, says == NEVER)
    return known.where(kept), says[kept]


def _touching(known: Hits, never: Flags) -> Flags:
    """Which hits share a character with a never-word of their aspect; hits come by aspect and start."""
    far = known.word * (1 << 40)
    ends = np.maximum.accumulate(np.where(never, far + known.end, 0))
    starts = np.minimum.accumulate(np.where(never, far + known.start, 1 << 62)[::-1])[::-1]
    touching: Flags = (far + known.start < ends) | (far + known.end > starts)
    return touching


def _opinions(heard: Hits, vocabulary: Vocabulary, clause: Ints) -> Opinions:
    speaks = (vocabulary.sign[heard.word] != 0) | (vocabulary.borrowed[heard.word] != 0)
    speaks |= np.asarray(vocabulary.beside.any(axis=0))[heard.word]
    found = heard.where(speaks)
    turn = np.ones(len(found.start), np.int64)
    turns = heard.where(vocabulary.small["negation"][heard.word] == 1)
    following = np.searchsorted(found.start, turns.end)
    inside = following < len(found.start)
    following, ends = following[inside], turns.end[inside]
    near = (found.start[following] - ends <= _REACH) & (clause[found.start[following]] == clause[ends - 1])
    turn[following[near]] = -1
    return Opinions(*found, turn)


def spans(evidence: Evidence, mentions: Mentions) -> tuple[Ints, Ints]:
    """First and last clause of each mention."""
    return evidence.clause[mentions.start], evidence.clause[np.maximum(mentions.end - 1, mentions.start)]
