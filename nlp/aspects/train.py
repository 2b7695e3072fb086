"""Trains the weights of nlp.aspects anew: `python -m nlp.aspects.train --labelled FOLDER --posts FOLDER`.

To be run again whenever nlp.sentiment, an aspect file or opinion.toml has changed much. Only the parts of the two sets
that are not kept for measuring are learned from. To keep the model from leaning on one sentiment model's habits, each
place is learned twice, once with its moods and once without (as of a neutral post), at half the weight each.
"""

import argparse
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from nlp import aspects
from nlp.aspects import labelled, weights
from nlp.aspects.counting import NAMES
from nlp.aspects.labelled import Labelled
from nlp.aspects.vocabulary import vocabulary
from nlp.cues import Ints, Numbers

BALANCE = 0.8  # 0: classes weigh as they come, 1: all alike
STRENGTH = 0.3  # inverse of the regularisation
GROUP = 0.5  # a domain weighs as its size to this power
# What each set counts for in telling opinions from none: marked terms have hardly any without, questions none with.
SHARES = {labelled.BDCI: 1.0, labelled.ABSA: 0.2, labelled.ASKED: 0.3}
PRAISE_SHARES = {labelled.BDCI: 0.6, labelled.ABSA: 1.4}  # the same in telling praise from blame
NEUTRAL = 1


Part = tuple[sparse.csr_matrix, Ints, Numbers]


def learnable(told: Labelled) -> Part:
    """Features, label and weight of each place that may be learned from."""
    known = vocabulary(aspects.built_in())
    evidence, mentions, order = aspects.placed(told.texts, told.places, known)
    counts, moods, cells = aspects.features(told.texts, evidence, mentions, known)
    judged = np.array(told.judgement)[order]
    keep = ~np.array(told.unseen)[judged]
    rows = np.repeat(np.arange(len(cells)), cells.shape[1])
    hashed = sparse.csr_matrix((np.ones(cells.size), (rows, cells.ravel())), (len(cells), weights.CELLS + 1))
    matrix = sparse.hstack([counts, moods, hashed[:, : weights.CELLS] * weights.GRAM_WEIGHT]).tocsr()[keep]
    return matrix, np.array(told.label)[judged[keep]], _weights(told, judged[keep])


def _weights(told: Labelled, judged: Ints) -> Numbers:
    """Places of one judgement share its weight; groups are brought nearer to one another in size."""
    group = np.array(told.group)[judged]
    weight = 1.0 / np.bincount(judged)[judged]
    for name in sorted(set(told.group)):
        of = group == name
        weight[of] *= weight[of].sum() ** (GROUP - 1)
    scaled: Numbers = weight / weight.sum()
    return scaled


def fit(parts: list[Part], shares: list[float], mooded: bool = True) -> LogisticRegression:
    """A model of yes (1) or no (0) from sets that weigh by their shares; not `mooded`: without the sentiment model."""
    matrix = sparse.vstack([part[0] for part in parts]).tocsr()
    moods = np.ones(matrix.shape[1])
    moods[len(NAMES) : len(weights.FEATURES)] = 0.0
    blind = matrix @ sparse.diags(moods)
    both = sparse.vstack([matrix if mooded else blind, blind]).tocsr()
    label = np.concatenate([part[1] for part in parts])
    weight = np.concatenate([part[2] * share for part, share in zip(parts, shares, strict=True)])
    for kind in (0, 1):
        of = label == kind
        weight[of] *= weight[of].sum() ** -BALANCE
    weight *= len(label) / weight.sum() / 2
    return LogisticRegression(C=STRENGTH, max_iter=500).fit(both, np.tile(label, 2), np.tile(weight, 2))


def learn(sets: list[Labelled], asked: list[Labelled], mooded: bool = True) -> list[LogisticRegression]:
    """The two models: opinion or none, and praise or blame. `asked` are places without an opinion."""
    parts = [learnable(told) for told in sets]
    opinion = [(matrix, (label != NEUTRAL).astype(np.int64), weight) for matrix, label, weight in parts]
    opinion += [(matrix, np.zeros(len(label), np.int64), weight) for matrix, label, weight in map(learnable, asked)]
    praise = [
        (matrix[label != NEUTRAL], (label[label != NEUTRAL] > NEUTRAL).astype(np.int64), weight[label != NEUTRAL])
        for matrix, label, weight in parts
    ]
    shares = [SHARES[told.name] for told in (*sets, *asked)]
    return [fit(opinion, shares, mooded), fit(praise, [PRAISE_SHARES[told.name] for told in sets], mooded)]


def use(models: list[LogisticRegression]) -> None:
    """Make two models' weights the ones in use."""
    known = np.stack([np.append(model.coef_[0, : len(weights.FEATURES)], model.intercept_) for model in models], axis=1)
    weights.save(known, np.stack([model.coef_[0, len(weights.FEATURES) :] for model in models], axis=1))


def main() -> None:
    """Train and write weights.npz."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--labelled", type=Path, required=True, help="folder with the labelled sets")
    ask.add_argument("--posts", type=Path, required=True, help="folder with the streams of posts")
    told = ask.parse_args()
    sets = [labelled.car_sentences(told.labelled)[0], labelled.marked_terms(told.labelled)]
    use(learn(sets, [labelled.questions(told.posts)]))


if __name__ == "__main__":
    main()
