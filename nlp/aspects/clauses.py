"""The words of a clause, from the words of its post: the sentiment model reads clauses without cutting them again."""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from nlp import sentiment
from nlp.aspects.evidence import Evidence, Mentions, spans
from nlp.cues import Flags, Ints, Numbers

Words = Sequence[Sequence[str]]


def clause_scores(
    texts: Sequence[str], words: Words, scores: Numbers, evidence: Evidence, mentions: Mentions, wanted: Flags
) -> Numbers:
    """Probabilities of the clauses of each mention, (mentions, 3).

    Those of the post where it is one clause, and where the clause is not `wanted`: a model call for each clause costs
    more than all else, and where words of opinion stand beside the mention it tells nothing new.
    """
    batch, clause = evidence.batch, evidence.clause
    post = batch.text_of(mentions.start)
    first, last = spans(evidence, mentions)
    whole = (first == clause[batch.begin[post]]) & (last == clause[batch.begin[post + 1] - 2])
    told: Numbers = np.array(scores[post], np.float64)
    asked = np.flatnonzero(wanted & ~whole)
    if not len(asked):
        return told
    width = int(clause[-1]) + 1  # clauses are numbered through the batch, so first and last tell the post too
    keys, at, which = np.unique(first[asked] * width + last[asked], return_index=True, return_inverse=True)
    posts = post[asked[at]]
    begins = np.searchsorted(clause, keys // width) - batch.begin[posts]
    ends = np.searchsorted(clause, keys % width, "right") - batch.begin[posts]
    parts = _parts(texts, words, posts, begins, ends)
    clauses = [texts[t][b:e] for t, b, e in zip(posts.tolist(), begins.tolist(), ends.tolist(), strict=True)]
    told[asked] = sentiment.score(clauses, parts)[which.ravel()]
    return told


def _parts(texts: Sequence[str], words: Words, posts: Ints, begins: Ints, ends: Ints) -> list[Sequence[str]]:
    """Words that begin between two places of their post; `posts` is sorted, so each post is walked once."""
    parts: list[Sequence[str]] = []
    walked = -1
    starts: list[int] = []
    for post, begin, end in zip(posts.tolist(), begins.tolist(), ends.tolist(), strict=True):
        if post != walked:
            walked, starts = post, _starts(texts[post], words[post])
        left = bisect_left(starts, begin)
        parts.append(words[post][left : bisect_left(starts, end, left)])
    return parts


def _starts(text: str, words: Sequence[str]) -> list[int]:
    """Where each word begins; words leave out blanks."""
    starts, at = [], 0
    for word in words:
        if not text.startswith(word, at):
            at = max(text.find(word, at), at)
        starts.append(at)
        at += len(word)
    return starts
