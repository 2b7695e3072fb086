"""Detection end to end on small made-up networks: what rises is found, what only seems to is told as such."""

from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from made_up_lake import END, WORDS, Network, crawl_record, instant, land, run_all, run_name

from contract.errors import SettingsError
from warehouse.database import BUILD
from warehouse.detect import detect
from warehouse.detect_settings import DetectSettings


def ask(home: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(home / BUILD), read_only=True) as con:
        return con.execute(query).fetchall()


def trends(home: Path, subject: str, columns: str = "scope, verdict") -> list[tuple]:
    return ask(home, f"SELECT {columns} FROM trend WHERE subject = '{subject}' AND dt = '{END}' ORDER BY ALL")


def lately(days: int):
    return [END - timedelta(days=i) for i in range(days)]


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """One network in which everything happens at once, so that each truth is found beside the others."""
    folder = tmp_path_factory.mktemp("network")
    net = Network()
    for day in net.all_days():
        net.plant("weibo", day, 2, "快充 手机")
        net.plant("weibo", day, 9, "防晒 乳液", query="丙")
    for i, day in enumerate(lately(10)):
        net.plant("weibo", day, 5, f"快充 {WORDS[i]} 长 续航")
    for i, day in enumerate(lately(6)):
        net.plant("zhihu", day, 5, f"快充 {WORDS[-i]} 长 续航")
    for day in lately(7):  # crawled twice as hard
        net.plant("weibo", day, 9, "防晒 乳液", query="丙")
    for i, day in enumerate(lately(2)):  # 160 posts of four accounts, of few words
        for account in range(4):
            net.plant("weibo", day, 20, f"盲盒 抽奖 {'惊喜' * i}", author_id=f"flood{account}")
    for day in lately(8):
        net.plant("zhihu", day, 6, "妆容 自拍", hashtags=["素颜挑战"], likes=2, author_followers=300)
        net.plant("zhihu", day, 1, "妆容 自拍", hashtags=["素颜挑战"], likes=9000, author_followers=3_000_000)
        net.plant("zhihu", day, 1, "妆容", hashtags=["素颜挑战"], likes=900_000, kind="hot_search", author_id=None)
    _plant_a_surge(net)
    net.land(folder)
    _cover_third_query(folder, net)
    run_all(folder)
    return folder


def _plant_a_surge(net: Network) -> None:
    """All of a sudden, today."""
    for word in WORDS:
        net.plant("zhihu", END, 4, f"地震 {word}")


def _cover_third_query(folder: Path, net: Network) -> None:
    """Query 丙 sees four hours a day, in the last week eight."""
    for day in net.all_days():
        hours = 8 if day in lately(7) else 4
        run = run_name("weibo", day) + "-c"
        seen = {"covered_from": instant(day, 20 - hours), "covered_to": instant(day, 20), "outcome": "saturated"}
        land(folder, "weibo", run, [], [crawl_record(run, "weibo", "丙", day, **seen)])


def test_a_rise_is_found_on_each_platform_and_together(home):
    found = trends(home, "快充", "scope, subject_kind, verdict")
    assert ("all", "theme", "organic") in found
    assert ("weibo", "theme", "organic") in found
    assert ("zhihu", "theme", "organic") in found


def test_it_says_since_when_where_first_and_how_much(home):
    ((since, first, platforms, ratio, low, high, authors, phase),) = ask(
        home,
        "SELECT since, first_platform, platforms, ratio, ratio_low, ratio_high, authors, phase FROM trend "
        f"WHERE subject = '长续航' AND scope = 'all' AND subject_kind = 'term' AND dt = '{END}'",
    )
    assert END - timedelta(days=9) <= since <= END - timedelta(days=5)
    assert first == "weibo"
    assert platforms == ["weibo", "zhihu"]
    assert low < ratio < high
    assert authors == 5 * 7 + 5 * 6
    assert phase in ("rising", "peaking")


def test_the_days_before_a_rise_are_quiet(home):
    assert ask(home, f"SELECT count(*) FROM trend WHERE dt < '{END - timedelta(days=10)}'") == [(0,)]


def test_what_many_say_all_of_a_sudden_is_called_on_its_first_day(home):
    assert trends(home, "地震", "scope, phase, verdict, since") == [
        ("all", "rising", "organic", END),
        ("zhihu", "rising", "organic", END),
    ]


