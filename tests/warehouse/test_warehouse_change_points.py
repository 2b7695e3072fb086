"""Beginnings of rises on made-up counts: intervals hold nine times of ten, odd input is no trouble."""

import numpy as np
import pytest

from benchmarks.change_points import FORMS, covered, planted
from warehouse.change_points import begun_together, change_points
from warehouse.courses import DAYS


@pytest.fixture(scope="module")
def measured():
    made = planted(np.random.default_rng(7), 3000)
    return made, change_points(made.counts, made.exposure)


def test_the_interval_holds_the_day_nine_times_of_ten(measured):
    made, found = measured
    assert len(made.ago) > 1000
    assert 0.85 <= covered(found, made.ago).mean() <= 0.95


@pytest.mark.parametrize("form", FORMS)
def test_it_does_so_for_each_form_of_rise(measured, form):
    made, found = measured
    assert covered(found, made.ago)[made.form == FORMS[form]].mean() >= 0.8


def test_the_guess_is_near_and_the_interval_narrow(measured):
    made, found = measured
    assert np.median(abs(found.at - made.ago)) <= 2
    assert np.median(found.low - found.high) <= 7
    assert ((found.low >= found.at) & (found.at >= found.high) & (found.high >= 0)).all()


def test_a_clear_step_is_dated_to_the_day():
    counts = np.where(np.arange(DAYS) >= DAYS - 10, 60.0, 5.0)[None, :]
    found = change_points(counts, np.ones((1, DAYS)))
    assert (found.at[0], found.low[0], found.high[0]) == (9, 9, 9)


def test_a_crawl_that_saw_more_is_no_beginning():
    exposure = np.where(np.arange(DAYS) >= DAYS - 10, 4.0, 1.0)
    seen = change_points((5 * exposure)[None, :], exposure[None, :])
    assert seen.gain[0] < 0.5
    rise = np.where(np.arange(DAYS) >= DAYS - 20, 3.0, 1.0)  # its day, though the crawl doubles later
    found = change_points((9 * rise * exposure)[None, :], exposure[None, :])
    assert found.at[0] == 19


def test_a_word_that_is_new_began_on_the_day_it_was_first_said():
    counts = np.zeros((1, DAYS))
    counts[0, -6:] = 8
    found = change_points(counts, np.ones((1, DAYS)))
    assert found.at[0] == 5
    assert found.low[0] >= 5 >= found.high[0]


def test_days_that_nobody_saw_and_nothing_at_all_are_no_trouble():
    counts = np.full((3, DAYS), 4.0)
    exposure = np.ones((3, DAYS))
    exposure[0] = 0
    exposure[1, :50] = 0
    counts[2] = 0
    found = change_points(counts, exposure)
    assert np.isfinite(found.gain).all() and (found.gain[[0, 2]] == 0).all()
    assert (found.low[[0, 2]] == DAYS - 1).all() and (found.high[[0, 2]] == 0).all()
    assert len(change_points(np.zeros((0, DAYS)), np.zeros((0, DAYS))).at) == 0


def test_platforms_are_dated_together_and_one_of_too_few_posts_says_nothing():
    first, later, few = np.full((1, DAYS), 5.0), np.full((1, DAYS), 5.0), np.zeros((1, DAYS))
    first[0, -12:], later[0, -6:], few[0, -20:] = 20, 20, 1
    ago, gain = begun_together([(c, np.ones((1, DAYS))) for c in (first, later, few)], np.array([30]), least=30)
    assert ago[:2, 0].tolist() == [11, 5]
    assert (gain[:2] > 10).all() and gain[2] == 0


def test_what_is_older_than_asked_for_is_not_looked_at():
    counts = np.full((1, DAYS), 2.0)
    counts[0, -40:] = 8
    part = (counts, np.ones((1, DAYS)))
    assert begun_together([part], np.array([50]), least=1)[0] == 39
    assert begun_together([part], np.array([20]), least=1)[1] == 0  # the older change gains nothing here
