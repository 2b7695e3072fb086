"""Worlds, decoys, rules, bounds and own streams of `evaluate alerts`, on made-up posts."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fengxiang.drop_trials import bound, decoys
from fengxiang.drop_trials.own_past import Stream
from fengxiang.drop_trials.own_trial import OWN, OwnTrial
from fengxiang.drop_trials.readings import Read, Reading, Readings
from fengxiang.drop_trials.rules import OURS, RULES, mean_and_deviations, of_scopes, one_of_several, ours, told_of
from fengxiang.drop_trials.tables import BEST, MEASURED, PERFECT, TRUE, Tables
from fengxiang.drop_trials.trial import FALSE, FOUND, estimate, topics, tried
from fengxiang.drop_trials.worlds import DAYS, START, STAYS, Counted, Kind, plan, planted, realise


def reading(name: str, seed: int, apart: float = 2.0) -> Reading:
    """A set whose model errs on one post in seven or so."""
    rng = np.random.default_rng(seed)
    bad = np.arange(2000) < 900
    read = [1 / (1 + np.exp(-(rng.normal(0, 1, 2000) + gap * (bad - 0.5)))) for gap in (apart, apart / 2, apart)]
    ours_, other, aspect = (Read(told, told > 0.5) for told in read)
    return Reading(name, bad, ours_, other, aspect)


@pytest.fixture(scope="module")
def readings() -> Readings:
    sets = tuple(reading(name, seed) for seed, name in enumerate("abcd"))
    return Readings(sets, sets[0], Path())


def test_a_planted_turn_is_as_big_and_as_long_as_asked(readings: Readings) -> None:
    for measured in (False, True):
        kind = Kind(2000, platforms=3, struck=1, size=0.2, lasts=10, measured=measured)
        turned, quiet, _ = next(topics(readings, kind, 1, 5))
        after = slice(turned.onset, turned.onset + 10)
        drawn, of = turned.drawn[0], turned.plan.sets[0]
        days = (drawn.day >= after.start) & (drawn.day < after.stop)
        usual, labels = quiet.plan.share[0, after].mean(), of.ours.negative
        if measured:
            usual = usual * labels[of.bad].mean() + (1 - usual) * labels[~of.bad].mean()
        negative = (labels if measured else of.bad)[drawn.row]
        assert negative[days].mean() - usual == pytest.approx(0.2, abs=0.03)
        assert (turned.plan.share[1:] == quiet.plan.share[1:]).all()
        assert turned.plan.share[0, after.stop] == quiet.plan.share[0, after.stop]
    stays = planted(
        plan(readings, Kind(lasts=STAYS), np.random.default_rng(1)), Kind(lasts=STAYS), np.random.default_rng(1)
    )
    assert stays.share[0, -1] > 0.2


def test_what_is_counted_is_what_was_drawn(readings: Readings) -> None:
    world, again = (next(topics(readings, Kind(60, platforms=2, swing=0.02), 1, 3))[0] for _ in range(2))
    posts, negative, people, told, squares = world.counted.sum(axis=2).T
    assert (posts == [len(drawn.day) for drawn in world.drawn]).all()
    assert (people == posts).all() and (negative < posts).all()
    assert (told <= posts * 1e6).all() and (squares <= told * 1e6).all()
    assert world.authors[-1] == people_of_last_days(world.counted)
    assert (world.counted == again.counted).all()
    assert (world.scope(1).counted == world.counted[1:]).all()


def people_of_last_days(counted: np.ndarray) -> float:
    return float(counted[:, 2, -3:].sum())


def test_ours_finds_big_turns_and_is_calmer_than_a_simple_rule(readings: Readings) -> None:
    found = tried(readings, [Kind(100, size=0.3)], 12, 1).by_rule
    assert np.mean(found[OURS][FOUND]) > 0.9
    assert np.mean(found[OURS][FALSE]) < 1.2 < np.mean(found["mean + 2 sd"][FALSE])


def test_the_rolling_mean_is_the_plain_one(readings: Readings) -> None:
    world = next(topics(readings, Kind(50), 1, 2))[0]
    share = world.counted[0, 1] / world.counted[0, 0]
    plain = [d >= 28 and share[d] > share[d - 28 : d].mean() + 2 * share[d - 28 : d].std(ddof=1) for d in range(DAYS)]
    assert mean_and_deviations(world).tolist() == plain


def test_people_are_told_once_in_a_fortnight() -> None:
    flags = np.zeros(60, bool)
    flags[[3, 5, 16, 18, 40]] = True
    assert told_of(flags) == [3, 18, 40]
    assert told_of(flags, 4) == [5, 40]


def counted(shares: list[float], a_day: int = 60) -> Counted:
    """A platform that feels as it always did, then as `shares` say for ten days; as its model knows for sure."""
    days = np.repeat([0.2, *shares], [100, *[10] * len(shares)])
    bad = np.round(a_day * days)
    told = np.stack([np.full(len(days), float(a_day)), bad, np.full(len(days), float(a_day)), bad * 1e6, bad * 1e12])
    return Counted(told[None], np.full(len(days), 3.0 * a_day))


def both(one: Counted, other: Counted) -> list[Counted]:
    return [Counted(np.concatenate([one.counted, other.counted]), one.authors + other.authors), one, other]


def test_of_one_event_people_are_told_in_one_scope() -> None:
    calm, turned, late = counted([0.2, 0.2]), counted([0.6, 0.6]), counted([0.2, 0.6])
    assert of_scopes(both(calm, calm), 70).told == []
    assert of_scopes(both(turned, turned), 70).told == [100]
    assert len(of_scopes(both(turned, calm), 70).told) == 1
    assert len(of_scopes(both(turned, late), 70).told) == 2  # neighbours each tell their own


def test_one_platform_of_several_asks_for_more() -> None:
    little = counted([0.36])
    asked = [ours(little, 70).flags.sum(), one_of_several(little, 70).flags.sum()]
    assert asked[0] > asked[1]
    assert of_scopes(both(counted([0.2]), little), 70).flags.sum() <= asked[0]


@pytest.mark.parametrize("name", decoys.DECOYS)
def test_a_decoy_changes_what_it_says_and_nothing_before(readings: Readings, name: str) -> None:
    kind = Kind(80, platforms=3)
    flags = []
    for number in range(8):
        rng = np.random.default_rng([1, number])
        told = plan(readings, kind, rng)
        seen = decoys.DECOYS[name](told, 90, rng)
        assert seen[0][0] == 0
        parts = [ours(world, START).flags[days] for world, days in decoys.days_of(seen)]
        flags.append(np.concatenate(parts))
        assert len(flags[-1]) == DAYS
        posts = seen[0][1].counted[:, 0].sum(axis=0)
        if name.startswith("storm"):
            assert posts[90:93].mean() > 3 * posts[60:90].mean()
        if name.startswith("outage"):
            assert posts[90] < posts[60:90].mean() / 3
    alerted = np.mean([any(90 <= day < 104 for day in told_of(f, 60)) for f in flags])
    assert alerted <= 0.5 or name == "model update, past not read again"


def test_trolls_are_three_people_and_a_hundred_posts(readings: Readings) -> None:
    told = plan(readings, Kind(40), np.random.default_rng(1))
    calm = realise(told, np.random.default_rng(2))
    ((_, world),) = decoys.trolls(told, 90, np.random.default_rng(2))
    more = (world.counted - calm.counted)[0, :, 90]
    assert (more[0], more[2]) == (100, 3)
    assert more[1] > 60 and more[3] > 1.5e6
    assert world.authors[92] - calm.authors[92] == 3


def test_the_best_possible_test_is_better_and_better_still_without_errors(readings: Readings) -> None:
    kind, ours_found, found = Kind(40, swing=0.02), [], {False: [], True: []}
    made = list(topics(readings, kind, 40, 4))
    for perfect, soon in found.items():
        quiet = [bound.scores(q, q.plan, np.array([0.15]), perfect=perfect) for _, q, _ in made]
        least = bound.threshold(quiet)
        assert np.mean([len(told_of(score > least, 60)) for score in quiet]) <= 1.0
        for turned, q, _ in made:
            score = bound.scores(turned, q.plan, np.array([0.15]), perfect=perfect)
            soon.append((score > least)[turned.onset : turned.onset + 3].any())
    for turned, _, _ in made:
        ours_found.append(ours(turned, START).flags[turned.onset : turned.onset + 3].any())
    assert np.mean(ours_found) <= np.mean(found[False]) + 0.05 <= np.mean(found[True]) + 0.1
    assert np.mean(found[True]) > 0.75


def test_every_table_is_made_and_twice_the_same(readings: Readings) -> None:
    runs = [Tables(readings, 1, (40,)).run(lambda _: None) for _ in range(2)]
    assert runs[0] == runs[1]
    told = {line.table for line in runs[0]}
    assert {TRUE, MEASURED, "aspects", "durations, 80 posts a day"} <= told
    assert {line.rule for line in runs[0] if line.table == TRUE} == {*RULES, BEST, PERFECT}
    without = Tables(replace(readings, aspects=None), 1, (20,)).run(lambda _: None)
    assert "aspects" not in {line.table for line in without}


def test_an_estimate_is_a_mean_and_its_interval() -> None:
    told = estimate([0.0, 1.0] * 50)
    assert told.mean == 0.5
    assert (told.low, told.high) == pytest.approx((0.402, 0.598), abs=1e-3)


def stream(a_day: int = 60, days: int = 80, bad: float = 0.2) -> Stream:
    rng = np.random.default_rng(1)
    many = a_day * days
    negative = rng.random(many) < bad
    told = np.where(negative, 8e5, 1e5)
    where, when = rng.integers(0, 2, many), np.repeat(np.arange(days), a_day)
    return Stream("theme", ("weibo", "zhihu"), days, where, when, rng.integers(0, 10**9, many), negative, told)


def test_a_person_counts_once_a_day_in_an_own_stream() -> None:
    platform, day, voice = np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1]), np.array([7, 7, 7, 9])
    told = Stream(
        "theme", ("a", "b"), 3, platform, day, voice, np.array([True, False, True, False]), np.array([9.0, 2, 4, 1])
    )
    counted = told.counted()
    assert counted.counted[0].tolist() == [[2, 1, 0], [1, 1, 0], [1, 1, 0], [5, 4, 0], [25, 16, 0]]
    assert counted.authors.tolist() == [1, 2, 2]
    assert told.of(1).counted().counted[0, 0].tolist() == [0, 1, 0]


def test_what_is_planted_in_an_own_stream_is_its_own_bad_posts() -> None:
    told = stream()
    turned = told.planted(range(50, 60), 0.3, np.random.default_rng(2), platform=0)
    there = (told.day >= 50) & (told.day < 60) & (told.platform == 0)
    assert turned.negative[there].mean() - told.negative[there].mean() == pytest.approx(0.3, abs=0.06)
    assert (turned.negative[~there] == told.negative[~there]).all()
    assert set(turned.told) == {8e5, 1e5}
    assert (turned.voice == told.voice).all()


def test_an_own_past_is_tried_by_volume_platform_and_aspect() -> None:
    lines = OwnTrial([stream()], [stream(20)], 3).run(lambda _: None)
    found = {(line.table, line.condition, line.rule): line.figures for line in lines}
    assert found["own past, 30 points", "40 to 80 posts a day", OURS][FOUND].mean == 1.0
    assert found["aspects", "30 points", OURS][FOUND].mean > 0.3
    assert found[OWN, "40 to 80 posts a day", OURS]["alerts a quarter"].mean < 3
    assert ("own past, 30 points on the largest platform only", "all together", OURS) in found
