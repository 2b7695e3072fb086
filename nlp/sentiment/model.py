"""The weights that make n-grams into probabilities, and the file they are kept in.

Two questions are asked of a post: does it take a side at all (calm), and which (tone). Each is a linear score: the sum
of its n-grams' weights over the root of their number, for n-grams of one text agree with one another. A score becomes
a logit by a line whose slope grows with the logarithm of the length (Platt's scaling, fitted on texts the weights have
not seen):
    P(neutral) = logistic(calm), P(positive) = (1 - P(neutral)) logistic(tone), P(negative) the rest.
"""

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contract.errors import FengxiangError
from nlp.sentiment.grams import BITS, Grams, chunks, grams

FORMAT = 1  # a file of another format is refused: its buckets or its calibration would mean something else
HEADS = ("tone", "calm")
SOFTENING = 10.0  # so many silent n-grams stand in every text: three characters are not as sure as thirty
SILENT = 0.9  # P(neutral) of a text of which nothing is known
STEPS = 127  # of the int8 weights to each side
LONGEST = 6.4  # log count of n-grams (200 characters) from which on the slope stays as it is: few texts are longer
_LARGEST = 30.0  # of a logit: no probability is exactly 0 or 1

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """`buckets` (n) that have `weights` int8 (2, n); `scales` (2) of a step; `lines` (2, 3): offset, slope, growth."""

    buckets: NDArray[np.int32]
    weights: NDArray[np.int8]
    scales: Floats
    lines: Floats
    source: str = field(default="", compare=False)

    @cached_property
    def tables(self) -> NDArray[np.int8]:
        """Weights by bucket, (2, 2^BITS)."""
        tables = np.zeros((len(HEADS), 1 << BITS), np.int8)
        tables[:, self.buckets] = self.weights
        return tables

    @cached_property
    def version(self) -> str:
        """Digest of all that a score depends on, 16 hex digits."""
        digest = hashlib.sha256(f"{FORMAT} {SOFTENING} {SILENT} {LONGEST}".encode())
        for part in (self.buckets, self.weights, self.scales, self.lines):
            digest.update(np.ascontiguousarray(part).tobytes())
        return digest.hexdigest()[:16]

    def scores(self, texts: Sequence[str]) -> tuple[Floats, Floats, NDArray[np.bool_]]:
        """Of normalised texts: linear scores (2, n), log counts of n-grams (n), and which texts say nothing known."""
        parts = [self._scores(grams(texts[chunk])) for chunk in chunks(texts)]
        if not parts:
            return np.zeros((len(HEADS), 0)), np.zeros(0), np.zeros(0, bool)
        sums, counts = (np.concatenate(each, axis=-1) for each in zip(*parts, strict=True))
        return self.scales[:, None] * sums / np.sqrt(counts + SOFTENING), sizes_of(counts), ~np.any(sums, axis=0)

    def _scores(self, found: Grams) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        sums = [np.add.reduceat(_summed(table, found.buckets), found.begins, dtype=np.int64) for table in self.tables]
        return np.stack(sums), found.counts

    def logits(self, texts: Sequence[str]) -> tuple[Floats, NDArray[np.bool_]]:
        """Calibrated logits (2, n) of tone and calm, and which texts say nothing known."""
        scores, sizes, silent = self.scores(texts)
        offset, slope, growth = self.lines.T[:, :, None]
        return np.clip(offset + scores * (slope + growth * sizes), -_LARGEST, _LARGEST), silent

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """(n, 3): negative, neutral, positive of normalised texts."""
        (tone, calm), silent = self.logits(texts)
        positive, neutral = logistic(tone), logistic(calm)
        positive[silent], neutral[silent] = 0.5, SILENT
        return np.stack([(1 - neutral) * (1 - positive), neutral, (1 - neutral) * positive], axis=1)

    def save(self, path: Path) -> None:
        """Write the file; the same model always gives the same bytes."""
        gaps = np.diff(self.buckets, prepend=np.int32(0))
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer, format=FORMAT, gaps=gaps, weights=self.weights, scales=self.scales, lines=self.lines
        )
        path.write_bytes(buffer.getvalue())


def load(path: Path | str) -> Model:
    """The model that `fengxiang train sentiment` or nlp.sentiment.train wrote to a file."""
    try:
        with np.load(io.BytesIO(Path(path).read_bytes()), allow_pickle=False) as held:
            parts = {name: held[name] for name in held.files}
        known = int(parts["format"]) == FORMAT
        model = Model(
            np.cumsum(parts["gaps"]).astype(np.int32), parts["weights"], parts["scales"], parts["lines"], str(path)
        )
        fits = known and _fits(model)
    except FileNotFoundError:
        raise FengxiangError(
            f"{path}: there is no such sentiment model; make one with fengxiang train sentiment"
        ) from None
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        fits = False
    if not fits:
        raise FengxiangError(f"{path} is no sentiment model of this version. Train it anew: fengxiang train sentiment")
    return model


def sizes_of(counts: NDArray[np.int64]) -> Floats:
    """What the slope of a line grows with: the log of how many n-grams a text has, LONGEST at most."""
    return np.minimum(np.log(counts), LONGEST)


def logistic(x: Floats) -> Floats:
    """1 / (1 + exp(-x))."""
    return np.asarray(1.0 / (1.0 + np.exp(-x)))


def _summed(table: NDArray[np.int8], buckets: NDArray[np.int32]) -> NDArray[np.int16]:
    """Of the n-grams that begin at each place, the sum of their weights."""
    total: NDArray[np.int16] = table.take(buckets[0]).astype(np.int16)
    for row in buckets[1:]:
        total += table.take(row)
    return total


def _fits(model: Model) -> bool:
    """Whether the parts of a file belong together; a damaged file must not reach numpy's indexing."""
    heads, size = len(HEADS), len(model.buckets)
    shapes = model.weights.shape == (heads, size) and model.scales.shape == (heads,) and model.lines.shape == (heads, 3)
    finite = bool(np.isfinite(model.scales).all() and np.isfinite(model.lines).all())
    inside = size == 0 or bool((model.buckets > 0).all() and model.buckets.max() < 1 << BITS)
    return shapes and finite and inside and model.weights.dtype == np.int8
