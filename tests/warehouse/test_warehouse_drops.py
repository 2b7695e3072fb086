from datetime import timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest
from made_up_lake import END, Network, run_all

from warehouse.database import BUILD
from warehouse.mood_days import mood_of


def alerts(home: Path, where: str = "true", columns: str = "dt, status") -> list[tuple]:
    with duckdb.connect(str(home / BUILD), read_only=True) as con:
        return con.execute(f"SELECT {columns} FROM alert WHERE {where} ORDER BY dt, scope").fetchall()


def landed(folder: Path, share_of, a_day: int = 12, authors: int | None = None) -> Path:
    """A theme talked of every day on Weibo, `share_of(days before the end)` of it badly."""
    net = Network(days=70, platforms=("weibo",), a_day=4)
    for i, day in enumerate(reversed(net.all_days())):
        bad = round(a_day * share_of(i))
        for n in range(a_day):
            who = {} if authors is None else {"author_id": f"few{n % authors}"}
            net.plant("weibo", day, 1, f"星野 {'糟' if n < bad else '好'}", **who)
    net.land(folder)
    run_all(folder)
    return folder


def test_a_drop_opens_once_and_recovers(tmp_path):
    home = landed(tmp_path, lambda i: 0.6 if 10 <= i < 22 else 0.15)
    assert [status for _, status in alerts(home, "scope = 'weibo'")] == ["open", "recovered"]
    assert alerts(home, "scope <> 'weibo'") == []  # "all" would tell the same
    (opened, _), (recovered, _) = alerts(home)
    assert END - timedelta(days=21) <= opened <= END - timedelta(days=19)
    assert END - timedelta(days=10) < recovered <= END - timedelta(days=4)
    assert len({row[0] for row in alerts(home, "scope = 'weibo'", "alert_id")}) == 1
    share, baseline, low, authors, metric, theme, when = alerts(
        home,
        "status = 'open'",
        "value, baseline, change_low, authors, metric, theme, opened",
    )[0]
    assert share - baseline + 1e-6 >= low > 0.04
    assert authors >= 20
    assert (metric, theme, when) == ("negative_share", "星野", opened)


def test_it_escalates_when_it_gets_much_worse(tmp_path):
    home = landed(tmp_path, lambda i: 0.9 if i < 5 else 0.5 if i < 12 else 0.1)
    statuses = [status for _, status in alerts(home, "scope = 'weibo'")]
    assert statuses[0] == "open"
    assert "escalated" in statuses
    assert "recovered" not in statuses


@pytest.mark.parametrize("share_of", [lambda i: 0.25, lambda i: 0.25 + 0.25 * (i % 2)])
def test_an_even_or_an_always_swinging_mood_is_no_alert(tmp_path, share_of):
    assert alerts(landed(tmp_path, share_of)) == []


def test_three_trolls_are_no_alert(tmp_path):
    assert alerts(landed(tmp_path, lambda i: 0.8 if i < 5 else 0.1, authors=6)) == []


def counted(people: float, share: float, days: int = 60) -> np.ndarray:
    """One platform (1, 5, days): people of one post each, whose posts are surely negative, or surely not."""
    bad = people * share
    return np.tile(np.array([people, bad, people, bad * 1e6, bad * 1e12])[None, :, None], (1, 1, days)).astype(float)


def worse(told: np.ndarray, share: float, days: int = 3) -> np.ndarray:
    told = told.copy()
    told[..., -days:] = counted(told[0, 0, -1], share, days)
    return told


def mood(told: np.ndarray):
    return mood_of(told, np.full(told.shape[2], 99.0))


def test_the_mood_is_three_days_against_a_guarded_month():
    found = mood(worse(counted(20, 0.2), 0.6))
    assert found.posts[59] == 60
    assert found.share[59] == pytest.approx(36.5 / 61)
    assert found.baseline[59] == pytest.approx(0.2)
    assert 0.3 < found.change.low[59] < 0.7  # 40 points more as the labels say; a model that errs saw only a part of it
    assert found.change.low[56] < 0
    assert found.change.low[5] == -np.inf


def test_a_big_turn_is_seen_on_its_first_day_and_a_small_one_takes_three():
    assert mood(worse(counted(40, 0.2), 0.6, days=1)).change.low[59] > 0.05
    assert (
        mood(worse(counted(40, 0.2), 0.34, days=1)).change.low[59]
        < 0.04
        < mood(worse(counted(40, 0.2), 0.34)).change.low[59]
    )


def test_another_mix_of_platforms_is_no_change_though_the_share_jumps():
    calm, cross = counted(40, 0.1), counted(10, 0.6)
    calm[..., -3:], cross[..., -3:] = counted(5, 0.1, 3), counted(60, 0.6, 3)
    found = mood(np.concatenate([calm, cross]))
    assert found.share[59] > 0.5
    assert found.baseline[59] == pytest.approx(0.56, abs=0.01)  # of the same mix
    assert found.change.low[59] < 0


def test_a_mood_that_always_swings_needs_a_bigger_jump():
    swinging = counted(40, 0.2)
    swinging[..., ::2] = counted(40, 0.5, 30)
    even, swung = counted(40, 0.35), swinging
    assert mood(worse(even, 0.6)).change.low[59] > mood(worse(swung, 0.6)).change.low[59] + 0.03


def test_a_platform_that_falls_silent_changes_nothing():
    both = np.concatenate([counted(30, 0.1), counted(30, 0.5)])
    both[0, :, -3:] = 0
    assert mood(both).change.low[59] < 0


def test_a_theme_without_posts_is_not_judged_and_never_nan():
    found = mood(np.zeros((2, 5, 30)))
    assert (found.change.low == -np.inf).all()
    assert np.isfinite(found.share).all() and np.isfinite(found.baseline).all()
    assert mood(np.zeros((1, 5, 1))).change.low.shape == (1,)
