"""How weights are fitted: logistic regression on n-gram counts scaled by their own log odds, sets and classes weighed.

Scaling each n-gram by its naive-Bayes log odds before the regression (Wang and Manning 2012, "NB-SVM") lets n-grams
that stand on one side be heavy without letting rare ones run wild. Sets weigh by what is known of them, classes of a
set alike, so that the weights do not learn which set a text comes from. The word list of moods stands among the
training posts, each word a post: it knows words that are younger than the sets.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from nlp.normalise import normalise
from nlp.sentiment.grams import BITS, NOTHING, grams
from nlp.sentiment.model import SOFTENING, STEPS, Model, sizes_of
from nlp.sentiment.sets import NEGATIVE, NEUTRAL, POSITIVE, Labelled

MOOD = Path(__file__).parents[1] / "lexicons" / "mood.toml"
SEED = 7
PRIOR = 1.0  # texts that each n-gram is taken to have stood in beforehand, in each class
FIRMNESS = {"tone": 5.0, "calm": 1.0}  # scikit-learn's C
RAREST = 4  # texts an n-gram must stand in
FOLDS = 3

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Counted:
    """Texts as numbers: `matrix` csr (n, 2^BITS) of counts over the root of their number, `sizes` log counts (n)."""

    matrix: sp.csr_matrix
    sizes: Floats

    def rows(self, chosen: NDArray[np.intp]) -> "Counted":
        """The chosen rows."""
        return Counted(self.matrix[chosen], self.sizes[chosen])


def counted(texts: Sequence[str]) -> Counted:
    """The same numbers that Model sums, one row a text."""
    found = grams(texts)
    counts = found.counts
    places = np.repeat(np.arange(len(texts)), np.diff(np.append(found.begins, found.buckets.shape[1])))
    held = found.buckets != NOTHING
    rows = np.broadcast_to(places, found.buckets.shape)[held]
    values = (1 / np.sqrt(counts + SOFTENING)).astype(np.float32)[rows]
    matrix = sp.csr_matrix((values, (rows, found.buckets[held])), shape=(len(texts), 1 << BITS))
    return Counted(matrix, sizes_of(counts))


def lexicon() -> Labelled:
    """The words of the mood lexicon as posts."""
    moods = tomllib.loads(MOOD.read_text("utf-8"))
    meanings = {"positive": POSITIVE, "plain": NEUTRAL, "negative": NEGATIVE}
    words = {normalise(word): label for name, label in meanings.items() for word in moods[name]}
    words.pop("", None)  # what says nothing is told apart elsewhere
    return Labelled("mood", list(words), np.array(list(words.values()), np.int8), np.zeros(len(words), bool))


def shares(names: NDArray[np.str_], classes: NDArray[np.bool_], weights: dict[str, float]) -> Floats:
    """What each row weighs: its set's weight, the set's classes alike."""
    result = np.zeros(len(names))
    for name in np.unique(names):
        own = names == name
        for side in (True, False):
            rows = own & (classes == side)
            both = classes[own].any() and not classes[own].all()
            result[rows] = weights.get(str(name), 1.0) * (own.sum() / 2 / max(1, rows.sum()) if both else 1.0)
    return result


def fit(matrix: sp.csr_matrix, classes: NDArray[np.bool_], weights: Floats, firmness: float) -> tuple[Floats, float]:
    """Weights by column and offset of the linear score that tells the rows of `classes` from the others."""
    odds = _log_odds(matrix, classes, weights).astype(np.float32)
    model = LogisticRegression(C=firmness, solver="liblinear", tol=1e-2, random_state=SEED)
    model.fit(matrix @ sp.diags(odds), classes, sample_weight=weights)
    return model.coef_[0] * odds, float(model.intercept_[0])


def _log_odds(matrix: sp.csr_matrix, classes: NDArray[np.bool_], weights: Floats) -> Floats:
    held = matrix.copy()
    held.data = np.ones_like(held.data)
    yes, no = held.T @ (weights * classes) + PRIOR, held.T @ (weights * ~classes) + PRIOR
    return np.asarray(np.log(yes / yes.sum()) - np.log(no / no.sum()))


def line(scores: Floats, sizes: Floats, classes: NDArray[np.bool_], weights: Floats) -> Floats:
    """Offset, slope and its growth with log size that make scores of unseen texts into logits (Platt 1999)."""
    columns = np.stack([scores, scores * sizes], axis=1)
    fitted = LogisticRegression(C=1e6, tol=1e-6, max_iter=1000).fit(columns, classes, sample_weight=weights)
    return np.array([fitted.intercept_[0], *fitted.coef_[0]])


def packed(buckets: NDArray[np.intp], tone: Floats, calm: Floats, lines: Floats) -> Model:
    """A Model of rounded weights; offsets stand in its lines."""
    both = np.stack([tone, calm])
    scales = np.maximum(np.percentile(np.abs(both), 99.9, axis=1) if both.size else np.zeros(2), 1e-9) / STEPS
    steps = np.clip(np.rint(both / scales[:, None]), -STEPS, STEPS).astype(np.int8)
    used = steps.any(axis=0)
    return Model(buckets[used].astype(np.int32), np.ascontiguousarray(steps[:, used]), scales, lines)


def frequent(matrix: sp.csr_matrix, weights: NDArray[np.int64]) -> NDArray[np.intp]:
    """Buckets that stand in RAREST texts at least; a row counts `weights` times."""
    held = matrix.copy()
    held.data = np.ones_like(held.data, np.float64)
    return np.flatnonzero(held.T @ weights >= RAREST)


def classes_of(labels: NDArray[np.int8], head: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For a head, which rows it learns from, and their class: tone positive or negative, calm neutral or not."""
    if head == "tone":
        return labels != NEUTRAL, labels == POSITIVE
    return np.ones(len(labels), bool), labels == NEUTRAL
