"""Slow growth: found though no week stands out, and not where the crawl grew, one week burst, or nothing is known."""

import numpy as np
import pytest

from warehouse.slow_growth import DAYS, growth
from warehouse.stretches import Stretch

WEEKLY = 1.12 ** (np.arange(DAYS) / 7)


def surprise(rate: np.ndarray, exposure: np.ndarray | None = None, seed: int = 5) -> float:
    counts = np.random.default_rng(seed).poisson(rate).astype(np.float64)
    return float(growth(Stretch(counts[None], (np.ones(len(rate)) if exposure is None else exposure)[None]))[0])


@pytest.mark.parametrize("seed", range(8))
def test_an_eighth_more_each_week_is_found(seed):
    assert surprise(4 * WEEKLY, seed=seed) > 2.5


@pytest.mark.parametrize("seed", range(8))
def test_a_steady_subject_is_not(seed):
    assert surprise(np.full(DAYS, 8.0), seed=seed) == 0


def test_a_crawl_that_grows_is_no_growth():
    assert surprise(4 * WEEKLY, WEEKLY) == 0


def test_one_loud_week_is_no_slow_growth():
    rate = np.full(DAYS, 5.0)
    rate[-7:] = 50
    assert surprise(rate) < 2


def test_too_short_too_few_and_unseen_weeks_are_nothing():
    assert surprise(4 * WEEKLY[:-1]) == 0
    assert surprise(0.2 * WEEKLY) == 0
    hole = np.ones(DAYS)
    hole[7:14] = 0
    assert surprise(4 * WEEKLY * hole, hole) == 0
    assert growth(Stretch(np.zeros((0, DAYS)), np.ones((1, DAYS)))).shape == (0,)
    assert growth(Stretch(np.zeros((2, DAYS)), np.zeros((1, DAYS)))).tolist() == [0, 0]
