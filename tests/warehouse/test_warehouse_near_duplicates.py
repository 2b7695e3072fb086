"""Who is whose copy: held against a plain loop over all pairs, whatever the limits of the fast way are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse import near_duplicates
from warehouse.bands import Meeting, band_keys, meetings
from warehouse.near_duplicates import AGREE, WINDOW, leaders


def prints(count: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 2**32, (count, 32), dtype=np.uint32)


def changed(row: np.ndarray, values: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    copy = row.copy()
    copy[rng.choice(32, values, replace=False)] = rng.integers(0, 2**32, values, dtype=np.uint32)
    return copy


def linked(table: np.ndarray, days: np.ndarray | None = None) -> list[int]:
    at = np.zeros(len(table), np.int64) if days is None else np.asarray(days, np.int64)
    return leaders(at, table, band_keys(table)).tolist()


def one_by_one(days: np.ndarray, table: np.ndarray, keys: np.ndarray) -> list[int]:
    originals: list[int] = []
    found = []
    for i in range(len(table)):
        of = [
            o
            for o in originals
            if days[i] - days[o] <= WINDOW and (keys[i] == keys[o]).any() and (table[i] == table[o]).sum() >= AGREE
        ]
        found.append(of[0] if of else i)
        if not of:
            originals.append(i)
    return found


@st.composite
def streams(draw):
    """Posts of a few texts, each changed a little or a lot, on days up to three windows apart."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    count = draw(st.integers(0, 60))
    table = prints(3, draw(st.integers(0, 9)))[rng.integers(0, 3, count)]
    for row in table:
        values = rng.integers(0, 14)
        row[rng.choice(32, values, replace=False)] = rng.integers(0, 3, values)
    return np.sort(rng.integers(0, 3 * WINDOW, count)), table


@pytest.mark.parametrize("limit", [4_000_000, 40, 1])
@given(stream=streams())
@settings(deadline=None, max_examples=40)
def test_links_are_those_of_all_pairs_in_order_of_time(limit, stream):
    days, table = stream
    keys = band_keys(table)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(near_duplicates, "_PAIRS", limit)
        assert leaders(days, table, keys).tolist() == one_by_one(days, table, keys)


@given(stream=streams(), cut=st.integers(0, 3 * WINDOW))
@settings(deadline=None, max_examples=60)
def test_in_two_goes_the_links_are_the_same(stream, cut):
    days, table = stream
    whole = linked(table, days)
    early = int(np.searchsorted(days, cut))
    known = [i for i in range(early) if whole[i] == i and cut - days[i] <= WINDOW]
    rows = [*known, *range(early, len(days))]
    again = leaders(days[rows], table[rows], band_keys(table[rows]), len(known))
    assert [rows[i] for i in again[len(known) :]] == whole[early:]


def test_copies_meet_and_strangers_do_not():
    rows = prints(50)
    table = np.vstack([rows, rows[7], changed(rows[7], 4, 2), changed(rows[9], 20, 3)])
    assert linked(table) == [*range(50), 7, 7, 52]


def test_nearly_all_pairs_at_the_edge_are_found():
    rows = prints(400)
    table = np.vstack([rows, [changed(row, 6, i) for i, row in enumerate(rows)]])
    found = np.array(linked(table))
    assert (found[400:] == np.arange(400)).mean() > 0.9


def test_a_copy_is_linked_to_an_original_never_to_a_copy():
    first = prints(1)[0]
    second = first.copy()
    second[:8] = 1  # agrees with the first in 24 values, the third agrees with it in 24 and with the first in 16
    third = second.copy()
    third[8:16] = 2
    fourth = third.copy()
    assert linked(np.vstack([first, second, third, fourth])) == [0, 0, 2, 2]


def test_links_reach_so_many_days_and_no_further():
    table = np.repeat(prints(1), 4, axis=0)
    assert linked(table, np.array([0, WINDOW, WINDOW + 1, 2 * WINDOW + 1])) == [0, 0, 2, 2]


@pytest.mark.parametrize("values", [0, 3])
def test_ten_thousand_copies_are_one_cluster_and_cost_little(values):
    rows = np.repeat(prints(1), 10_000, axis=0)
    rows[:, :values] = prints(10_000)[:, :values]
    assert set(linked(rows)) == {0}


def test_nothing_gives_nothing():
    assert linked(np.zeros((0, 32), np.uint32)) == []


def test_salts_keep_posts_apart():
    table = np.repeat(prints(1), 3, axis=0)
    keys = band_keys(table, np.array([0, 1, 1], np.uint64))
    assert leaders(np.zeros(3, np.int64), table, keys).tolist() == [0, 1, 1]


def test_those_that_share_a_band_are_found_among_many():
    few, many = prints(3), prints(5_000, 2)
    many[[17, 4_000], :8] = few[[0, 2], :8]
    few_keys, many_keys = band_keys(few), band_keys(many)
    assert Meeting(few_keys).rows(many_keys).tolist() == [17, 4_000]
    left, right = meetings(few_keys, many_keys)
    assert {*zip(left.tolist(), right.tolist(), strict=True)} == {(0, 17), (2, 4_000)}
