"""The weighing of a day's signs: boosted trees, and the chance that an ordinary day does as well.

Fitted by `python -m benchmarks.rising_fit` on rises put into the early years of two public hot lists, against the real
bursts of those lists. A larger excess never lowers the result (the trees are monotone in those signs). Kept as plain
arrays, so that reading them needs no library's pickles.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from warehouse.rise_signs import SIGNS
from warehouse.stretches import Floats

DEPTH = 4
NODES, LEAVES = 2**DEPTH - 1, 2**DEPTH
TIE = 0.02  # of the roots beyond what trees tell apart: among two that are far above all, the farther one is first
_ROWS = 8192  # at a time: what fits the processor's cache

Signs = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Trees:
    """`sign`, `above` (trees, 15): go right where the sign is above; `leaf` (trees, 16); `margins` of `surprises`."""

    base: float
    sign: npt.NDArray[np.int64]
    above: npt.NDArray[np.float32]
    leaf: npt.NDArray[np.float32]
    margins: Floats  # ascending
    surprises: Floats  # -log10 of the share of ordinary days that reach the margin

    def margin(self, signs: Signs) -> Floats:
        """(n,) log odds of a rise against an ordinary day, for (n, len(SIGNS)) signs."""
        found = np.empty(len(signs))
        for start in range(0, len(signs), _ROWS):
            part = signs[start : start + _ROWS]
            found[start : start + _ROWS] = self._margin(np.ascontiguousarray(part.T))
        return found

    def _margin(self, columns: Signs) -> Floats:
        total = np.full(columns.shape[1], self.base)
        for sign, above, leaf in zip(self.sign, self.above, self.leaf, strict=True):
            right = columns[sign] > above[:, None]
            total += leaf[_leaf(right)]
        return np.asarray(total + TIE * (columns[_ROOTS[0]] + columns[_ROOTS[1]]))

    def surprise(self, signs: Signs) -> Floats:
        """(n,) -log10 of the chance that an ordinary day looks so much like a rise; beyond the table in a line."""
        margin = self.margin(signs)
        steep = np.diff(self.surprises[-2:])[0] / np.diff(self.margins[-2:])[0]
        beyond = np.maximum(margin - self.margins[-1], 0.0) * steep
        return np.asarray(np.interp(margin, self.margins, self.surprises) + beyond)


_ROOTS = (SIGNS.index("root_7"), SIGNS.index("root_14"))


def _leaf(right: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """(n,) leaf of complete trees whose (15, n) nodes stand level by level."""
    place = np.zeros(right.shape[1], np.int64)
    turned: list[npt.NDArray[np.bool_]] = []
    for depth in range(DEPTH):
        level = right[2**depth - 1 : 2 ** (depth + 1) - 1]
        for before in turned:  # of the nodes left, the half that the earlier turn leads to
            half = len(level) // 2
            level = np.where(before, level[half:], level[:half])
        turned.append(level[0])
        place = 2 * place + level[0]
    return place


@cache
def trees() -> Trees:
    """The shipped ones; ValueError if they were fitted on other signs."""
    with (files("warehouse") / "rise_trees.npz").open("rb") as file, np.load(file) as told:
        if tuple(told["signs"]) != SIGNS:
            raise ValueError("rise_trees.npz was fitted on other signs: run python -m benchmarks.rising_fit")
        parts = (told["sign"].astype(np.int64), told["above"], told["leaf"], told["margins"], told["surprises"])
        return Trees(float(told["base"]), *parts)
