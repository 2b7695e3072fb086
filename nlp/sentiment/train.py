"""Makes the shipped weights: `python -m nlp.sentiment.train ../shared/data/labelled ../shared/data/posts`.

One core, fixed seeds, no clock: with the locked versions of numpy and scikit-learn the file comes out byte for byte.
Test rows (sets.split) are never looked at. The lines from scores to logits are fitted on scores of rows that the
weights had not seen (folds), since a model is too sure of its own training rows.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.sentiment import SHIPPED
from nlp.sentiment.fitting import (
    FIRMNESS,
    FOLDS,
    RAREST,
    Counted,
    Floats,
    classes_of,
    counted,
    fit,
    frequent,
    lexicon,
    line,
    packed,
    shares,
)
from nlp.sentiment.model import Model
from nlp.sentiment.sets import Labelled, read
from nlp.sentiment.unlabelled import marked, titles

# weibo2018 is the only set of ordinary posts that people sorted by hand without choosing them by emotion.
TONE: Mapping[str, float] = {"weibo2018": 4.0, "mood": 12.0, "marked": 0.1}
# Sets without a neutral class say something of what a side looks like, less of how often one is taken.
CALM: Mapping[str, float] = {
    "smp2020": 1.0,
    "moods8": 0.5,
    "car": 1.0,
    "absa": 0.5,
    "mood": 2.0,
    "titles": 0.3,
    "marked": 0.0,
}
CALM_OTHERS = 0.1
UNCALIBRATED = (
    "mood",
    "titles",
    "marked",
)  # words and headlines are no posts, emoticons no judges: the lines are not fitted to them
SIDED = 2.0  # score of tone from which on a title is not taken for neutral


@dataclass(frozen=True)
class _Rows:
    """Training rows: numbers, names of their sets, labels."""

    numbers: Counted
    names: NDArray[np.str_]
    labels: NDArray[np.int8]

    def part(self, chosen: NDArray[np.intp]) -> "_Rows":
        return _Rows(self.numbers.rows(chosen), self.names[chosen], self.labels[chosen])


def train(sets: Sequence[Labelled]) -> Model:
    """The model of all rows of these sets: give it training rows only."""
    rows, columns = _rows([*sets, lexicon()])
    tone, tone_line = _head("tone", rows)
    leaning = (rows.names == "titles") & (np.abs(rows.numbers.matrix @ tone + tone_line[0] / tone_line[1]) > SIDED)
    calm, calm_line = _head("calm", rows.part(np.flatnonzero(~leaning)))
    return packed(columns, tone, calm, np.stack([tone_line, calm_line]))


def _rows(sets: Sequence[Labelled]) -> tuple[_Rows, NDArray[np.intp]]:
    """All rows in the columns that are frequent enough, and which buckets those are."""
    names = np.concatenate([np.full(len(one.texts), one.name) for one in sets])
    numbers = counted([text for one in sets for text in one.texts])
    columns = frequent(numbers.matrix, np.where(names == "mood", RAREST, 1))
    labels = np.concatenate([one.labels for one in sets])
    return _Rows(Counted(numbers.matrix[:, columns], numbers.sizes), names, labels), columns


def _head(head: str, rows: _Rows) -> tuple[Floats, Floats]:
    """Weights of one question, and the line to its logits."""
    asked, classes = classes_of(rows.labels, head)
    weights = shares(rows.names[asked], classes[asked], _weights(head, rows.names))
    asked[asked] = weights > 0
    rows, classes, weights = rows.part(np.flatnonzero(asked)), classes[asked], weights[weights > 0]
    matrix, unseen = rows.numbers.matrix, np.zeros(len(classes))
    folds = np.arange(len(classes)) % FOLDS
    for away in (folds == fold for fold in range(FOLDS)):
        slopes, offset = fit(matrix[~away], classes[~away], weights[~away], FIRMNESS[head])
        unseen[away] = matrix[away] @ slopes + offset
    slopes, offset = fit(matrix, classes, weights, FIRMNESS[head])
    told = line(unseen, rows.numbers.sizes, classes, _line_weights(head, rows.names, classes))
    return slopes, _moved(told, offset)


def _moved(told: Floats, offset: float) -> Floats:
    """The line for scores without the offset that the weights were fitted with."""
    return np.asarray(told + np.array([told[1] * offset, 0.0, 0.0]))


def _weights(head: str, names: NDArray[np.str_]) -> dict[str, float]:
    if head == "tone":
        return dict(TONE)
    return {str(name): CALM.get(str(name), CALM_OTHERS) for name in np.unique(names)}


def _line_weights(head: str, names: NDArray[np.str_], classes: NDArray[np.bool_]) -> Floats:
    """Posts weigh alike. Tone: a set's classes too, for no set knows what share of tomorrow's posts is negative."""
    posts = ~np.isin(names, UNCALIBRATED)
    weights = shares(names, classes, {}) if head == "tone" else np.isin(names, np.unique(names[posts & classes]))
    return np.asarray(np.where(posts, weights, 0.0))


def main(folder: Path, posts: Path | None = None, target: Path = SHIPPED) -> None:
    """Train on the training rows of the folder's sets and write the file."""
    unlabelled = [titles(posts), marked(posts)] if posts else []
    model = train([*(one.part(~one.test) for one in read(folder)), *unlabelled])
    model.save(target)
    told = f"{target.name}: {len(model.buckets):,} n-grams, {target.stat().st_size:,} bytes, version {model.version}\n"
    sys.stdout.write(told)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
