"""Bursts: loud weeks, and surges on the scale of lasting rises."""

import numpy as np
import pytest

from warehouse import bursts
from warehouse.stretches import Stretch


def stretch(*weeks: float, past: float = 1.0) -> Stretch:
    """Subjects with `past` posts a day for 100 days, then so many a day for a week each."""
    counts = np.full((len(weeks), 107), past)
    counts[:, -7:] = np.array(weeks)[:, None]
    return Stretch(counts, np.ones((1, 107)))


def surges(looked: Stretch) -> list[float]:
    return bursts.surge(looked).tolist()


def test_a_surge_is_many_times_the_past_and_said_by_many():
    usual, doubled, tenfold, hundredfold = surges(stretch(1.0, 2.0, 20.0, 200.0))
    assert usual == doubled == 0.0
    assert 3.1 < tenfold < hundredfold < 7.5


def test_a_word_of_few_is_no_surge_however_new_it_is():
    few, many = surges(stretch(4.0, 5.0, past=0.0))  # 28 and 35 a week
    assert few == 0.0
    assert many > 3.1


def test_more_people_are_rarer_than_a_higher_ratio():
    (people,) = surges(stretch(200.0, past=10.0))
    (times,) = surges(stretch(20.0, past=0.05))
    assert people > times > 3.1


def test_any_burst_is_loud_and_a_usual_week_is_not():
    usual, burst = bursts.loud(stretch(1.0, 10.0)).tolist()
    assert usual == pytest.approx(0.0, abs=0.5)
    assert burst > 4.0
