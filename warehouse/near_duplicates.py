"""Finds near-duplicates from MinHash fingerprints: within a day, across platforms.

Two posts are near-duplicates if at least 24 of their 32 MinHash values agree (Jaccard similarity of about .75 and
more). Comparing all pairs is out of the question, so signatures are cut into 8 bands of 4 values: pairs that agree in
a whole band are candidates (at similarity .8, 98 of 100 pairs meet in one), each is verified, and what hangs together
is one cluster (Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, chapter 3).
"""

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

AGREE = 24
_BANDS = 8

Ints = npt.NDArray[np.int64]


def clusters(days: Ints, fingerprints: npt.NDArray[np.uint32]) -> Ints:
    """Number of each row's cluster.

    `days` (n,) any number per day; `fingerprints` (n, 32). Rows of one number are near-duplicates of one day,
    directly or through others. Returns (n,) numbers from 0.
    """
    count = len(days)
    pairs = [_candidates(days, fingerprints, band) for band in range(_BANDS)] if count else []
    left = np.concatenate([a for a, _ in pairs]) if pairs else np.zeros(0, np.int64)
    right = np.concatenate([b for _, b in pairs]) if pairs else np.zeros(0, np.int64)
    same = _agree(fingerprints, left, right)
    graph = coo_array((np.ones(same.sum(), np.int8), (left[same], right[same])), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64) if count else np.zeros(0, np.int64)


def _candidates(days: Ints, fingerprints: npt.NDArray[np.uint32], band: int) -> tuple[Ints, Ints]:
    """Pairs of rows whose band agrees: each row with its bucket's first row and with the row before it.

    A bucket of k rows gives 2k pairs, not k squared: a flood of a thousand copies stays cheap.
    """
    width = fingerprints.shape[1] // _BANDS
    keys = np.column_stack([days.astype(np.uint64), fingerprints[:, band * width : (band + 1) * width]])
    order = np.lexsort(keys.T)
    sorted_keys = keys[order]
    fresh = np.ones(len(order), bool)
    fresh[1:] = (sorted_keys[1:] != sorted_keys[:-1]).any(axis=1)
    first = np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0))
    later = np.flatnonzero(~fresh)
    left = np.concatenate([order[first[later]], order[later - 1]])
    return left, np.concatenate([order[later], order[later]])


def _agree(fingerprints: npt.NDArray[np.uint32], left: Ints, right: Ints) -> npt.NDArray[np.bool_]:
    """Whether each pair agrees in enough values; in slices, for memory."""
    same = np.zeros(len(left), bool)
    for start in range(0, len(left), 200_000):
        part = slice(start, start + 200_000)
        agreeing = (fingerprints[left[part]] == fingerprints[right[part]]).sum(axis=1)
        same[part] = agreeing >= AGREE * fingerprints.shape[1] / 32
    return same


def originals(cluster: Ints, order: Ints) -> Ints:
    """For each row the row of its cluster that comes first in `order` (smaller is earlier, no ties), maybe itself."""
    by_cluster = np.lexsort((order, cluster))
    sorted_cluster = cluster[by_cluster]
    fresh = np.ones(len(cluster), bool)
    fresh[1:] = sorted_cluster[1:] != sorted_cluster[:-1]
    first = by_cluster[np.maximum.accumulate(np.where(fresh, np.arange(len(cluster)), 0))]
    result = np.empty(len(cluster), np.int64)
    result[by_cluster] = first
    return result
