"""The gate: what is damaged is held back with a reason, what is merely quiet is not."""

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from made_up_lake import END, Network, crawl_record, land, made_post, run_all, run_name

from contract.errors import SettingsError
from warehouse import alert_finding, inputs
from warehouse.alert_rules import chosen
from warehouse.database import BUILD
from warehouse.gate import Gate


def ask(home: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(home / BUILD), read_only=True) as con:
        return con.execute(query).fetchall()


def reasons(home: Path, scope: str, day: date = END) -> list[str]:
    return ask(home, f"SELECT reasons FROM quality_daily WHERE scope = '{scope}' AND dt = '{day}'")[0][0]


def held(home: Path, scope: str) -> set[date]:
    return {d for (d,) in ask(home, f"SELECT dt FROM quality_daily WHERE scope = '{scope}' AND status <> 'ok'")}


def imported(home: Path, posts: dict[date, int], platform: str = "forum", until: date = END) -> None:
    made = [
        made_post(f"{platform}{day:%m%d}n{i}", day, f"帖子 第{i}", platform=platform)
        for day, n in posts.items()
        for i in range(n)
    ]
    land(home, platform, f"import-{platform}", made, [])
    run_all(home, until)


def back(days: int) -> list[date]:
    return [END - timedelta(days=i) for i in range(days - 1, -1, -1)]


def rising(home: Path, **changed) -> Network:
    """A network on which 露营 rises for a week on weibo, with END's weibo queries changed."""
    net = Network(days=56)
    for i in range(8):
        net.plant("weibo", END - timedelta(days=i), 8, "新风 吹来")
    for query in "甲乙":
        net.coverage["weibo", query, END] = changed
        net.keep["weibo", query, END] = 0.0
    net.land(home)
    run_all(home)
    return net


def test_a_silent_break_is_held_back_and_flags_nothing(tmp_path):
    rising(tmp_path)
    assert reasons(tmp_path, "weibo") == ["zero_rows"]
    assert reasons(tmp_path, "zhihu") == []
    days = {d for (d,) in ask(tmp_path, "SELECT dt FROM trend WHERE scope = 'weibo' AND subject = '新风'")}
    assert END not in days and END - timedelta(days=1) in days
    ((status, missing),) = ask(tmp_path, f"SELECT status, missing FROM quality_daily WHERE scope='all' AND dt='{END}'")
    assert (status, missing) == ("insufficient", ["weibo"])


def test_a_failed_crawl_is_held_back_until_it_is_repaired(tmp_path):
    net = rising(tmp_path, covered_from=None, covered_to=None, outcome="failed", pages=0)
    assert reasons(tmp_path, "weibo") == ["crawl_failed"]
    assert ask(tmp_path, f"SELECT count(*) FROM trend WHERE scope IN ('weibo', 'all') AND dt = '{END}'") == [(0,)]
    run = run_name("weibo", END) + "-again"
    posts = net.background("weibo", END) + net.planted["weibo", END]
    land(tmp_path, "weibo", run, posts, [crawl_record(run, "weibo", query, END) for query in "甲乙"])
    run_all(tmp_path)
    assert reasons(tmp_path, "weibo") == []
    assert ask(tmp_path, f"SELECT count(*) > 0 FROM trend WHERE scope = 'weibo' AND dt = '{END}'") == [(True,)]


def test_an_import_that_ends_early_is_stale_and_a_thinned_day_low(tmp_path):
    posts = {day: 40 + day.toordinal() % 5 for day in back(50)[:-2]}
    posts[END - timedelta(days=10)] = 12
    imported(tmp_path, posts)
    assert reasons(tmp_path, "forum", END - timedelta(days=10)) == ["low_volume"]
    assert reasons(tmp_path, "forum", END - timedelta(days=1)) == ["zero_rows"]
    assert reasons(tmp_path, "forum") == ["zero_rows", "stale"]
    assert len(held(tmp_path, "forum") - set(back(50)[:14])) == 3


def test_quiet_weekends_a_weekly_feed_and_small_counts_are_no_fault(tmp_path):
    land(tmp_path, "weekly", "import-weekly",
         [made_post(f"w{day:%m%d}{i}", day, "周报", platform="weekly") for day in back(60) if day.weekday() == 1
          for i in range(6)], [])  # fmt: skip
    small = [made_post(f"s{day:%m%d}{i}", day, "小站", platform="small") for day in back(60)
             for i in range(day.toordinal() * 7 % 5)]  # fmt: skip
    land(tmp_path, "small", "import-small", small, [])
    imported(tmp_path, {day: (3 if day.weekday() > 4 else 60) + day.toordinal() % 3 for day in back(60)})
    for scope in ("forum", "weekly", "small", "all"):
        young = {d for d in held(tmp_path, scope) if d < END - timedelta(days=38)}
        assert held(tmp_path, scope) == young, scope


def test_a_platform_added_yesterday_does_not_hold_back_the_others(tmp_path):
    day = END - timedelta(days=1)
    posts = [made_post(f"n{d:%m%d}{i}", d, "新来", platform="fresh") for d in (day, END) for i in range(30)]
    land(tmp_path, "fresh", "import-fresh", posts, [])
    imported(tmp_path, dict.fromkeys(back(50), 40))
    assert reasons(tmp_path, "fresh") == ["short_history"]
    assert ask(tmp_path, f"SELECT status, missing FROM quality_daily WHERE scope='all' AND dt='{END}'") == [("ok", [])]


def test_all_is_judged_without_a_small_platform_and_says_so(tmp_path):
    posts = [made_post(f"k{d:%m%d}{i}", d, "小的", platform="little") for d in back(50)[:-1] for i in range(15)]
    land(tmp_path, "little", "import-little", posts, [])
    imported(tmp_path, dict.fromkeys(back(50), 60))
    ((status, missing, share),) = ask(
        tmp_path, f"SELECT status, missing, missing_share FROM quality_daily WHERE scope = 'all' AND dt = '{END}'"
    )
    assert (status, missing) == ("ok", ["little"]) and share == pytest.approx(0.2)


def test_alerts_do_not_move_on_a_day_held_back(tmp_path):
    net = Network(days=56, platforms=("weibo",))
    for day in net.all_days():
        net.plant("weibo", day, 8, "快充 手机 好")
    net.land(tmp_path)
    for i in range(3):
        day = END - timedelta(days=i)
        bad = [made_post(f"bad{i}n{n}", day, f"快充 糟 {n}", query="甲") for n in range(25)]
        land(tmp_path, "weibo", run_name("weibo", day) + "-b", bad, [])
    run_all(tmp_path)
    (opened,) = ask(tmp_path, "SELECT min(opened) FROM alert WHERE scope = 'weibo'")[0]
    with duckdb.connect(str(tmp_path / BUILD)) as con:
        con.execute("ATTACH ':memory:' AS staging; ATTACH ':memory:' AS lake")
        inputs.load_constants(con, inputs.no_names("theme"))
        inputs.clear_findings(con)
        held_back = frozenset({(opened, "weibo"), (opened, "all")})
        alert_finding.find(con, opened - timedelta(days=3), opened, chosen({}), held_back)
        assert con.execute("SELECT count(*) FROM staging.found_alert").fetchall() == [(0,)]
        alert_finding.find(con, opened - timedelta(days=3), opened, chosen({}))
        assert con.execute("SELECT count(*) > 0 FROM staging.found_alert").fetchall() == [(True,)]


def test_thresholds_are_checked():
    with pytest.raises(SettingsError, match="low_share is a share"):
        Gate(low_share=1.5)
    with pytest.raises(SettingsError, match="stale_days"):
        Gate(stale_days=0)