def test_words_are_part_of_the_phrase_or_theme_that_explains_them(home):
    assert trends(home, "续航", "DISTINCT part_of") == [("快充",)]
    assert ask(home, f"SELECT part_of FROM trend WHERE subject_kind = 'theme' AND scope = 'all' AND dt = '{END}'") == [
        (None,)
    ]


def test_a_doubled_crawl_is_an_artefact_and_no_trend(home):
    found = trends(home, "防晒", "verdict, reasons")
    assert found
    assert {verdict for verdict, _ in found} == {"artefact"}
    assert found[0][1] == ["coverage_up"]


def test_a_flood_of_few_accounts_is_suspected(home):
    found = trends(home, "盲盒", "scope, verdict, reasons, authors, flood_score")
    assert {f[0] for f in found} == {"all", "weibo"}
    assert {f[1] for f in found} == {"suspected_flood"}
    assert "few_authors" in found[0][2]
    assert found[0][3] <= 4
    assert all(0.8 <= f[4] <= 1 for f in found)
    organic = trends(home, "快充", "flood_score")
    assert organic and all(score < 0.5 for (score,) in organic)


def test_a_hashtag_that_big_accounts_carry_is_a_campaign(home):
    found = ask(
        home,
        f"SELECT verdict, reasons FROM trend WHERE subject = '素颜挑战' AND subject_kind = 'hashtag' AND dt = '{END}'",
    )
    assert found
    assert {f[0] for f in found} == {"campaign"}
    assert found[0][1] == ["one_hashtag", "big_accounts_lead"]


def test_evidence_is_organic_posts_by_engagement(home):
    rows = ask(
        home,
        "SELECT e.rank, p.likes, p.organic, list_contains(p.hashtags, '素颜挑战'), p.dt FROM trend_evidence e "
        "JOIN post p USING (post_id) "
        f"WHERE e.subject = '素颜挑战' AND e.scope = 'all' AND e.dt = '{END}' ORDER BY rank",
    )
    assert [r[0] for r in rows] == [1, 2, 3, 4, 5]
    assert [r[1] for r in rows] == [9000] * 5
    assert all(r[2] and r[3] and r[4] > END - timedelta(days=7) for r in rows)


def test_an_outage_and_the_days_after_it_make_no_trend_and_hide_none(tmp_path):
    net = Network(platforms=("weibo",), a_day=20)
    for day in net.all_days():
        net.plant("weibo", day, 5, "咖啡 拿铁")
    for day in lately(8):
        net.plant("weibo", day, 6, "新风 吹来")
    for i in range(14, 24):  # ten days of which half is seen
        day = END - timedelta(days=i)
        net.coverage["weibo", "甲", day] = {"covered_from": instant(day, 12), "outcome": "failed", "detail": "503"}
        net.keep["weibo", "甲", day] = 0.4
    net.land(tmp_path)
    run_all(tmp_path)
    assert trends(tmp_path, "新风") == [("all", "organic"), ("weibo", "organic")]
    assert ask(tmp_path, "SELECT count(*) FROM trend WHERE subject = '拿铁' AND verdict <> 'artefact'") == [(0,)]


def test_a_new_query_makes_no_trend_of_what_it_brings(tmp_path):
    net = Network(platforms=("weibo",), a_day=20)
    for day in net.all_days():
        net.plant("weibo", day, 3, "露营 帐篷")
    for day in lately(8):
        net.plant("weibo", day, 9, "露营 帐篷", query="丙")
        run = run_name("weibo", day) + "-c"
        land(tmp_path, "weibo", run, [], [crawl_record(run, "weibo", "丙", day)])
    net.land(tmp_path)
    run_all(tmp_path)
    assert {verdict for _, verdict in trends(tmp_path, "帐篷")} <= {"artefact"}


def test_settings_are_checked():
    with pytest.raises(SettingsError, match="0 < watch <= rising"):
        DetectSettings(watch=7, rising=6)
    with pytest.raises(SettingsError, match="count of people"):
        DetectSettings(min_authors=0)


def test_other_settings_judge_everything_anew(home):
    before = ask(home, "SELECT count(*) FROM trend")[0][0]
    strict = detect(home, END, DetectSettings(watch=3.5, rising=3.5))
    assert strict.first == END - timedelta(days=62)
    assert 0 < strict.trends < before
    assert detect(home, END).trends == before
