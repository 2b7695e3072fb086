"""A rise of the same days of an earlier year, by the sun or by the moon, is the calendar's; another one is not."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from made_up_lake import THEMES

from warehouse import changes, courses
from warehouse.build import make_tables
from warehouse.calendar_signs import recurs
from warehouse.database import Engine, connect
from warehouse.detect_settings import DetectSettings
from warehouse.recurring import lunar_dates
from warehouse.series import Source

DAY = date(2026, 11, 8)  # near no lunar feast


@pytest.fixture
def con():
    with connect(":memory:", Engine()) as con:
        con.execute(changes.SCHEMA)
        make_tables(con, THEMES)
        con.execute("CREATE TABLE staging.said (flag BIGINT, post UBIGINT, voice UBIGINT, organic BOOLEAN)")
        con.execute("CREATE TABLE staging.flagged_post (post UBIGINT, post_id VARCHAR)")
        yield con


def asked(con, day: date, subject: str = "热饮", scope: str = "all", volume: int = 1000) -> dict:
    """What is told of one flag of that day."""
    con.execute(
        "INSERT INTO volume_daily BY NAME SELECT unnest(generate_series($day::DATE - 900, $day, INTERVAL 1 DAY))::DATE "
        "AS dt, 'weibo' AS platform, $n AS posts, $n AS organic_posts, $n AS authors",
        {"day": day, "n": volume},
    )
    flags = pa.table({"flag": [7], "dt": pa.array([day], pa.date32()), "scope": [scope], "sid": [3]})
    told = flags.append_column("kind", pa.array(["term"])).append_column("phrase", pa.array([False]))
    told = told.append_column("subject", pa.array([subject]))
    con.register("told", told)
    con.execute("CREATE OR REPLACE TABLE staging.flag AS FROM told")
    con.execute("CREATE OR REPLACE TABLE staging.subject AS SELECT DISTINCT sid, kind, phrase, subject FROM told")
    con.unregister("told")
    return recurs(con, flags, courses.said(con, day - timedelta(days=59), day), DetectSettings())


def rise(con, last: date, level: int, week: int, subject: str = "热饮", platform: str = "weibo") -> None:
    """A subject's 42 days up to a day, the last 7 of them higher."""
    days = (
        "SELECT dt, CASE WHEN dt > $last::DATE - 7 THEN $week ELSE $level END AS n "
        "FROM (SELECT unnest(generate_series($last::DATE - 41, $last, INTERVAL 1 DAY)) AS dt)"
    )
    con.execute(
        "INSERT INTO term_daily BY NAME SELECT dt::DATE AS dt, $platform AS platform, $subject AS term, n AS posts, "
        f"n AS organic_posts, n AS authors FROM ({days})",
        {"last": last, "level": level, "week": week, "subject": subject, "platform": platform},
    )


def test_what_rose_alike_a_year_ago_is_of_the_calendar(con):
    rise(con, DAY, 5, 20)
    rise(con, date(2025, 11, 8), 5, 18)
    found = asked(con, DAY)
    assert found[7].reasons == ("rose_last_year",) and found[7].event is None


def test_two_years_ago_will_do(con):
    rise(con, DAY, 5, 20)
    rise(con, date(2024, 11, 8), 3, 12)
    assert asked(con, DAY)[7].reasons == ("rose_last_year",)


@pytest.mark.parametrize(("level", "week"), [(5, 5), (5, 10), (0, 1)])
def test_what_rose_less_or_among_few_is_not(con, level, week):
    rise(con, DAY, 5, 20)
    rise(con, date(2025, 11, 8), level, week)
    assert not asked(con, DAY)


def test_another_time_of_the_year_is_not(con):
    rise(con, DAY, 5, 20)
    rise(con, date(2025, 9, 8), 5, 20)
    assert not asked(con, DAY)


def test_another_platform_has_no_say_in_a_platform_s_scope(con):
    rise(con, DAY, 5, 20)
    rise(con, date(2025, 11, 8), 5, 20, platform="zhihu")
    assert not asked(con, DAY, scope="weibo")


def test_a_year_that_is_not_in_the_warehouse_says_nothing(con):
    rise(con, DAY, 5, 20)
    assert not asked(con, DAY)


def test_near_a_lunar_feast_the_moon_tells(con):
    day, then = (lunar_dates()["元宵"][year] for year in (2026, 2025))
    assert (day - then).days not in (364, 365, 366)
    rise(con, day, 5, 20, "汤圆")
    rise(con, then, 5, 20, "汤圆")
    assert asked(con, day, "汤圆")[7].reasons == ("rose_last_year",)


def test_a_name_and_an_earlier_year_both_stand(con):
    day = date(2026, 11, 10)
    rise(con, day, 5, 20, "双11预售")
    rise(con, date(2025, 11, 10), 5, 20, "双11预售")
    found = asked(con, day, "双11预售")[7]
    assert (found.event, found.reasons) == ("双11", ("calendar_name", "rose_last_year"))


def test_the_name_alone_is_no_sign_out_of_season(con):
    rise(con, date(2026, 6, 1), 5, 20, "双11预售")
    assert not asked(con, date(2026, 6, 1), "双11预售")


def test_posts_that_no_query_brought_have_a_course_all_the_same(con):
    rise(con, DAY, 5, 20)
    asked(con, DAY)
    seen = courses.Courses(con, [Source("weibo", "", np.ones(60))], DAY - timedelta(days=59), DAY, DAY)
    course = seen.of("weibo", np.array([3]), [DAY])
    assert course.counts[0, -8:].tolist() == [5, 20, 20, 20, 20, 20, 20, 20]
    assert course.exposure[0, -1] > 0
