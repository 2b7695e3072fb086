"""Sentiment: three calibrated probabilities a post, from a linear model on hashed character n-grams.

`grams` makes the numbers, `model` weighs them, `sets` and `fitting` and `train` make the shipped weights,
`measure` and `evaluation` say how good they are, `own` adapts them to a team's own labels. `bayes` is SnowNLP's scorer,
kept as the baseline that everyone knows. What the model was trained on, and its figures: docs/sentiment.md.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.normalise import normalised
from nlp.sentiment.bayes import bayes_positive
from nlp.sentiment.model import Model, load

__all__ = ["SHIPPED", "Model", "bayes_positive", "load", "score", "shipped", "version"]

SHIPPED = Path(__file__).parent / "shipped.npz"


def score(
    texts: Sequence[str | None], words: Sequence[Sequence[str]] | None = None, model: Model | None = None
) -> NDArray[np.float64]:
    """Probabilities of each text, float array (n, 3): negative, neutral, positive; each row sums to 1.

    Texts are normalised here, unless the caller gives `words`, the sign that they are normalised already; the words
    themselves are not read. `model` is one of load(path); None means the shipped one. None, "" and texts of which the
    model knows nothing get the row of a post that says nothing: neutral. A clause is read like a short post.
    """
    plain = normalised(texts) if words is None else [text or "" for text in texts]
    return (model or shipped()).probabilities(plain)


def version(model: Model | None = None) -> str:
    """Digest (16 hex) of all that a model's scores depend on but the code; keep it beside scores that you keep."""
    return (model or shipped()).version


@cache
def shipped() -> Model:
    """The model that comes with the package."""
    return load(SHIPPED)
