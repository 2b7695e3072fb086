"""Every detector that is tried keeps the promise of `rising.score`: causal, finite, and it sees what anybody sees."""

import numpy as np
import pytest

from contract.errors import FengxiangError
from fengxiang.trend_trials.detecting import past, share
from fengxiang.trend_trials.detectors import DETECTORS, chosen

EXPOSURE_BLIND = {"day ratio", "week over week", "mean + 2 sd", "EARS C2", "Gnip-like"}
DAYS = 200


def made_up(seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    exposure = rng.integers(80, 120, DAYS).astype(float)
    exposure[150] = 0
    counts = rng.negative_binomial(5, 0.7, (40, DAYS))
    counts[:, 150] = 0
    return counts, exposure


@pytest.fixture(params=DETECTORS.values(), ids=DETECTORS.keys())
def detector(request):
    return request.param


def test_later_days_change_nothing(detector):
    counts, exposure = made_up()
    counts[3, 160:] += 30
    whole = detector(counts, exposure)
    for day in (1, 60, 120, 151, 199):
        np.testing.assert_allclose(detector(counts[:, :day], exposure[:day]), whole[:, :day], rtol=1e-9, atol=1e-9)
    assert whole.shape == counts.shape


@pytest.mark.parametrize(
    ("counts", "exposure"),
    [
        (np.zeros((3, 100), int), np.zeros(100)),
        (np.zeros((3, 100), int), np.ones(100)),
        (np.ones((1, 1), int), np.ones(1)),
        (np.full((2, 100), 10**9), np.full(100, 1e-9)),
        (np.arange(200).reshape(2, 100), np.full(100, np.nan)),
        (np.eye(2, 100, 99, dtype=int) * 10**6, np.full(100, 1e6)),
        (np.zeros((0, 100), int), np.ones(100)),
    ],
    ids=["nothing", "never said", "one day", "huge", "exposure unknown", "once", "no series"],
)
def test_degenerate_input_gives_finite_scores(detector, counts, exposure):
    with np.errstate(all="raise", under="ignore"):
        scores = detector(counts, exposure)
    assert scores.shape == counts.shape
    assert np.isfinite(scores).all()
    assert (scores >= 0).all()


def test_an_obvious_rise_stands_out(detector):
    counts, exposure = made_up()
    counts[7, 170:180] = np.arange(60, 160, 10)
    scores = detector(counts, exposure)
    others = np.delete(scores, 7, axis=0)
    assert scores[7, 170:180].max() > others.max()


def test_only_what_looks_at_exposure_is_not_fooled_by_a_deeper_crawl():
    rng = np.random.default_rng(2)
    kept = np.where(np.arange(DAYS) < 170, 0.25, 1.0)
    counts, exposure = rng.binomial(rng.poisson(400, (60, DAYS)), kept), 1000 * kept
    for name, score in DETECTORS.items():
        scores = score(counts, exposure)
        calm, after = np.median(scores[:, 100:170].max(axis=1)), np.median(scores[:, 170:184].max(axis=1))
        assert (after > 1.5 * calm) == (name in EXPOSURE_BLIND), name


def test_past_sums_and_shares():
    values = np.array([[1.0, 2.0, 3.0, 4.0]])
    assert past(values, 2).tolist() == [[1, 3, 5, 7]]
    assert past(values, 2, 1).tolist() == [[0, 1, 3, 5]]
    assert past(values, 9, 5).tolist() == [[0, 0, 0, 0]]
    assert share(values, np.array([[10.0, 0.0, 20.0, 15.0]])).tolist() == [[1, 0, 2.25, 4]]


def test_a_detector_that_is_not_there_is_named():
    with pytest.raises(FengxiangError, match=r"--detector: there is no magic; there are ours, day ratio"):
        chosen(["magic"])
    assert list(chosen(["NB-CUSUM", "ours"])) == ["ours", "NB-CUSUM"]
