import numpy as np

from warehouse.near_duplicates import clusters, originals


def prints(count: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 2**32, (count, 32), dtype=np.uint32)


def changed(row: np.ndarray, values: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    copy = row.copy()
    copy[rng.choice(32, values, replace=False)] = rng.integers(0, 2**32, values, dtype=np.uint32)
    return copy


def test_copies_meet_and_strangers_do_not():
    rows = prints(50)
    table = np.vstack([rows, rows[7], changed(rows[7], 4, 2), changed(rows[9], 20, 3)])
    found = clusters(np.zeros(len(table), np.int64), table)
    assert found[7] == found[50] == found[51]
    assert found[52] != found[9]
    assert len(set(found[:50])) == 50


def test_nearly_all_pairs_at_the_edge_are_found():
    rows = prints(400)
    table = np.vstack([rows, [changed(row, 6, i) for i, row in enumerate(rows)]])
    found = clusters(np.zeros(len(table), np.int64), table)
    assert (found[:400] == found[400:]).mean() > 0.9


def test_days_are_apart():
    row = prints(1)
    assert len(set(clusters(np.array([1, 2]), np.vstack([row, row])))) == 2


def test_ten_thousand_copies_are_one_cluster_and_cost_little():
    table = np.repeat(prints(1), 10_000, axis=0)
    assert set(clusters(np.zeros(10_000, np.int64), table)) == {0}


def test_nothing_gives_nothing():
    assert clusters(np.zeros(0, np.int64), np.zeros((0, 32), np.uint32)).shape == (0,)


def test_the_original_is_the_earliest_of_its_cluster():
    cluster = np.array([0, 1, 0, 1, 2])
    order = np.array([5, 1, 2, 9, 3])
    assert originals(cluster, order).tolist() == [2, 1, 2, 1, 4]
