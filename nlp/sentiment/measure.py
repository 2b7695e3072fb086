"""How good probabilities are: accuracy, macro-F1, AUC and calibration, on two classes or three.

Two-class sets are judged by positive / (positive + negative): they were labelled by people who could not say neutral.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10
Floats = NDArray[np.float64]
Labels = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of `rows` texts; `auc` is of positive against negative, null where one is missing; `ece` in shares of one."""

    rows: int
    accuracy: float
    macro_f1: float
    auc: float | None
    ece: float


def figures(probabilities: Floats, labels: Labels, classes: int | None = None) -> Figures:
    """Figures of (n, 3) probabilities against labels -1 0 1; with 2 classes neutral rows are left out of all.

    `classes` None: 3 if there are neutral labels, else 2.
    """
    if (classes or (3 if (labels == 0).any() else 2)) == 2:
        sided = labels != 0
        probabilities, labels = _sided(probabilities[sided]), labels[sided]
    truth = labels + 1
    said = probabilities.argmax(axis=1)
    ranks = probabilities[:, 2] - probabilities[:, 0]
    return Figures(
        len(labels), float((said == truth).mean()), macro_f1(said, truth), auc(ranks, labels), ece(probabilities, truth)
    )


def macro_f1(said: NDArray[np.intp], truth: Labels) -> float:
    """Mean over the classes that occur of 2 tp / (2 tp + fp + fn)."""
    scores = []
    for label in np.unique(truth):
        hits = int(((said == label) & (truth == label)).sum())
        scores.append(2 * hits / (int((said == label).sum()) + int((truth == label).sum())))
    return float(np.mean(scores))


def auc(ranks: Floats, labels: Labels) -> float | None:
    """Chance that a positive text ranks above a negative one (Mann and Whitney 1947); ties count half."""
    positive, negative = ranks[labels == 1], np.sort(ranks[labels == -1])
    if not len(positive) or not len(negative):
        return None
    below = np.searchsorted(negative, positive, "left") + np.searchsorted(negative, positive, "right")
    return float(below.mean() / 2 / len(negative))


def reliability(probabilities: Floats, truth: Labels) -> list[tuple[int, float, float]]:
    """Per tenth of confidence (the likeliest class's probability): texts, mean confidence, share that was right."""
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == truth
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    held = [bins == b for b in range(BINS)]
    return [(int(b.sum()), float(sure[b].mean()), float(right[b].mean())) for b in held if b.any()]


def ece(probabilities: Floats, truth: Labels) -> float:
    """Expected calibration error (Naeini 2015): mean |confidence - accuracy| of the bins, weighed by their texts."""
    return sum(n * abs(sure - right) for n, sure, right in reliability(probabilities, truth)) / len(truth)


def _sided(probabilities: Floats) -> Floats:
    """Neutral's share handed to the two sides in proportion."""
    sides = probabilities[:, [0, 2]] / probabilities[:, [0, 2]].sum(axis=1, keepdims=True)
    return np.stack([sides[:, 0], np.zeros(len(sides)), sides[:, 1]], axis=1)
