"""Labelled posts as the models read them: what worlds are drawn from.

Only rows that no model was trained on (nlp.sentiment.sets), so that the errors in a trial are real ones. Of the set
with marked terms, what is said of the term is read as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from contract.errors import FengxiangError
from contract.progress import OnProgress, Progress

BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "labelled"
SETS = ("weibo2018", "smp2020", "waimai", "shopping", "moods8", "covid7", "absa")
_LEAST = 100  # posts of each kind, below which a set would repeat itself
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Read:
    """What one model makes of each post, (posts,): its probability of negative, and whether that is its label."""

    probability: Floats
    negative: Bools


@dataclass(frozen=True, slots=True)
class Reading:
    """One set: whether people call a post negative, and what models read: the shipped one, another, of the aspect.

    `other` is SnowNLP, as different a model as an update could bring; `aspect` is None where no term is marked.
    """

    name: str
    bad: Bools
    ours: Read
    other: Read
    aspect: Read | None = None

    @property
    def kinds(self) -> tuple[Ints, Ints]:
        """Rows of negative and of other posts, as people labelled them."""
        return np.flatnonzero(self.bad), np.flatnonzero(~self.bad)

    @property
    def labels_apart(self) -> float:
        """The share of negative posts that the model labels so, less that of others: what it leaves of a change."""
        return float(self.ours.negative[self.bad].mean() - self.ours.negative[~self.bad].mean())


@dataclass(frozen=True, slots=True)
class Readings:
    """The sets that themes are drawn from, and the one that aspects are (None where it is not there)."""

    themes: tuple[Reading, ...]
    aspects: Reading | None
    folder: Path

    def separation(self) -> float:
        """Mean probability of negative of posts that are, less that of others, over the sets."""
        gaps = [r.ours.probability[r.bad].mean() - r.ours.probability[~r.bad].mean() for r in self.themes]
        return float(np.mean(gaps))

    def labels_apart(self) -> float:
        """What the model leaves of a change, over the sets."""
        return float(np.mean([r.labels_apart for r in self.themes]))


def load(folder: Path | None, on_progress: OnProgress) -> Readings:
    """Read the sets of `folder` (None: beside the project). FengxiangError where they are not there."""
    from nlp.sentiment.sets import read

    place = folder or BESIDE
    if not place.is_dir():
        raise FengxiangError(
            f"{place}: no labelled sets here. Name their folder with --data (docs/evaluating-alerts.md tells of them)"
        )
    sets = [s for s in read(place) if s.name in SETS]
    found = []
    for done, one in enumerate(sets, 1):
        told = _reading(one.name, one.part(one.test).texts, np.asarray(one.part(one.test).labels == -1))
        on_progress(Progress(done, len(sets), "sets", one.name))
        if min(told.bad.sum(), (~told.bad).sum()) >= _LEAST:
            found.append(told)
    if not found:
        raise FengxiangError(
            f"{place}: none of {', '.join(SETS)} has {_LEAST} negative and {_LEAST} other posts to test on"
        )
    return Readings(tuple(found), next(_marked(place), None), place)


def _reading(name: str, texts: list[str], bad: Bools) -> Reading:
    from nlp import segment, sentiment

    told = sentiment.shipped().probabilities(texts)
    positive = np.array([sentiment.bayes_positive(words) for words in segment.words(texts)])
    return Reading(name, bad, _read(told), Read(1 - positive, positive < 0.5))


def _marked(folder: Path) -> Iterator[Reading]:
    """Terms that people marked in unseen posts: what is said of the term beside what the whole post says."""
    from nlp import aspects
    from nlp.aspects.labelled import ABSA, marked_terms

    if not (folder / f"{ABSA}.parquet").is_file():
        return
    told = marked_terms(folder)
    rows = [i for i, unseen in enumerate(told.unseen) if unseen]
    posts = _reading(ABSA, [told.texts[told.places[i][0]] for i in rows], np.array([told.label[i] == 0 for i in rows]))
    three = aspects.polarity(told.texts, [told.places[i] for i in rows])
    best, surest = three.argmax(axis=1), three.max(axis=1)
    # as the warehouse has it: of the opinions that are not the likeliest, only their sum is known
    read = Read(np.where(best == 0, surest, (1 - surest) / 2), best == 0)
    yield Reading(ABSA, posts.bad, posts.ours, posts.other, read)


def _read(three: Floats) -> Read:
    return Read(np.asarray(three[:, 0], np.float64), np.asarray(three.argmax(axis=1) == 0))
