"""A team's own labels: read from a CSV, measured before and after, and the model adapted to them.

The shipped weights stand on 120,000 public texts that a team does not have, and no few hundred labels of its own
outweigh them. So they stay: learning starts from them and is penalised for moving away, and only n-grams that stand in
the team's own texts move. What comes out is again one set of weights.
"""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize

from contract.errors import FengxiangError
from nlp.normalise import normalised
from nlp.sentiment.fitting import FOLDS, Counted, Floats, classes_of, counted, fit, line, packed
from nlp.sentiment.measure import Figures, figures
from nlp.sentiment.model import HEADS, Model
from nlp.sentiment.sets import NEGATIVE, NEUTRAL, POSITIVE, Labelled, key_of, split

LEAST = 20  # texts of each class: fewer cannot be learned from and measured on
FIRMNESS = {"alone": 5.0, "based": 5.0}  # the inverse weight of the penalty, as scikit-learn's C
RAREST = 2
TEXT_COLUMNS = ("text", "review", "content", "内容", "文本", "评论", "正文", "微博正文", "评论内容")
LABEL_COLUMNS = ("label", "sentiment", "标签", "情感", "情感倾向", "类别", "评价")
MEANINGS: Mapping[str, int] = {
    **dict.fromkeys(("1", "+1", "positive", "pos", "正面", "积极", "正", "好评", "正向"), POSITIVE),
    **dict.fromkeys(("neutral", "neu", "中性", "中", "中评", "中立"), NEUTRAL),
    **dict.fromkeys(("-1", "negative", "neg", "负面", "消极", "负", "差评", "负向"), NEGATIVE),
}
ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class OwnLabels:
    """The rows of a CSV that can be learned from, and why the others cannot: reason -> how many."""

    labelled: Labelled
    bad: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Retrained:
    """The adapted model with its figures on the held-out fifth, beside those of the model before."""

    model: Model
    trained_on: int
    before: Figures
    after: Figures


def read_csv(path: Path, text_column: str | None = None, label_column: str | None = None) -> OwnLabels:
    """Texts and labels of a CSV (UTF-8 or GBK, with a heading line); texts twice with unlike labels are left out.

    0 means negative where -1 does not occur among the labels, else neutral. Raises FengxiangError with the way out.
    """
    rows = _rows(path)
    headings = [name.strip() for name in rows[0]] if rows else []
    text_at = _column(path, headings, text_column, TEXT_COLUMNS, "--text-column")
    label_at = _column(path, headings, label_column, LABEL_COLUMNS, "--label-column")
    whole = [row for row in rows[1:] if any(map(str.strip, row))]
    cells = [
        (row[text_at], row[label_at].strip().lower().removesuffix(".0"))
        for row in whole
        if len(row) > max(text_at, label_at)
    ]
    meanings = {**MEANINGS, "0": NEUTRAL if any(label == "-1" for _, label in cells) else NEGATIVE}
    bad: Counter[str] = Counter({"too few columns": len(whole) - len(cells)})
    return _gathered(path, cells, meanings, bad)


def retrain(own: Labelled, base: Model, *, alone: bool = False) -> Retrained:
    """Hold out a fifth, learn from the rest, measure both models on the fifth, and learn again from all.

    `alone` starts from nothing instead of the base. A question that the labels do not ask (no neutral rows: whether a
    post takes a side) keeps the base's answer. Raises FengxiangError where a class has too few texts.
    """
    _enough(own)
    training, held = own.part(~own.test), own.part(own.test)
    trial = _adapted(training, base, alone)
    before, after = (figures(model.probabilities(held.texts), held.labels) for model in (base, trial))
    return Retrained(_adapted(own, base, alone), len(training.texts), before, after)


def _adapted(own: Labelled, base: Model, alone: bool) -> Model:
    """The base's weights with what these rows add."""
    numbers = counted(own.texts)
    columns = np.union1d(np.flatnonzero(numbers.matrix.getnnz(axis=0) >= RAREST), base.buckets)
    weights = np.zeros((len(HEADS), len(columns)))
    weights[:, np.searchsorted(columns, base.buckets)] = base.weights * base.scales[:, None]
    inside = Counted(numbers.matrix[:, columns], numbers.sizes)
    lines = base.lines.copy()
    for i, head in enumerate(HEADS):
        asked, classes = classes_of(own.labels, head)
        rows, classes = inside.rows(np.flatnonzero(asked)), classes[asked]
        if classes.any() and not classes.all():
            slope = lines[i, 1] + lines[i, 2] * rows.sizes.mean()
            weights[i], lines[i] = _head(rows, classes, None if alone else weights[i] * slope)
    return packed(columns, weights[0], weights[1], lines)


