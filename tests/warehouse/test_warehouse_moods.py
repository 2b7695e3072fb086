"""Shares, their intervals and their change as textbooks have them; aspects counted by post, most spoken of first."""

from datetime import date

import pytest
from made_up_lake import THEMES

from warehouse import changes
from warehouse.build import make_tables
from warehouse.database import Engine, connect
from warehouse.moods import difference, moods, wilson


def test_the_wilson_interval():
    low, high = wilson(81, 263)
    assert (float(low), float(high)) == pytest.approx((0.2553, 0.3662), abs=1e-4)  # Newcombe 1998, table I
    assert float(wilson(0, 20)[0]) == 0 and float(wilson(20, 20)[1]) == 1


def test_the_interval_of_a_change():
    change, low, high = difference(56, 70, 48, 80)
    assert (change, low, high) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)  # Newcombe 1998, method 10, (a)


@pytest.fixture
def con():
    with connect(":memory:", Engine()) as con:
        con.execute(changes.SCHEMA)
        make_tables(con, THEMES)
        con.execute("CREATE TABLE staging.flag (flag BIGINT, dt DATE, scope VARCHAR, sid BIGINT)")
        con.execute("INSERT INTO staging.flag VALUES (1, '2026-11-20', 'all', 1)")
        con.execute("CREATE TABLE staging.said (flag BIGINT, post UBIGINT, voice UBIGINT, organic BOOLEAN)")
        con.execute("CREATE TABLE staging.flagged_post (post UBIGINT, sentiment VARCHAR)")
        yield con


def says(con, number: int, sentiment: str, *aspects: tuple[str, str], organic: bool = True) -> None:
    """A post of the flag, with (aspect, polarity) of each clause."""
    post = f"weibo:{number}"
    con.execute("INSERT INTO staging.said SELECT 1, hash(?), ?, ?", [post, number, organic])
    con.execute("INSERT INTO staging.flagged_post SELECT hash(?), ?", [post, sentiment])
    for place, (aspect, polarity) in enumerate(aspects):
        row = [post, date(2026, 11, 18), "weibo", aspect, polarity, 0.9, place, place + 2]
        con.execute("INSERT INTO post_aspect VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def test_aspects_count_posts_and_the_most_spoken_of_come_first(con):
    says(con, 1, "positive", ("价格", "positive"), ("价格", "positive"), ("续航", "negative"))
    says(con, 2, "negative", ("价格", "negative"), ("价格", "positive"))
    says(con, 3, "neutral", ("价格", "neutral"), ("外观", "positive"), ("服务", "neutral"))
    says(con, 4, "negative", ("续航", "negative"))
    says(con, 5, "negative", ("外观", "negative"), organic=False)
    told = moods(con, [])[1]
    assert told["aspects"] == ["价格", "续航", "外观"]
    assert told["aspects_positive"] == [2, 0, 1]
    assert told["aspects_negative"] == [1, 2, 0]
    assert told["aspects_neutral"] == [1, 0, 0]
    assert (told["mood_posts"], told["negative_share"], told["positive_share"]) == (4, 0.5, 0.25)
    assert "negative_change" not in told
