"""The words of a clause, from the words of its post: the sentiment model reads clauses without cutting them again."""

from collections.abc import Sequence

import numpy as np

from nlp import sentiment
from nlp.aspects.evidence import Evidence, Mentions, spans
from nlp.cues import Ints, Numbers

Words = Sequence[Sequence[str]]


def clause_scores(
    texts: Sequence[str], words: Words, scores: Numbers, evidence: Evidence, mentions: Mentions
) -> Numbers:
    """Probabilities of the clauses of each mention, (mentions, 3); those of the post where it is one clause."""
    batch, clause = evidence.batch, evidence.clause
    post = batch.text_of(mentions.start)
    first, last = spans(evidence, mentions)
    whole = (first == clause[batch.begin[post]]) & (last == clause[batch.begin[post + 1] - 2])
    told: Numbers = np.array(scores[post], np.float64)
    asked = np.flatnonzero(~whole)
    keys, which = np.unique(np.stack([post[asked], first[asked], last[asked]], axis=1), axis=0, return_inverse=True)
    if not len(keys):
        return told
    begins = np.searchsorted(clause, keys[:, 1]) - batch.begin[keys[:, 0]]
    ends = np.searchsorted(clause, keys[:, 2], "right") - batch.begin[keys[:, 0]]
    parts = _parts(texts, words, keys[:, 0], begins, ends)
    clauses = [texts[t][max(b, 0) : e] for t, b, e in zip(keys[:, 0], begins, ends, strict=True)]
    told[asked] = sentiment.score(clauses, parts)[which.ravel()]
    return told


def _parts(texts: Sequence[str], words: Words, posts: Ints, begins: Ints, ends: Ints) -> list[Sequence[str]]:
    """Words that begin between two places of their post; `posts` is sorted, so each post is walked once."""
    parts: list[Sequence[str]] = []
    walked, starts = -1, np.zeros(0, np.int64)
    for post, begin, end in zip(posts.tolist(), begins.tolist(), ends.tolist(), strict=True):
        if post != walked:
            walked, starts = post, _starts(texts[post], words[post])
        left, right = np.searchsorted(starts, (begin, end))
        parts.append(words[post][int(left) : int(right)])
    return parts


def _starts(text: str, words: Sequence[str]) -> Ints:
    """Where each word begins; words leave out blanks."""
    starts, at = [], 0
    for word in words:
        found = text.find(word, at)
        at = found if found >= 0 else at
        starts.append(at)
        at += len(word)
    return np.array(starts, np.int64)
