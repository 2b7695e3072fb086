import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from warehouse import rise_trees
from warehouse.bursts import loud
from warehouse.rise_signs import SIGNS, signs
from warehouse.rising import YOUNGEST, ratio, score
from warehouse.stretches import Stretch

DAYS = 90


def steady(rate: float = 4.0, seed: int = 1, series: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).poisson(rate, (series, DAYS))


def test_a_score_uses_nothing_that_came_later():
    counts = np.random.default_rng(3).poisson(3, (5, DAYS))
    counts[:, 70:] += 9
    exposure = np.random.default_rng(4).uniform(0.2, 1, (5, DAYS))
    whole = score(counts, exposure)
    for cut in (1, 30, 50, 72, 89):
        np.testing.assert_allclose(score(counts[:, :cut], exposure[:, :cut]), whole[:, :cut], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("counts", "exposure"),
    [
        (np.zeros((3, DAYS)), np.ones(DAYS)),
        (np.full((3, DAYS), 7), np.ones(DAYS)),
        (np.full((2, DAYS), 7), np.zeros(DAYS)),
        (np.full((2, DAYS), 7), np.full(DAYS, np.nan)),
        (np.full((1, 1), 100), np.ones(1)),
        (np.full((1, 20), 100), np.ones(20)),
    ],
)
def test_what_cannot_be_judged_or_does_not_rise_scores_nothing(counts, exposure):
    found = score(counts, exposure)
    assert found.shape == counts.shape
    assert (found < 0.5).all()


@pytest.mark.parametrize("shape", [(0, 10), (4, 0), (0, 0)])
def test_empty_arrays(shape):
    assert score(np.zeros(shape, int), np.ones(shape[1])).shape == shape


@given(
    counts=hnp.arrays(np.int64, (3, 60), elements=st.integers(0, 10**6)),
    exposure=hnp.arrays(
        np.float64, (60,), elements=st.sampled_from([0.0, 1e-9, 0.3, 1.0, 5000.0, np.nan, np.inf, -1.0])
    ),
)
@settings(max_examples=60, deadline=None)
def test_any_input_gives_finite_scores_of_zero_or_more(counts, exposure):
    found = score(counts, exposure)
    assert np.isfinite(found).all()
    assert (found >= 0).all()


def test_a_step_and_a_ramp_are_found_within_a_week_or_two():
    step, ramp = steady(), steady()
    step[:, 70:] += 8
    ramp[:, 70:] += np.arange(20)
    for counts in (step, ramp):
        found = score(counts, np.ones(DAYS))[0]
        assert found[60:70].max() < 1.5
        assert found[76] > 2.5 or found[80] > 2.5


def test_a_new_word_is_found_in_a_week_and_a_single_loud_day_is_not():
    new, flood = np.zeros((1, DAYS)), steady(2.0)
    new[0, 80:] = 2
    flood[0, 84] += 60
    assert score(new, np.ones(DAYS))[0, 87] > 2.3
    assert score(flood, np.ones(DAYS))[0, 84:].max() < 2.2
    assert loud(Stretch(flood[:, :86].astype(float), np.ones((1, 86)))) > 4


@pytest.mark.parametrize("rate", [0.3, 2.0, 20.0, 200.0, 5000.0])
def test_a_trebled_rate_is_found_at_any_volume_and_a_steady_one_never(rate):
    counts = np.random.default_rng(8).poisson(rate, (20, DAYS))
    quiet = score(counts, np.ones(DAYS))
    counts[:, 70:] = np.random.default_rng(9).poisson(3 * rate, (20, DAYS - 70))
    found = score(counts, np.ones(DAYS))[:, 70:].max(1)
    assert np.median(found) > (2.5 if rate >= 2 else 1.8)
    assert (quiet >= 2.5).any(1).mean() <= 0.05


def test_a_bigger_excess_on_all_days_scores_no_less_by_much():
    """The trees are monotone in each excess; what is left may weigh shape and volume against it, a little."""
    counts = np.tile(np.random.default_rng(10).poisson(3, (1, DAYS)), (5, 1))
    counts[:, 76:] += np.array([[2], [4], [8], [16], [32]])
    found = score(counts, np.ones(DAYS))[:, -1]
    assert (np.diff(found) > -0.3).all()
    assert found[-1] > found[0] + 1


