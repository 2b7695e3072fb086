"""Which of a day's subjects are one topic.

First what explains what (`trend.part_of`): a word goes with the theme or longer phrase that has most of its authors.
What then stands for itself is joined by average linkage: two groups become one while the mean closeness of all their
pairs is at least CLOSE. A chain of subjects of which only neighbours share posts does not hold, as it would with
connected components.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform

from warehouse.topic_links import Links

CLOSE = 0.3
STAY = 0.1  # what was one topic lately is that much closer, what was two that much farther: groups do not flicker
Subject = tuple[str, str]  # kind, subject
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Node:
    """A subject of a day: its number, how many authors it has beyond what was expected, and what explains it."""

    subject: Subject
    sid: int
    weight: float
    verdict: str
    whole: Subject | None


def groups(nodes: Sequence[Node], links: Links, lately: Mapping[Subject, str]) -> list[list[Node]]:
    """The day's topics, each with its subjects, heaviest first; `lately` says which topic a subject was of."""
    place = {node.subject: i for i, node in enumerate(nodes)}
    wholes = [place.get(node.whole, i) if node.whole else i for i, node in enumerate(nodes)]
    roots = sorted({_root(wholes, i) for i in range(len(nodes))})
    close = _matrix([nodes[i] for i in roots], links, lately)
    label = dict(zip(roots, average_linkage(close, CLOSE), strict=True))
    found: dict[int, list[Node]] = {}
    for i, node in enumerate(nodes):
        found.setdefault(label[_root(wholes, i)], []).append(node)
    ordered = [sorted(group, key=lambda node: (-node.weight, node.subject)) for group in found.values()]
    return sorted(ordered, key=lambda group: (-sum(node.weight for node in group), group[0].subject))


def _root(wholes: Sequence[int], i: int) -> int:
    for _ in wholes:
        if wholes[i] == i:
            break
        i = wholes[i]
    return i


def _matrix(roots: Sequence[Node], links: Links, lately: Mapping[Subject, str]) -> Floats:
    """Closeness of each pair, (n, n), with what they were to each other lately."""
    place = {node.sid: i for i, node in enumerate(roots)}
    close = np.zeros((len(roots), len(roots)))
    for one, other, near in zip(links.one.tolist(), links.other.tolist(), links.closeness.tolist(), strict=True):
        if one in place and other in place and near > 0:
            i, j = place[one], place[other]
            was = [lately.get(roots[k].subject) for k in (i, j)]
            stay = 0.0 if None in was else STAY if was[0] == was[1] else -STAY
            close[i, j] = close[j, i] = np.clip(near + stay, 0.0, 1.0)
    return close


def average_linkage(close: Floats, least: float) -> list[int]:
    """Labels (n,) of groups whose mean closeness, pair by pair, is at least `least`; (n, n) in, symmetric.

    What shares nothing cannot be joined, so each connected part is looked at alone: the same groups, less memory.
    """
    labels = np.zeros(len(close), np.int64)
    if not len(close):
        return []
    count, part = connected_components(coo_array(close > 0), directed=False)
    for k in range(count):
        at = np.flatnonzero(part == k)
        own = np.ones(1, np.int64)
        if len(at) > 1:
            apart = 1.0 - close[np.ix_(at, at)]
            np.fill_diagonal(apart, 0.0)
            own = fcluster(linkage(squareform(apart, checks=False), "average"), 1.0 - least, "distance")
        labels[at] = own + labels.max()
    return [int(label) for label in labels]