def _head(rows: Counted, classes: NDArray[np.bool_], base: Floats | None) -> tuple[Floats, Floats]:
    """Weights and line of one question; the line is fitted on rows that the weights had not seen."""
    unseen, folds = np.zeros(len(classes)), np.arange(len(classes)) % FOLDS
    for away in (folds == fold for fold in range(FOLDS)):
        weights, offset = _learned(rows.matrix[~away], classes[~away], base)
        unseen[away] = rows.matrix[away] @ weights + offset
    weights, offset = _learned(rows.matrix, classes, base)
    told = line(unseen, rows.sizes, classes, np.ones(len(classes)))
    return weights, told + np.array([told[1] * offset, 0.0, 0.0])


def _learned(matrix: sp.csr_matrix, classes: NDArray[np.bool_], base: Floats | None) -> tuple[Floats, float]:
    """Weights and offset; with a base, logistic regression whose penalty draws the weights toward the base's."""
    if base is None:
        return fit(matrix, classes, np.ones(len(classes)), FIRMNESS["alone"])
    used = np.flatnonzero(matrix.getnnz(axis=0))
    inside, known = matrix[:, used].astype(np.float64), matrix @ base
    signs = np.where(classes, 1.0, -1.0)

    def loss(added: Floats) -> tuple[float, Floats]:
        margins = signs * (known + inside @ added[:-1] + added[-1])
        pulls = -signs / (1 + np.exp(np.clip(margins, -30, 30)))
        penalty = added[:-1] / FIRMNESS["based"]
        value = np.logaddexp(0, -margins).sum() + added[:-1] @ penalty / 2
        return float(value), np.append(inside.T @ pulls + penalty, pulls.sum())

    found = minimize(loss, np.zeros(len(used) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    weights = base.copy()
    weights[used] += found[:-1]
    return weights, float(found[-1])


def _rows(path: Path) -> list[list[str]]:
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise FengxiangError(
            f"{path}: cannot be read: {fault.strerror}. Name a CSV with a text and a label column"
        ) from None
    for encoding in ENCODINGS:
        try:
            text = raw.decode(encoding)
            return list(csv.reader(io.StringIO(text.replace("\0", ""), newline="")))
        except UnicodeDecodeError:
            continue
        except csv.Error as fault:
            raise FengxiangError(f"{path}: is no CSV: {fault}. Save it as CSV with commas") from None
    raise FengxiangError(f"{path}: is neither UTF-8 nor GBK. Save it as UTF-8")


def _column(path: Path, headings: Sequence[str], wanted: str | None, known: Sequence[str], option: str) -> int:
    names = [wanted] if wanted else known
    lower = [heading.lower() for heading in headings]
    for name in names:
        if name.lower() in lower:
            return lower.index(name.lower())
    there = ", ".join(headings) or "none: the file is empty"
    raise FengxiangError(f"{path}: no column {' or '.join(names)}; its headings are {there}. Name one with {option}")


def _gathered(
    path: Path, cells: Sequence[tuple[str, str]], meanings: Mapping[str, int], bad: Counter[str]
) -> OwnLabels:
    """Each text once, with what its label means."""
    first: dict[str, tuple[str, int]] = {}
    torn: set[str] = set()
    for text, (_, label) in zip(normalised([raw for raw, _ in cells]), cells, strict=True):
        if not text:
            bad["no text"] += 1
        elif label not in meanings:
            bad[f"unknown label {label[:20]!r}"] += 1
        elif (key := key_of(text)) not in first:
            first[key] = (text, meanings[label])
        else:
            bad["said before"] += 1
            if first[key][1] != meanings[label]:
                torn.add(key)
    bad["labelled both ways"] += len(torn)
    keys = [key for key in first if key not in torn]
    labels = np.array([first[key][1] for key in keys], np.int8)
    return OwnLabels(Labelled(path.stem, [first[key][0] for key in keys], labels, split(keys)), +bad)


def _enough(own: Labelled) -> None:
    counts = {name: int((own.labels == label).sum()) for name, label in (("positive", 1), ("negative", -1))}
    if neutral := int((own.labels == NEUTRAL).sum()):
        counts["neutral"] = neutral
    if short := [f"{n} {name}" for name, n in counts.items() if n < LEAST]:
        raise FengxiangError(f"{own.name}: only {' and '.join(short)} texts; at least {LEAST} of each class are needed")
