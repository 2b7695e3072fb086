"""Levels from the alert budget: as few flags as asked for, from days before only."""

from datetime import date, timedelta

import duckdb
import pytest

from contract.errors import SettingsError
from warehouse.alert_levels import Levels
from warehouse.detect_settings import DetectSettings

BEGIN, DAY = date(2026, 1, 1), timedelta(days=1)


@pytest.fixture
def con():
    with duckdb.connect() as con:
        con.execute("CREATE TABLE volume_daily (platform VARCHAR, dt DATE)")
        con.execute("INSERT INTO volume_daily VALUES ('weibo', ?)", [BEGIN])
        con.execute(
            "CREATE TABLE trend (dt DATE, scope VARCHAR, subject_kind VARCHAR, subject VARCHAR, score DOUBLE, "
            "phase VARCHAR, verdict VARCHAR, part_of VARCHAR)"
        )
        yield con


def row(day: date, subject: str, score: float, **more) -> dict:
    told = {"verdict": "organic", "part_of": None, "growth": 1.5, "since": day, "authors": 12, "ratio_low": 1.2}
    return {"dt": day, "scope": "all", "subject_kind": "term", "subject": subject, "score": score, **told, **more}


def test_many_rises_raise_the_level_and_a_bigger_budget_lowers_it(con):
    quiet, busy = (Levels(con, BEGIN, DetectSettings()) for _ in range(2))
    rich = Levels(con, BEGIN, DetectSettings(flags_a_week=30))
    today = BEGIN + 140 * DAY
    for i in range(84):
        for levels in (busy, rich):
            levels.tell([row(today - (84 - i) * DAY, f"{i}-{n}", 3.5) for n in range(2)])
    assert busy.level("all", today) > 3.5 > quiet.level("all", today) > rich.level("all", today)


def test_only_days_before_count_and_parts_floods_and_repeats_do_not(con):
    levels, day = Levels(con, BEGIN, DetectSettings()), BEGIN + 120 * DAY
    before = levels.level("all", day)
    levels.tell([row(day, f"{i}", 5.0) for i in range(200)])
    assert levels.level("all", day) == before < levels.level("all", day + DAY)
    other = Levels(con, BEGIN, DetectSettings())
    other.tell([row(day, f"{i}", 5.0, part_of="快充") for i in range(200)])
    other.tell([row(day, f"f{i}", 9.0, verdict="suspected_flood") for i in range(200)])
    other.tell([row(day + i * DAY, "同一个", 5.0) for i in range(30)])
    assert other.level("all", day + 40 * DAY) <= before + 0.1


def test_what_is_called_stays_so_for_a_fortnight(con):
    levels, day = Levels(con, BEGIN, DetectSettings()), BEGIN + 60 * DAY
    rows = [
        row(day, "升", 6.0),
        row(day + 9 * DAY, "升", 2.1, growth=0.5, since=day),
        row(day + 30 * DAY, "升", 2.1),
        row(day, "小", 2.1),
        row(day, "刷", 4.5, verdict="suspected_flood"),
        row(day, "刷屏", 9.0, verdict="suspected_flood"),
    ]
    levels.tell(rows)
    assert [told["phase"] for told in rows] == ["rising", "fading", "watch", "watch", "watch", "rising"]


def test_levels_are_the_same_when_the_days_before_come_from_the_table(con):
    told, day = Levels(con, BEGIN, DetectSettings()), BEGIN + 100 * DAY
    rows = [row(day - i * DAY, f"{i % 7}-{n}", 2.0 + (i * n) % 5) for i in range(60, 0, -1) for n in range(4)]
    told.tell(rows)
    for r in rows:
        con.execute(
            "INSERT INTO trend VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [r[n] for n in ("dt", "scope", "subject_kind", "subject", "score", "phase", "verdict", "part_of")],
        )
    again = Levels(con, day, DetectSettings())
    assert again.level("all", day) == told.level("all", day)
    assert again._flags("all", day) == told._flags("all", day) > 0


def test_a_budget_is_more_than_nothing():
    with pytest.raises(SettingsError, match="flags_a_week"):
        DetectSettings(flags_a_week=0)
