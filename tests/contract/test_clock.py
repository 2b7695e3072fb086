from datetime import UTC, date, datetime, timedelta

import pytest

from contract.clock import Week, Window, day_of, last_full_day, start_of


def test_a_day_begins_at_sixteen_hundred_utc_of_the_day_before():
    assert start_of(date(2026, 11, 23)) == datetime(2026, 11, 22, 16, tzinfo=UTC)
    assert day_of(datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC)) == date(2026, 11, 22)
    assert day_of(datetime(2026, 11, 22, 16, tzinfo=UTC)) == date(2026, 11, 23)


def test_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="zone"):
        day_of(datetime(2026, 11, 23))  # noqa: DTZ001


def test_last_full_day_is_yesterday_in_shanghai():
    assert last_full_day(datetime(2026, 11, 22, 16, tzinfo=UTC)) == date(2026, 11, 22)
    assert last_full_day(datetime(2026, 11, 22, 15, tzinfo=UTC)) == date(2026, 11, 21)


def test_window_days_and_borders():
    window = Window(date(2026, 11, 20), date(2026, 11, 22))
    assert list(window.days()) == [date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)]
    assert len(window) == 3 and date(2026, 11, 22) in window and date(2026, 11, 23) not in window
    assert window.end - window.start == timedelta(days=3)
    with pytest.raises(ValueError, match="ends on or after"):
        Window(date(2026, 11, 2), date(2026, 11, 1))


def test_weeks_are_iso_weeks():
    assert str(Week.of(date(2027, 1, 3))) == "2026-W53"
    assert Week.parse("2026-w47").window == Window(date(2026, 11, 16), date(2026, 11, 22))
    assert Week.last_full(datetime(2026, 11, 23, 1, tzinfo=UTC)) == Week(2026, 47)
    assert Week.last_full(datetime(2026, 11, 22, 15, tzinfo=UTC)) == Week(2026, 46)


@pytest.mark.parametrize("text", ["", "2026", "2026-W54", "2026-W0", "W47", "2026-47", "x-Wy"])
def test_a_wrong_week_names_the_form(text):
    with pytest.raises(ValueError, match="written like 2026-W47"):
        Week.parse(text)
