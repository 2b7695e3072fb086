"""Every question's example is asked of a made-up warehouse and must be answered."""

import os
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from made_up_lake import END, Network, run_all

from warehouse.build import build_file
from warehouse.database import Engine
from warehouse.publish import publish
from warehouse.questions import parse, questions
from warehouse.questions_page import page
from warehouse.sql_files import published_tables
from warehouse.tables import touched

ALERT = """INSERT INTO alert BY NAME SELECT 'a' || i AS alert_id, DATE '2026-11-20' AS dt, 'all' AS scope,
    '快充' AS theme, '' AS aspect, '' AS detail, 'sentiment_drop' AS rule, 'negative_share' AS metric, 1 AS step,
    ['open', 'recovered'][i] AS status, 'warning' AS severity, 0.5 AS value, 0.1 AS baseline, 0.4 AS change,
    0.2 AS change_low, 0.5 AS change_high, 3 AS days, 30 AS authors, 40 AS posts, DATE '2026-11-19' AS opened,
    '' AS actor
    FROM range(1, 3) r(i)"""
ASPECT = """INSERT INTO aspect_daily BY NAME SELECT DATE '2026-11-20' AS dt, p AS platform, t AS theme,
    '价格' AS aspect, 4 AS posts, 1 AS negative, 0 AS neutral, 3 AS positive
    FROM (VALUES ('weibo'), ('zhihu')) a(p), (VALUES (''), ('快充')) b(t)"""
THEN = """INSERT INTO alert_vintage BY NAME SELECT *,
    TIMESTAMPTZ '2026-11-21 01:00Z' AS known_from, NULL::TIMESTAMPTZ AS known_to FROM alert WHERE alert_id = 'a1'"""
INTENT = """INSERT INTO intent_daily BY NAME SELECT DATE '2026-11-20' AS dt, 'weibo' AS platform, '' AS theme,
    'wish' AS intent, 3 AS posts, 2 AS organic_posts, 2 AS authors"""


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    home = tmp_path_factory.mktemp("questions") / "home"
    network = Network(days=63)
    network.coverage["weibo", "甲", END] = {
        "covered_to": None,
        "covered_from": None,
        "outcome": "failed",
        "detail": "超时",
    }
    for back in range(7):
        day = END - timedelta(days=back)
        network.plant("weibo", day, 30, "快充 真的 很好", hashtags=["快充测评"], likes=5 + back, author_followers=2000)
        network.plant("zhihu", day, 5, "星野 快充 糟", likes=1)
        network.plant("weibo", day, 5, "长 续航 iPhone16 出门", likes=back)
    network.plant("weibo", END, 2, "快充 口碑", likes=90, author_followers=1500)
    network.plant("weibo", END, 1, "快充 直播", likes=900, author_followers=250_000)
    network.land(home)
    run_all(home)
    with build_file(home, None, Engine()) as con:
        for rows in (ALERT, THEN, ASPECT, INTENT):
            con.execute(rows)
        by_hand = ("alert", "alert_vintage", "aspect_daily", "intent_daily")
        for table in (file for file in published_tables() if file.name in by_hand):
            touched(con, table, [END - timedelta(days=2)])  # rows that no build made have to be told of
    return publish(home).version


@pytest.fixture
def con(file):
    with duckdb.connect(str(file), read_only=True, config={"enable_external_access": "false"}) as con:
        yield con


@pytest.mark.parametrize("question", questions(), ids=lambda q: q.name)
def test_examples_return_rows_with_the_columns_told(con, question):
    for example in question.examples:
        found = con.execute(example)
        names = [column[0] for column in found.description]
        assert found.fetchall(), example
        assert list(question.columns) == names[: len(question.columns)] or set(question.columns) <= set(names), example


def test_each_has_both_languages():
    for question in questions():
        told = [question.meaning, *(p.meaning for p in question.parameters), *question.columns.values()]
        assert all(" | " in text for text in told), question.name


