"""How well a model reads the labelled sets: each set's test rows, with and without emoticons, and across sets.

Across sets means that a model is trained on all other sets and judged on the one left out: what a team may expect on
posts of a kind that no set holds. SnowNLP stands beside, itself and not a copy, on a fixed sample of each set, since it
reads some eighty posts a second. Its own training texts are shop and hotel reviews: part of `shopping` and `hotel`.
"""

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contract.progress import OnProgress, Progress
from nlp.sentiment.measure import Figures, Floats, figures, reliability
from nlp.sentiment.model import Model
from nlp.sentiment.sets import Labelled, read, without_emoticons

SNOWNLP_ROWS = 300
QUICK_ROWS = 2000
LEAST_ROWS = 50  # a set with fewer test rows tells nothing
KIN = {"shopping": ("hotel",), "hotel": ("shopping",)}  # of one origin: left out together


@dataclass(frozen=True, slots=True)
class Judged:
    """Figures of one set's test rows: `kind` is all, two (neutral left out), bare (two, without emoticons) ..."""

    set: str
    kind: str
    figures: Figures


def judge(model: Model, one: Labelled) -> Iterator[Judged]:
    """Figures of a model on a set's rows: two classes, two without emoticons, and three where it has neutral rows."""
    told = model.probabilities(one.texts)
    yield Judged(one.name, "two", figures(told, one.labels, 2))
    bare = one.without(without_emoticons)
    yield Judged(one.name, "two, no emoticons", figures(model.probabilities(bare.texts), one.labels, 2))
    if (one.labels == 0).any():
        yield Judged(one.name, "three", figures(told, one.labels, 3))


def evaluate(
    folder: Path, model: Model, *, quick: bool = False, cross: bool = False, on_progress: OnProgress = lambda _: None
) -> list[Judged]:
    """All figures of a folder's sets. `quick`: at most QUICK_ROWS a set, no SnowNLP; `cross` retrains per set."""
    sets = read(folder)
    tests = [one for one in map(_tested, sets) if len(one.texts) >= LEAST_ROWS]
    judged: list[Judged] = []
    steps = len(tests) * (1 + (not quick) + cross)
    for one in tests:
        judged += judge(model, sample(one, QUICK_ROWS) if quick else one)
        on_progress(Progress(len({j.set for j in judged}), steps, "sets", one.name))
    done = len(tests)
    for read_set in [] if quick else tests:
        judged.append(Judged(read_set.name, "SnowNLP", snownlp(sample(read_set, SNOWNLP_ROWS))))
        done += 1
        on_progress(Progress(done, steps, "sets", f"SnowNLP on {read_set.name}"))
    for left_out in tests if cross else []:
        judged += left_one_out(sets, left_out.name)
        done += 1
        on_progress(Progress(done, steps, "sets", f"without {left_out.name}"))
    return judged


def left_one_out(sets: Sequence[Labelled], name: str) -> list[Judged]:
    """Figures on all rows of a set, of a model trained on all rows of the other sets."""
    from nlp.sentiment.train import train

    away = (name, *KIN.get(name, ()))
    model = train([one for one in sets if one.name not in away])
    (one,) = (one for one in sets if one.name == name)
    return [Judged(j.set, f"left out, {j.kind}", j.figures) for j in judge(model, one)]


def snownlp(one: Labelled, reader: Callable[[str], float] | None = None) -> Figures:
    """SnowNLP's own figures on a set's rows with a side; it knows no neutral."""
    sided = one.part(one.labels != 0)
    reader = reader or _snownlp()
    positive = np.array([reader(text) if text else 0.5 for text in sided.texts])  # "" divides by zero there
    return figures(np.stack([1 - positive, np.zeros(len(positive)), positive], axis=1), sided.labels, 2)


def calibration(model: Model, sets: Sequence[Labelled]) -> list[tuple[int, float, float]]:
    """Reliability of all rows of these sets together: texts, mean confidence, share right, per tenth of confidence."""
    told: list[Floats] = [model.probabilities(one.texts) for one in sets]
    truth: NDArray[np.int8] = np.concatenate([one.labels for one in sets]) + 1
    return reliability(np.concatenate(told), truth)


def sample(one: Labelled, rows: int) -> Labelled:
    """At most so many rows of a set, spread evenly over it: the files are sorted by trade and label."""
    chosen = np.zeros(len(one.texts), bool)
    chosen[np.linspace(0, len(chosen) - 1, min(rows, len(chosen))).astype(int)] = True
    return one.part(chosen)


def _tested(one: Labelled) -> Labelled:
    return one.part(one.test)


def _snownlp() -> Callable[[str], float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from snownlp import SnowNLP
    return lambda text: float(SnowNLP(text).sentiments)
