"""The small linear model that weighs the evidence near a mention: negative, neutral or positive.

Two logistic regressions: is there an opinion at all, and if so, is it good or bad? They are apart because people who
mark terms with opinions mark no others, so such sets can hardly teach the first. Both rest on the counts of
nlp.aspects.counting, on the mood of clause and post as nlp.sentiment tells it, and on the characters around the mention
(1 to 3 in a row, hashed into 32,768 cells; Weinberger et al. 2009). The weights are `weights.npz`, made by
`python -m nlp.aspects.train`; the cells are kept as bytes with one scale, which keeps the file small.
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.aspects.counting import NAMES
from nlp.aspects.evidence import Evidence, Mentions, spans
from nlp.cues import Ints, Numbers

FILE = Path(__file__).parent / "weights.npz"
MOODS = ("mood of the clause", "calm of the clause", "mood of the post", "calm of the post")
CELLS = 1 << 15
BEFORE, AFTER = 8, 16  # characters around the start of a mention
GRAM_WEIGHT = 0.3  # of a character feature beside the counts
_SIZES = (1, 2, 3)
_LEAST = 1e-3  # a probability below says no more


@cache
def _weights() -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Of counts, moods and a constant: (features + 1, 2); of the cells and an empty one: (2, CELLS + 1)."""
    with np.load(FILE) as stored:
        cells = (stored["cells"] * stored["scale"]).T.astype(np.float32)
        return stored["counts"].astype(np.float64), np.hstack([cells, np.zeros((2, 1), np.float32)])


def save(counts: Numbers, cells: Numbers) -> None:
    """Write new weights: (len(FEATURES) + 1, 2) and (CELLS, 2); first opinion, then praise."""
    scale = np.abs(cells).max() / 127
    np.savez_compressed(
        FILE, counts=counts.astype(np.float32), cells=np.rint(cells / scale).astype(np.int8), scale=scale
    )
    _weights.cache_clear()


def probabilities(counts: Numbers, moods: Numbers, cells: Ints) -> Numbers:
    """Negative, neutral, positive of each mention: float array (mentions, 3), rows sum to 1."""
    known, hashed = _weights()
    logits = np.hstack([counts, moods, np.ones((len(counts), 1))]) @ known
    logits += GRAM_WEIGHT * np.stack([side[cells].sum(axis=1) for side in hashed], axis=1)
    opinion, praise = 1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0))).T
    return np.stack([opinion * (1.0 - praise), 1.0 - opinion, opinion * praise], axis=1)


def moods(clause: Numbers, post: Numbers) -> Numbers:
    """Two numbers for each of two rows of probabilities: log odds of positive to negative, and log of neutral."""
    told = []
    for row in (clause, post):
        safe = np.clip(row, _LEAST, 1.0)
        told += [np.log(safe[:, 2] / safe[:, 0]) / 2, np.log(safe[:, 1]) / 2]
    return np.stack(told, axis=1)


def grams(evidence: Evidence, mentions: Mentions) -> Ints:
    """Cells of the characters around each mention within its clauses, (mentions, places); CELLS where there is none.

    A cell that a mention meets twice counts once.
    """
    codes, clause = evidence.batch.codes, evidence.clause
    places = mentions.start[:, None] + np.arange(-BEFORE, AFTER)
    safe = np.clip(places, 0, len(codes) - 1)
    first, last = spans(evidence, mentions)
    inside = (safe == places) & (clause[safe] >= first[:, None]) & (clause[safe] <= last[:, None])
    near = np.where(inside, codes[safe], 0).astype(np.uint64)
    told = np.sort(np.concatenate([_hashed(near, size) for size in _SIZES], axis=1), axis=1)
    told[:, 1:][told[:, 1:] == told[:, :-1]] = CELLS
    return told


def _hashed(near: NDArray[np.uint64], size: int) -> Ints:
    """The cell of each run of `size` characters; a run that leaves the clause has none."""
    width = near.shape[1] - size + 1
    value = np.full((len(near), width), size * 7919, np.uint64)
    whole = np.ones((len(near), width), bool)
    for step in range(size):
        chars = near[:, step : step + width]
        whole &= chars > 0
        value = value * np.uint64(1_000_003) + chars
    value ^= value >> np.uint64(29)
    value *= np.uint64(0xBF58476D1CE4E5B9)
    value ^= value >> np.uint64(32)
    return np.where(whole, (value & np.uint64(CELLS - 1)).astype(np.int64), CELLS)


FEATURES = (*NAMES, *MOODS)
