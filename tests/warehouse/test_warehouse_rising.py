import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from warehouse.rising import LOOKBACK, Weeks, dispersion, ratio, score, weeks_of

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
        assert found[60:70].max() < 3
        assert found[76] > 4 or found[80] > 4


def test_a_new_word_does_not_explode_at_its_third_author_but_is_found_at_its_tenth():
    few, many = np.zeros((1, DAYS)), np.zeros((1, DAYS))
    few[0, 80:83] = 1
    many[0, 80:85] = 2
    assert score(few, np.ones(DAYS)).max() < 4
    assert score(many, np.ones(DAYS)).max() > 4


def test_twice_the_exposure_with_twice_the_posts_is_no_rise():
    counts, exposure = steady(6), np.full(DAYS, 0.3)
    counts[:, 75:] *= 2
    blind = score(counts, np.ones(DAYS))[0, 75:].max()
    exposure[75:] = 0.6
    assert blind > 3
    assert score(counts, exposure)[0, 75:].max() < 1.5


def test_an_outage_neither_hides_a_rise_nor_makes_one_when_it_ends():
    counts, exposure = steady(10), np.ones(DAYS)
    counts[:, 60:63], exposure[60:63] = 0, 0.0
    assert score(counts, exposure)[0, 63:].max() < 2.5
    counts[:, 75:] += 15
    counts[:, 77], exposure[77] = 0, 0.0
    assert score(counts, exposure)[0, 83] > 4


def test_the_unit_of_exposure_does_not_matter():
    counts = steady(3, series=4)
    counts[:, 80:] += 6
    np.testing.assert_allclose(score(counts, np.ones(DAYS)), score(counts, np.full(DAYS, 812.0)), rtol=1e-9)


def test_false_alarms_on_steady_series_are_as_rare_as_the_score_says():
    found = score(steady(3, seed=5, series=2000), np.ones(DAYS))[:, LOOKBACK:]
    assert (found >= 2).mean() < 0.01
    assert (found >= 3).mean() < 0.001


def test_a_swinging_past_asks_for_a_bigger_rise():
    calm, wild = np.full((1, DAYS), 6), np.full((1, DAYS), 6)
    wild[0] = np.where(np.arange(DAYS) // 7 % 2, 11, 1)
    for counts in (calm, wild):
        counts[:, 83:] = 14
    assert score(wild, np.ones(DAYS))[0, -1] < score(calm, np.ones(DAYS))[0, -1]
    assert dispersion(np.array([[77.0], [7], [77], [7]]), np.ones((4, 1))) > dispersion(
        np.full((4, 1), 42.0), np.ones((4, 1))
    )


def test_the_ratio_lies_in_its_interval_and_narrows_with_more_posts():
    def of(count, base):
        return ratio(Weeks(np.array([count]), np.array([7.0]), np.full((4, 1), base), np.full((4, 1), 7.0)))

    small, large = of(6.0, 3.0), of(600.0, 300.0)
    for point, low, high in (small, large):
        assert low < point < high
    assert abs(large[0][0] - 2) < 0.05
    assert large[2] / large[1] < small[2] / small[1]


def test_weeks_are_seven_days_a_guard_of_seven_and_four_weeks():
    counts = np.arange(60, dtype=float)[None, :]
    found = weeks_of(counts, np.ones((1, 60)))
    assert found.count[0, 59] == counts[0, 53:60].sum()
    assert found.base_count[0, 0, 59] == counts[0, 39:46].sum()
    assert found.base_count[3, 0, 59] == counts[0, 18:25].sum()
