"""How well aspects are found and judged on the parts of the labelled sets that nothing was learned from."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from nlp import aspects
from nlp.aspects import labelled
from nlp.aspects.labelled import Labelled
from nlp.cues import Flags, Ints, Numbers


class Line(NamedTuple):
    """One line of figures: which set and part, how many judgements, and shares from 0 to 1 by name."""

    part: str
    judgements: int
    figures: dict[str, float]


def measure(folder: Path) -> list[Line]:
    """All figures on unseen text: finding each aspect, covering marked terms, polarity of each group and as a whole."""
    cars, seen, ours = labelled.car_sentences(folder)
    kept = {post for post, text in enumerate(cars.texts) if labelled.held_out(text)}
    lines = [_finding(aspect, seen[aspect] & kept, ours[aspect] & kept) for aspect in seen]
    told = [line.figures for line in lines]
    macro = {name: float(np.mean([figures[name] for figures in told])) for name in told[0]}
    lines.append(Line("finding, cars: macro", sum(line.judgements for line in lines), macro))
    terms = labelled.marked_terms(folder)
    lines += _by_group("terms covered", terms, lambda of: {"covered": float(np.array(terms.found)[of].mean())})
    return lines + polarity_lines(cars, terms)


def polarity_lines(cars: Labelled, terms: Labelled) -> list[Line]:
    """Polarity given the aspect: three classes on cars, positive against negative on marked terms."""
    three = judged(cars)
    label = np.array(cars.label)
    lines = _by_group("polarity of 3, cars", cars, lambda of: scores(label[of], three[of].argmax(axis=1), (0, 1, 2)))
    two = judged(terms)
    kind = np.array(terms.label)
    sided = np.where(two[:, 0] > two[:, 2], 0, 2)
    return lines + _by_group(
        "polarity of 2, terms", terms, lambda of: scores(kind[of], sided[of], (0, 2)), also=kind != 1
    )


def judged(told: Labelled) -> Numbers:
    """Probabilities of each judgement: the mean of those of its places."""
    rows = aspects.polarity(told.texts, told.places)
    which = np.array(told.judgement)
    sums = np.stack([np.bincount(which, rows[:, i]) for i in range(3)], axis=1)
    means: Numbers = sums / np.bincount(which)[:, None]
    return means


def scores(truth: Ints, guess: Ints, classes: Sequence[int]) -> dict[str, float]:
    """Macro-F1 over `classes`, accuracy, and the F1 of each."""
    each = [_f1(*_precision_recall(set(np.flatnonzero(truth == c)), set(np.flatnonzero(guess == c)))) for c in classes]
    names = ("negative", "neutral", "positive")
    by_class = {names[c]: value for c, value in zip(classes, each, strict=True)}
    return {"macro-F1": float(np.mean(each)), "accuracy": float((truth == guess).mean()), **by_class}


def _finding(aspect: str, truth: set[int], found: set[int]) -> Line:
    precision, recall = _precision_recall(truth, found)
    figures = {"precision": precision, "recall": recall, "F1": _f1(precision, recall)}
    return Line(f"finding, cars: {aspect}", len(truth), figures)


def _by_group(
    title: str, told: Labelled, figures: Callable[[Ints], dict[str, float]], also: Flags | None = None
) -> list[Line]:
    """One line for each group of the unseen judgements, and one for all of them."""
    kept = np.array(told.unseen) if also is None else np.array(told.unseen) & also
    group = np.array(told.group)
    parts = [(name, kept & (group == name)) for name in sorted(set(told.group))]
    wanted = [(name, np.flatnonzero(of)) for name, of in [*parts, ("all", kept)] if of.any()]
    return [Line(f"{title}: {name}", len(of), figures(of)) for name, of in wanted]


def _precision_recall(truth: set[int], found: set[int]) -> tuple[float, float]:
    right = len(truth & found)
    return right / max(len(found), 1), right / max(len(truth), 1)


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
