from datetime import timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest
from made_up_lake import END, Network, run_all

from warehouse.database import BUILD
from warehouse.drops import mood_of


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
    (opened, _), (recovered, _) = alerts(home, "scope = 'weibo'")
    assert END - timedelta(days=21) <= opened <= END - timedelta(days=19)
    assert END - timedelta(days=10) < recovered <= END - timedelta(days=4)
    assert len({row[0] for row in alerts(home, "scope = 'weibo'", "alert_id")}) == 1
    share, baseline, low, authors, metric, theme, when = alerts(
        home,
        "scope = 'all' AND status = 'open'",
        "negative_share, baseline_share, change_low, authors, metric, theme, opened",
    )[0]
    assert share - baseline > low > 0.05
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


def daily(posts: int, negative: int, days: int = 60) -> list[dict[str, int]]:
    return [{"day": i, "posts": posts, "negative": negative, "authors": posts * 3} for i in range(days)]


def test_the_mood_is_three_days_against_a_guarded_month():
    rows = daily(20, 4)
    for row in rows[57:]:
        row["negative"] = 12
    mood = mood_of(rows, 60)
    assert mood.posts[59] == 60
    assert mood.share[59] == pytest.approx(36.5 / 61)
    assert mood.baseline[59] == pytest.approx(112.5 / 561)
    assert 0.2 < mood.low[59] < 0.4
    assert mood.judged[59]
    assert not mood.judged[5]


def test_a_theme_without_posts_is_not_judged_and_never_nan():
    mood = mood_of([], 30)
    assert not mood.judged.any()
    assert np.isfinite(mood.low).all()
