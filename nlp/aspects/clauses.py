"""The mood of a clause: the sentiment model reads it like a short post."""

from collections.abc import Sequence

import numpy as np

from nlp import sentiment
from nlp.aspects.evidence import Evidence, Mentions, spans
from nlp.cues import Flags, Numbers


def clause_scores(
    texts: Sequence[str], scores: Numbers, evidence: Evidence, mentions: Mentions, wanted: Flags
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
    clauses = [texts[t][b:e] for t, b, e in zip(posts.tolist(), begins.tolist(), ends.tolist(), strict=True)]
    told[asked] = sentiment.score(clauses, ())[which.ravel()]
    return told
