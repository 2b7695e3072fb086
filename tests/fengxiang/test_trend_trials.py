"""Planting, measuring and the cases of `evaluate trends`, on small made-up worlds."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from contract.errors import FengxiangError
from fengxiang.trend_trials import backgrounds, cases, crawl_faults
from fengxiang.trend_trials.backgrounds import Backgrounds, Stream
from fengxiang.trend_trials.detectors import chosen
from fengxiang.trend_trials.estimates import estimate, share, shares
from fengxiang.trend_trials.measuring import REFRACTORY, flagged, measure, threshold_for
from fengxiang.trend_trials.planting import FOLLOWED, LIFTS, SHAPES, plan, plant
from fengxiang.trend_trials.trial import Trial
from fengxiang.trend_trials.word_counts import count
from fengxiang.trend_trials.worlds import CALIBRATED, TESTED, draw, starts, struck

FIRST = date(2021, 1, 1)


def stream(name: str = "weibo", words: int = 260, days: int = 460, seed: int = 3) -> Stream:
    rng = np.random.default_rng(seed)
    exposure = rng.integers(90, 110, days).astype(float)
    counts = rng.poisson(rng.gamma(2.0, 0.5, (words, 1)) * exposure / 100, (words, days))
    return Stream(name, FIRST, [f"word{i}" for i in range(words)], counts.astype(np.int32), exposure)


def test_words_and_pairs_are_counted_once_a_title():
    texts = ["露营装备露营", "露营，装备", "露营装备"] * 2 + ["!"]
    words, counts = count(texts, np.array([0, 0, 2, 1, 1, 1, 2]), 3, least=2)
    told = dict(zip(words, counts.tolist(), strict=True))
    assert told["露营"] == [2, 3, 1]
    assert told["露营装备"] == [1, 2, 1]  # a comma stands between those of the second title
    assert count([], np.array([], int), 3)[1].shape == (0, 3)


def test_every_shape_is_planted_with_every_lift_where_it_can_be_followed():
    found = stream().counts.astype(np.int64)[:200, :300]
    told = plan(found, np.full(300, 100.0), 220, np.random.default_rng(1)).planted
    rising = told.onset >= 0
    assert rising.sum() == len(SHAPES) * len(LIFTS) == len({*zip(told.shape[rising], told.lift[rising], strict=True)})
    assert told.onset[rising].min() >= 220
    assert told.onset[rising].max() + FOLLOWED < 300
    assert not (rising & (told.flooded >= 0)).any()
    assert (told.flooded >= 0).sum() == 10


def test_rises_reach_their_lift_and_leave_the_past_alone():
    rng = np.random.default_rng(1)
    counts, exposure = rng.poisson(50, (200, 600)), np.full(600, 100.0)
    made = plan(counts[:, :400], exposure[:400], 220, rng)
    found, told = plant(counts, exposure, made, rng), made.planted
    for row in np.flatnonzero(told.onset >= 0):
        name, onset = SHAPES[told.shape[row]], told.onset[row]
        after = found[row, onset + 56 :].mean() / 50
        if name == "new word":
            assert found[row, :onset].mean() < 0.2
            assert after == pytest.approx(4 * told.lift[row], rel=0.25)
        else:
            assert (found[row, :onset] == counts[row, :onset]).all()
            assert after == pytest.approx(told.lift[row], rel=0.25)
    flood = np.flatnonzero(told.flooded >= 0)[0]
    assert np.flatnonzero(found[flood] != counts[flood]).tolist() == [told.flooded[flood]]
    assert found[flood].max() > 600


@pytest.mark.parametrize("kind", crawl_faults.KINDS)
def test_a_fault_moves_counts_and_exposure_alike(kind):
    rng = np.random.default_rng(4)
    fault = crawl_faults.draw(kind, 329, 252, rng)
    counts, exposure = crawl_faults.strike(np.full((500, 329), 8), np.full(329, 100.0), fault, rng)
    np.testing.assert_allclose(counts.mean(0) / 8, exposure / 100, atol=0.06)
    assert fault.kept.min() > 0.2 or kind == "outages"
    assert fault.watched[:252].sum() == 0 < fault.watched.sum()


def test_a_fault_that_is_none_is_named():
    with pytest.raises(ValueError, match="'earthquake'"):
        crawl_faults.draw("earthquake", 329, 252, np.random.default_rng(4))


def test_the_same_seed_is_the_same_world_and_years_lie_apart():
    one, again = (draw([stream()], 1, "as it is", "late", 5, 200) for _ in range(2))
    assert (one.counts == again.counts).all()
    assert (draw([stream()], 1, "as it is", "late", 6, 200).counts.sum()) != one.counts.sum()
    assert struck(one, "outages").exposure.sum() < one.exposure.sum()
    assert one.tested - one.calibrated == CALIBRATED
    early, late = starts(1000, "early", "x"), starts(1000, "late", "x")
    assert early[-1] + TESTED <= late[0]
    with pytest.raises(FengxiangError, match="300 days are too few for a trial on late years: 336"):
        starts(300, "late", "weibo")


def test_more_platforms_add_up_the_same_words():
    group = [stream("a"), replace(stream("b", days=480, seed=4), first=FIRST - timedelta(days=10))]
    one, two = (draw(group, n, "as it is", "late", 5, 200) for n in (1, 2))
    assert (one.planted.onset == two.planted.onset).all()
    assert (two.counts >= one.counts).all()
    assert two.exposure.mean() == pytest.approx(2 * one.exposure.mean(), rel=0.05)


def test_a_flag_is_not_repeated_for_a_fortnight():
    scores = np.zeros((2, 40))
    scores[0, 3:30] = 5
    days = np.flatnonzero(flagged(scores, 4)[0]).tolist()
    assert days == [3, 3 + REFRACTORY + 1]
    assert not flagged(scores, 6).any()


@pytest.mark.parametrize("allowed", [0, 1, 3, 7.9, 50, 10**6])
def test_the_threshold_is_the_smallest_within_the_budget(allowed):
    scores = np.random.default_rng(0).gamma(1, 1, (30, 70)).round(2)
    found = threshold_for(scores, allowed)
    assert flagged(scores, found).sum() <= allowed
    below = scores[(scores < found) & (scores > 0)]
    assert not len(below) or flagged(scores, below.max()).sum() > allowed
    assert threshold_for(np.zeros((3, 9)), allowed) > 0


def test_a_detector_that_knows_finds_all_and_one_that_guesses_keeps_to_its_budget():
    world = draw([stream()], 1, "as it is", "late", 5, 200)
    told, day = world.planted, np.arange(len(world.exposure))
    knows = (day >= told.onset[:, None] + 3) & (told.onset >= 0)[:, None]
    found = measure(knows * 2.0, world, 2)
    assert (found.delay == 3).all()
    assert (found.at_budget == 3).all()
    assert found.false_flags == found.flooded == 0
    guess = measure(np.random.default_rng(0).random(world.counts.shape), world, 5)
    assert guess.false_flags / guess.weeks == pytest.approx(5, abs=3)


def test_intervals_hold_the_mean_and_pair_the_same_worlds():
    trial = Trial(Backgrounds({"weibo": stream()}, ("weibo",), (), None), chosen(["NB-CUSUM"]), "late", 4)
    outcomes, left_out = trial.run(lambda step: None)
    assert left_out == []
    plain = [o for o in outcomes if o.recipe == "as it is" and o.budget == 2]
    assert len(plain) == 4
    found = share(plain, lambda o: (float((o.delay <= 21).sum()), float(len(o.delay))))
    assert 0 <= found.low <= found.mean <= found.high <= 1
    assert found.mean == pytest.approx(np.mean([np.mean(o.delay <= 21) for o in plain]))
    same = shares(plain, lambda o: (o.false_flags, o.weeks))
    assert estimate(same - same).high == 0


def test_a_case_is_flagged_before_its_peak_or_says_why_not():
    background, rng = stream(), np.random.default_rng(1)
    row = rng.poisson(0.3, 460)
    row[330:350] += np.arange(20) * 2
    case = cases.Case("新词", "weibo", FIRST + timedelta(days=320), FIRST + timedelta(days=400))
    told = cases.judge(case, row, background, chosen(["NB-CUSUM", "day ratio"]))
    assert told.peak == FIRST + timedelta(days=346)
    assert 8 < (told.lead("NB-CUSUM") or 0) < 17
    late = cases.judge(replace(case, first=FIRST + timedelta(days=50)), row, background, chosen([]))
    assert "too little before" in late.why_not
    assert "never says it" in cases.judge(case, row * 0, background, chosen([])).why_not
    assert late.lead("ours") is None


def test_the_known_cases_are_dated_and_of_known_streams():
    known = cases.known_cases()
    assert len(known) > 20
    assert all(case.first < case.last and case.stream in backgrounds.FILES for case in known)