def test_days_aspects_and_ids_have_one_name_in_chinese():
    """The same thing is not called by two names by tables and questions."""
    tables = {f"{file.name}.{name}": m.zh for file in published_tables() for name, m in file.columns.items()}
    told = tables | {
        f"{question.name}.{name}": text.partition(" | ")[2]
        for question in questions()
        for name, text in question.columns.items()
    }
    days = {place: text for place, text in told.items() if place.endswith((".dt", ".since", ".opened"))}
    assert days and [place for place, text in days.items() if "日期（北京时间）" not in text] == []
    assert [place for place, text in told.items() if "维度" in text or "化名" in text] == []


def test_the_catalogue_lists_them_with_comments(con):
    told = dict(con.execute("SELECT function_name, comment FROM duckdb_functions() WHERE NOT internal").fetchall())
    views = dict(con.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall())
    for question in questions():
        assert (views if question.is_view else told)[question.name] == question.meaning


def test_attached_under_another_name(file):
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{file}' AS kept (READ_ONLY)")
        assert con.execute("FROM kept.rising_now").fetchall()
        con.execute("USE kept")
        for question in questions():
            assert con.execute(question.examples[0]).fetchall(), question.name


def test_share_of_voice_adds_up(con):
    rows = con.execute("SELECT theme, posts, share_of_themes, share_of_posts FROM share_of_voice()").fetchall()
    assert sum(row[2] for row in rows) == pytest.approx(1, abs=1e-3)
    counted = con.execute("""SELECT t.theme, count(*) FROM post p JOIN post_theme t USING (post_id)
        WHERE p.organic AND p.dt > DATE '2026-11-22' - 28 GROUP BY 1""").fetchall()
    assert {row[0]: row[1] for row in rows if row[1]} == dict(counted)


def test_sentiment_intervals_hold_the_share_and_are_wilsons(con):
    for low, share, high in con.execute(
        "SELECT negative_low, negative_share, negative_high FROM sentiment_over_time()"
    ).fetchall():
        assert 0 <= low <= share <= high <= 1
    low, high = con.execute("SELECT wilson_low(8, 10), wilson_high(8, 10)").fetchone()
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)  # Brown, Cai and DasGupta's formula by hand


def test_first_appearance_is_the_first(con):
    rows = con.execute("SELECT platform, dt, posts_since FROM first_appearance('长续航')").fetchall()
    assert rows == [("weibo", END - timedelta(days=6), 35)]


def test_contrast_tells_what_one_platform_says_more(con):
    words = [row[0] for row in con.execute("SELECT subject FROM platform_contrast('weibo', n := 5)").fetchall()]
    assert "很好" in words
    assert "星野" not in words


def test_voices_have_tiers(con):
    tiers = {row[0] for row in con.execute("SELECT tier FROM voices('快充', n := 1000)").fetchall()}
    assert tiers == {"kol", "koc", "other", None}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("FROM share_of_voice('没有这个')", "there is no theme"),
        ("FROM share_of_voice(per := 'year')", "per is one of day, week, month, all"),
        ("FROM search('快充', sort := 'best')", "sort is newest or engagement"),
    ],
)
def test_a_wrong_argument_is_told(con, asked, said):
    with pytest.raises(duckdb.Error, match=said):
        con.execute(asked).fetchall()


@pytest.mark.parametrize(
    "text", ["", "-- nothing: x\nSELECT 1", "-- q: x | y\nSELECT 1", "-- q: x\n-- wrong: y\nSELECT 1"]
)
def test_a_wrong_file_is_told(tmp_path, text):
    from contract.errors import WarehouseError

    (tmp_path / "q.sql").write_text(text, "utf-8")
    with pytest.raises(WarehouseError):
        parse(tmp_path / "q.sql")


PAGE = Path(__file__).resolve().parents[2] / "docs" / "questions.md"


def test_the_page_of_questions_is_true(con):
    if os.environ.get("FENGXIANG_WRITE_DOCS"):
        PAGE.write_text(page(con), "utf-8")
    assert PAGE.read_text("utf-8") == page(con), "run it again with FENGXIANG_WRITE_DOCS=1 to write docs/questions.md"
