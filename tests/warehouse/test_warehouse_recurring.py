"""What recurs: dates by the sun, the moon and the weekday; names that are found, and those that only look like it."""

import re
from datetime import date, timedelta

import pytest
from lunisolar import feasts

from warehouse import recurring
from warehouse.recurring import Event, events, lags, lunar_dates, windows


@pytest.mark.parametrize("year", range(2020, 2036))
def test_lunar_dates_are_what_moon_and_sun_say(year):
    assert {name: days[year] for name, days in lunar_dates().items()} == feasts(year)


def test_the_two_new_years_that_fall_within_minutes_of_midnight():
    """The new moons of 2027 (23:56) and 2030 (0:07): dates as the observatories publish them."""
    assert (lunar_dates()["春节"][2027], lunar_dates()["春节"][2030]) == (date(2027, 2, 6), date(2030, 2, 3))


def test_every_event_has_a_day_and_names_of_its_own():
    told = [name for event in events() for name in event.names]
    assert len(told) == len(set(told))
    assert all(event.day(2026) and event.before >= 0 and event.after >= 0 for event in events())
    wanted = "双11 618 春节 双12 中秋 国庆 五一 开学 高考 七夕 情人节 圣诞 元旦 清明 端午 元宵 母亲节 父亲节 黑五"
    assert {*wanted.split(), "女神节", "年货节"} <= {event.event for event in events()}
    assert "双十二" in told and "38节" in told


def test_days_by_weekday():
    day = {event.event: event.day(2026) for event in events()}
    assert day["母亲节"] == date(2026, 5, 10)
    assert day["父亲节"] == date(2026, 6, 21)
    assert day["感恩节"] == date(2026, 11, 26)
    assert day["黑五"] == date(2026, 11, 27)
    assert day["年货节"] == lunar_dates()["春节"][2026] - timedelta(days=25)


def test_a_feast_without_a_date_is_not_guessed():
    assert Event("中秋", ("中秋",), "中秋", 1, 1).day(2040) is None
    with pytest.raises(ValueError, match="knows no 寒食"):
        Event("寒食", ("寒食",), "寒食", 1, 1).day(2026)
    with pytest.raises(ValueError, match="none of those known"):
        Event("x", ("x",), "5月1日", 1, 1).day(2026)


@pytest.mark.parametrize(
    ("event", "text", "found"),
    [
        ("618", "618大促", True),
        ("618", "今年618", True),
        ("618", "单号16180", False),
        ("618", "价格2618元", False),
        ("双11", "双11预售", True),
        ("双11", "双十一清单", True),
        ("双11", "双110", False),
        ("520", "5200毫安", False),
        ("女神节", "38节礼物", True),
    ],
)
def test_names_in_texts(event, text, found):
    (pattern,) = [e.pattern for e in events() if e.event == event]
    assert bool(re.search(pattern, text)) == found


def test_windows_reach_over_the_turn_of_the_year():
    found = {w.event.event: w.day for w in windows(date(2026, 12, 30), date(2026, 12, 31))}
    assert found["元旦"] == date(2027, 1, 1)
    assert "双11" not in found
    assert found["圣诞"] == date(2026, 12, 25)


def test_an_earlier_year_is_told_by_the_sun_and_near_a_feast_by_the_moon():
    assert lags(date(2026, 11, 8), 1) == [365]
    new_year = lunar_dates()["春节"]
    assert (new_year[2026] - new_year[2025]).days in lags(new_year[2026], 1)
    assert lags(date(2028, 2, 29), 1)[0] >= 354
    assert recurring.lags(date(2024, 2, 29), 1)  # a day that the year before does not have
