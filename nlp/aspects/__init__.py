"""Aspects: what of a product or service a post speaks of, clause by clause, and how it is liked.

What is looked for is written in nlp/lexicons/aspects/*.toml; opinion.toml and a small trained model (weights.npz) tell
how it is liked. See docs/aspects.md for how to write an aspect and for measured quality.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from contract.enriched import MENTION, SENTIMENTS
from nlp import lexicons, sentiment
from nlp.aspects import weights
from nlp.aspects.clauses import clause_scores
from nlp.aspects.counting import NAMES, numbers
from nlp.aspects.evidence import Evidence, Mentions, gather, mentions_of
from nlp.aspects.vocabulary import Vocabulary, vocabulary
from nlp.cues import Ints, Numbers, batch_of
from nlp.lexicons import Aspect


class Mention(NamedTuple):
    """One aspect in one clause; `text[start:end]` are the words that name it."""

    aspect: str
    polarity: str  # negative neutral positive: the likeliest
    probability: float  # of that polarity
    start: int
    end: int
    negative: float
    neutral: float
    positive: float


class Found(NamedTuple):
    """The mentions of many texts as arrays, by text and start."""

    text: Ints
    start: Ints
    end: Ints
    aspect: Ints  # number in `names`
    probabilities: Numbers  # (mentions, 3): negative, neutral, positive
    names: tuple[str, ...]


def find(
    texts: Sequence[str],
    aspects: Sequence[Aspect] | None = None,
    scores: Numbers | None = None,
) -> list[list[Mention]]:
    """The mentions of each reading text, by place. None for `aspects` are the built-in ones.

    `scores` (nlp.sentiment.score of the texts by the shipped model) spare work where the caller has them.
    """
    found = search(texts, aspects, scores)
    told: list[list[Mention]] = [[] for _ in texts]
    best = found.probabilities.argmax(axis=1)
    for i, post in enumerate(found.text.tolist()):
        row = found.probabilities[i]
        told[post].append(
            Mention(
                found.names[found.aspect[i]],
                SENTIMENTS[best[i]],
                float(row[best[i]]),
                int(found.start[i]),
                int(found.end[i]),
                *map(float, row),
            )
        )
    return told


def search(
    texts: Sequence[str],
    aspects: Sequence[Aspect] | None = None,
    scores: Numbers | None = None,
) -> Found:
    """As `find`, as arrays."""
    known = vocabulary(tuple(built_in() if aspects is None else aspects))
    evidence = gather(batch_of(texts), known)
    return _told(texts, evidence, mentions_of(evidence), known, scores)


def column(found: Found, texts: int) -> pa.ListArray:
    """What was found in so many texts, as the column `aspects` of an Enriched table."""
    best = found.probabilities.argmax(axis=1)
    values = [
        pa.array(found.names, pa.string()).take(pa.array(found.aspect)),
        pa.array(SENTIMENTS, pa.string()).take(pa.array(best)),
        pa.array(found.probabilities.max(axis=1, initial=0).astype(np.float32)),
        pa.array(found.start.astype(np.int32)),
        pa.array(found.end.astype(np.int32)),
    ]
    ends = np.searchsorted(found.text, np.arange(texts + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), pa.StructArray.from_arrays(values, fields=list(MENTION)))


def polarity(texts: Sequence[str], places: Sequence[tuple[int, int, int, str | None]]) -> Numbers:
    """Probabilities (places, 3) of what is said at given places: (number of the text, start, end, aspect id).

    For measuring on annotated text. A place may span a whole text; an unknown aspect is judged by general words alone.
    """
    known = vocabulary(tuple(built_in()))
    evidence, mentions, order = placed(texts, places, known)
    told: Numbers = np.zeros((len(places), 3), np.float64)
    told[order] = _told(texts, evidence, mentions, known, None).probabilities
    return told


def placed(
    texts: Sequence[str], places: Sequence[tuple[int, int, int, str | None]], known: Vocabulary
) -> tuple[Evidence, Mentions, Ints]:
    """Given places as mentions, by start; and which place each mention was."""
    evidence = gather(batch_of(texts), known)
    number = {name: i for i, name in enumerate(known.aspects)}
    rows = [(post, start, end, number.get(aspect or "", len(number))) for post, start, end, aspect in places]
    table = np.array(rows, np.int64).reshape(-1, 4)
    begin = evidence.batch.begin[table[:, 0]]
    start, end = begin + table[:, 1], begin + table[:, 2]
    order = np.lexsort((end, start))
    return evidence, Mentions(start[order], end[order], table[order, 3]), order


def _told(
    texts: Sequence[str],
    evidence: Evidence,
    mentions: Mentions,
    known: Vocabulary,
    scores: Numbers | None,
) -> Found:
    counts, moods, cells = features(texts, evidence, mentions, known, scores)
    post = evidence.batch.text_of(mentions.start)
    begin = evidence.batch.begin[post]
    told = weights.probabilities(counts, moods, cells)
    return Found(post, mentions.start - begin, mentions.end - begin, mentions.aspect, told, known.aspects)


def features(
    texts: Sequence[str],
    evidence: Evidence,
    mentions: Mentions,
    known: Vocabulary,
    scores: Numbers | None = None,
) -> tuple[Numbers, Numbers, Ints]:
    """What the model weighs of each mention: counts, moods, cells (see nlp.aspects.weights)."""
    if not len(mentions.start):
        return np.zeros((0, len(NAMES))), np.zeros((0, len(weights.MOODS))), np.zeros((0, 1), np.int64)
    scores = sentiment.score(texts, ()) if scores is None else scores
    counts = numbers(evidence, mentions, known)
    clause = clause_scores(texts, scores, evidence, mentions, counts[:, NAMES.index("silent")] == 1)
    moods = weights.moods(clause, scores[evidence.batch.text_of(mentions.start)])
    return counts, moods, weights.grams(evidence, mentions)


@cache
def built_in() -> tuple[Aspect, ...]:
    """The aspects of this project."""
    return tuple(lexicons.aspects())
