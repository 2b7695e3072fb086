"""Outlooks of made-up courses in the order that sense tells, and intervals that hold on real streams."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from warehouse.courses import DAYS, Course
from warehouse.outlook import HORIZONS, outlook

ROOT = Path(__file__).resolve().parents[2]
POSTS = ROOT.parent / "shared" / "data" / "posts"


def course(*counts: np.ndarray, exposure: float = 1.0) -> Course:
    told = np.array(counts, float)
    return Course(told, np.full_like(told, exposure))


def days(level: float, last_week: list[float]) -> np.ndarray:
    return np.array([level] * (DAYS - 7) + last_week)


def test_the_middle_lies_within_and_a_fortnight_brings_more_than_a_week():
    found = outlook(course(days(5, [8, 10, 12, 14, 16, 18, 20]), days(0, [0, 0, 0, 3, 4, 4, 5])))
    for told in found.values():
        assert (told.low <= told.middle).all() and (told.middle <= told.high).all()
    assert (found[14].middle > found[7].middle).all()


def test_a_rise_that_goes_on_promises_more_than_one_that_is_over():
    grows, over = days(5, [6, 8, 10, 14, 18, 22, 27]), days(5, [40, 25, 15, 10, 6, 5, 4])
    assert grows.sum() == over.sum()
    found = outlook(course(grows, over))[7]
    assert found.middle[0] > 2 * found.middle[1]


def test_a_subject_with_a_past_keeps_more_than_one_that_is_new():
    found = outlook(course(days(5, [10] * 7), days(0, [10] * 7)))[14]
    assert found.middle[0] > found.middle[1]


def test_it_is_in_posts_of_the_crawl_as_it_is_and_does_not_depend_on_the_unit_of_exposure():
    counts = days(5, [8, 10, 12, 14, 16, 18, 20])
    one, other = (outlook(course(counts, exposure=e))[7] for e in (1.0, 250.0))
    assert np.allclose(one.middle, other.middle) and np.allclose(one.high, other.high)


def test_where_nothing_was_seen_nothing_is_said_and_huge_numbers_stay_finite():
    told = course(days(3, [3] * 7), days(1e6, [3e6] * 7))
    told.exposure[0, -7:] = 0
    for found in outlook(told).values():
        assert np.isnan(found.middle[0]) and np.isfinite([found.low[1], found.middle[1], found.high[1]]).all()
    assert len(outlook(course(np.zeros(DAYS)))[7].middle) == 1


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_intervals_hold_what_came_in_later_years_of_real_streams():
    if not POSTS.is_dir():
        pytest.skip("the real streams are not there: ../shared/data/posts")
    command = [sys.executable, "-m", "benchmarks.outlook"]
    told = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout
    ours = re.findall(r"ours +coverage ([0-9.]+) +interval score +([0-9.]+)", told)
    weeks = re.findall(r"last week repeated coverage [0-9.]+ +interval score +([0-9.]+)", told)
    assert len(ours) == len(weeks) == 2 * len(HORIZONS)
    assert all(0.74 <= float(coverage) <= 0.87 for coverage, _ in ours)
    ratios = [float(score) / float(week) for (_, score), week in zip(ours, weeks, strict=True)]
    assert max(ratios) < 1.01 and sum(ratios) / len(ratios) < 0.97
