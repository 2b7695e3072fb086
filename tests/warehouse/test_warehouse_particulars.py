"""What a trend's row tells beyond its score, on a small made-up network where the truth is known."""

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from made_up_lake import END, WORDS, Network, run_all

from contract.errors import SettingsError
from warehouse.database import BUILD
from warehouse.detect import detect
from warehouse.detect_settings import DetectSettings


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("particulars")
    net = Network()
    for day in net.all_days():
        net.plant("weibo", day, 2, "快充 手机 好")
    for i in range(14):  # weibo first, zhihu six days later
        day = END - timedelta(days=i)
        net.plant("weibo", day, 6, f"快充 {WORDS[i % 12]} 糟", author_followers=5_000, likes=300)
        if i < 8:
            net.plant("zhihu", day, 6, f"快充 {WORDS[i]} 好", author_followers=50, likes=1)
    for i in range(4):
        net.plant("weibo", END - timedelta(days=i), 1, "快充 发布", author_followers=2_000_000, likes=9_000)
    for i in range(7):
        net.plant("weibo", END - timedelta(days=i), 6, "黑五 清单")
        net.plant("zhihu", END - timedelta(days=i), 6, "露营椅 推荐")
    net.land(folder)
    run_all(folder)
    return folder


def told(home: Path, subject: str, columns: str, scope: str = "all", day: date = END) -> tuple:
    query = f"SELECT {columns} FROM trend WHERE subject = ? AND scope = ? AND dt = ? ORDER BY subject_kind DESC"
    with duckdb.connect(str(home / BUILD), read_only=True) as con:
        return con.execute(query, [subject, scope, day]).fetchall()[0]


def test_it_began_when_it_was_planted(home):
    for scope, days in (("weibo", 13), ("zhihu", 7)):
        began, low, high = told(home, "快充", "began, began_low, began_high", scope)
        assert low <= END - timedelta(days=days) <= high
        assert low <= began <= high and abs((END - timedelta(days=days) - began).days) <= 1


def test_the_first_platform_leads_by_six_days(home):
    assert told(home, "快充", "first_platform, lead_days") == ("weibo", 6)
    assert told(home, "快充", "first_platform, lead_days", "zhihu") == ("zhihu", None)
    assert told(home, "露营椅", "first_platform, lead_days") == ("zhihu", None)


def test_who_drives_it(home):
    kols, kocs, kol, koc = told(home, "快充", "kols, kocs, kol_share, koc_share")
    responses = {"kol": 4 * 9_000, "koc": 7 * 6 * 300, "other": 7 * 6 * 1}
    assert (kols, kocs) == (4, 42)
    assert kol == pytest.approx(responses["kol"] / sum(responses.values()), abs=1e-4)
    assert koc == pytest.approx(responses["koc"] / sum(responses.values()), abs=1e-4)
    assert told(home, "露营椅", "kols, kocs, kol_share, koc_share") == (None,) * 4  # nobody's followers are told


def test_thresholds_of_voices_are_settings(home, tmp_path):
    with pytest.raises(SettingsError, match="koc_account <= big_account"):
        DetectSettings(koc_account=200_000)
    detect(home, END, DetectSettings(koc_response=0.1))
    assert told(home, "快充", "kols, kocs") == (4, 0)
    detect(home, END)


def test_how_people_feel_and_that_it_changed(home):
    posts, negative, low, high, positive = told(
        home, "快充", "mood_posts, negative_share, negative_low, negative_high, positive_share"
    )
    assert posts == 7 * 2 + 7 * 6 + 7 * 6 + 4
    assert negative == pytest.approx(42 / posts, abs=1e-4) and positive == pytest.approx(56 / posts, abs=1e-4)
    assert low < negative < high
    change, low, high = told(home, "快充", "negative_change, negative_change_low, negative_change_high", "weibo")
    before = 7 * 6 / (28 * 2 + 7 * 6)  # the four weeks before hold the first week of the rise
    assert change == pytest.approx(42 / 60 - before, abs=1e-3)
    assert 0 < low < change < high


def test_what_another_subject_explains_tells_no_change(home):
    query = "SELECT count(*), count(negative_change) FROM trend WHERE part_of IS NOT NULL"
    with duckdb.connect(str(home / BUILD), read_only=True) as con:
        rows, changes = con.execute(query).fetchall()[0]
    assert rows and not changes


def test_an_outlook_is_of_the_size_of_what_was_seen(home):
    week, middle, low, high, fortnight = told(
        home, "快充", "author_days, outlook_7, outlook_7_low, outlook_7_high, outlook_14"
    )
    assert week == 7 * 2 + 7 * 6 + 7 * 6 + 4
    assert low < middle < high and week / 3 < middle < 2 * week
    assert fortnight > middle


def test_what_comes_every_year_is_of_the_calendar(home):
    assert told(home, "黑五", "verdict, event, reasons") == ("calendar", "黑五", ["calendar_name"])
    assert told(home, "清单", "verdict, event, reasons") == ("calendar", "黑五", ["calendar_company"])
    assert told(home, "露营椅", "verdict, event") == ("organic", None)
    assert told(home, "快充", "verdict, event") == ("organic", None)


def test_judged_day_by_day_the_rows_are_the_same(home):
    with duckdb.connect(str(home / BUILD), read_only=True) as con:
        whole = con.execute("FROM trend ORDER BY ALL").fetchall()
    for day in (END - timedelta(days=2), END - timedelta(days=1), END):
        detect(home, day)
    with duckdb.connect(str(home / BUILD), read_only=True) as con:
        assert con.execute("FROM trend ORDER BY ALL").fetchall() == whole