def test_twice_the_exposure_with_twice_the_posts_is_no_rise():
    counts, exposure = steady(6), np.full(DAYS, 0.3)
    counts[:, 75:] *= 2
    blind = score(counts, np.ones(DAYS))[0, 75:].max()
    exposure[75:] = 0.6
    assert blind > 2.5
    assert score(counts, exposure)[0, 75:].max() < 1.5


def test_an_outage_neither_hides_a_rise_nor_makes_one_when_it_ends():
    counts, exposure = steady(10), np.ones(DAYS)
    counts[:, 60:63], exposure[60:63] = 0, 0.0
    assert score(counts, exposure)[0, 63:].max() < 2.5
    counts[:, 75:] += 15
    counts[:, 77], exposure[77] = 0, 0.0
    assert score(counts, exposure)[0, 83] > 2.5


def test_the_unit_of_exposure_does_not_matter():
    counts = steady(3, series=4)
    counts[:, 80:] += 6
    np.testing.assert_allclose(score(counts, np.ones(DAYS)), score(counts, np.full(DAYS, 812.0)), rtol=1e-9)


def test_steady_series_score_high_more_seldom_than_ordinary_subjects_of_hot_lists():
    found = score(steady(3, seed=5, series=2000), np.ones(DAYS))[:, YOUNGEST:]
    assert (found >= 2).mean() < 0.003
    assert (found >= 3).mean() < 0.0003


def test_a_swinging_past_asks_for_a_bigger_rise():
    calm, wild = np.full((1, DAYS), 6), np.full((1, DAYS), 6)
    wild[0] = np.where(np.arange(DAYS) // 7 % 2, 11, 1)
    for counts in (calm, wild):
        counts[:, 83:] = 14
    assert score(wild, np.ones(DAYS))[0, -1] < score(calm, np.ones(DAYS))[0, -1]
    swings, even = (Stretch(c.astype(float), np.ones((1, DAYS))).block_dispersion(7) for c in (wild, calm))
    assert swings > even


def test_the_ratio_lies_in_its_interval_and_narrows_with_more_posts():
    def of(rate):
        counts = np.full((1, 70), rate)
        counts[:, -7:] *= 2
        return ratio(Stretch(counts, np.ones((1, 70))))

    small, large = of(1.0), of(100.0)
    for told in (small, large):
        assert told.low[0] < told.ratio[0] < told.high[0]
    assert abs(large.ratio[0] - 2) < 0.05
    assert large.high[0] / large.low[0] < small.high[0] / small.low[0]


def test_days_before_anything_was_looked_at_are_no_quiet_past():
    counts, exposure = steady(5, seed=6), np.ones(DAYS)
    counts[:, :40], exposure[:40] = 0, 0.0
    counts[:, 80:] *= 3
    np.testing.assert_allclose(score(counts, exposure)[:, 40:], score(counts[:, 40:], exposure[40:]))


def test_a_subject_is_judged_by_itself():
    counts = np.random.default_rng(11).poisson(1.0, (50, DAYS))
    counts[:20, 75:] += np.random.default_rng(12).poisson(2.0, (20, 15))
    whole = score(counts, np.ones(DAYS))
    for row in (3, 30):
        np.testing.assert_array_equal(score(counts[row], np.ones(DAYS))[0], whole[row])


def test_only_the_days_asked_for_are_scored():
    counts = steady(3, series=3)
    counts[:, 75:] += 6
    whole, last = score(counts, np.ones(DAYS)), score(counts, np.ones(DAYS), first=DAYS - 1)
    np.testing.assert_array_equal(last[:, -1], whole[:, -1])
    assert not last[:, :-1].any() and whole[:, 80].all()


def test_trees_are_walked_as_they_were_grown():
    """A leaf is found by walking down; `_leaf` finds all of them at once."""
    rng = np.random.default_rng(13)
    right = rng.random((rise_trees.NODES, 40)) < 0.5
    for column in range(40):
        node = 0
        for _ in range(rise_trees.DEPTH):
            node = 2 * node + 1 + int(right[node, column])
        assert rise_trees._leaf(right)[column] == node - rise_trees.NODES


def test_signs_are_finite_and_named():
    found = signs(np.zeros((2, 60)), np.ones((1, 60)))
    assert found.shape == (2, len(SIGNS)) == (2, len(set(SIGNS)))
    assert np.isfinite(found).all()
