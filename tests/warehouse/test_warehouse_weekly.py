"""Tables of weeks and tables that the caller hands in: right after every build, whatever came late."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from made_up_lake import THEMES, crawl_record, enrich, instant, land, made_post, run_name

from contract.errors import WarehouseError
from warehouse import weekly
from warehouse.build import build, rebuild
from warehouse.database import BUILD
from warehouse.ingest import ingest
from warehouse.lake import post_folder

MONDAY = date(2026, 11, 16)
WEEKS = "SELECT week, author_id, posts, engagement FROM author_weekly ORDER BY ALL"


def ask(home: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(home / BUILD), read_only=True) as con:
        con.execute("SET TimeZone = 'UTC'")
        return con.execute(query).fetchall()


def arrive(home: Path, day: date, *posts: dict, **given: pa.Table) -> None:
    """These posts are crawled on that day's night, and the tables are built."""
    run = run_name("weibo", day)
    land(home, "weibo", run, posts, [crawl_record(run, "weibo", "甲", day)])
    ingest(home)
    enrich(home)
    build(home, THEMES, **given)


def said(number: int, day: date, author: str, likes: int) -> dict:
    return made_post(number, day, f"今天 说 {number}", author_id=author, likes=likes)


def test_a_week_is_right_after_each_of_its_days_and_after_late_posts(tmp_path):
    sunday, next_monday = MONDAY + timedelta(days=6), MONDAY + timedelta(days=7)
    arrive(tmp_path, MONDAY, said(1, MONDAY, "甲", 1))
    assert ask(tmp_path, WEEKS) == [("2026-W47", "甲", 1, 1)]
    arrive(tmp_path, sunday, said(2, sunday, "甲", 2), said(3, sunday, "乙", 4))
    assert ask(tmp_path, WEEKS) == [("2026-W47", "乙", 1, 4), ("2026-W47", "甲", 2, 3)]
    late = MONDAY + timedelta(days=2)
    arrive(tmp_path, next_monday, said(4, next_monday, "甲", 8), said(5, late, "乙", 16))
    whole = [("2026-W47", "乙", 2, 20), ("2026-W47", "甲", 2, 3), ("2026-W48", "甲", 1, 8)]
    assert ask(tmp_path, WEEKS) == whole
    everything = ask(tmp_path, "FROM author_weekly ORDER BY ALL")
    rebuild(tmp_path, THEMES)
    assert ask(tmp_path, "FROM author_weekly ORDER BY ALL") == everything
    shutil.rmtree(post_folder(tmp_path, "weibo", sunday))
    build(tmp_path, THEMES)
    assert ask(tmp_path, WEEKS) == [("2026-W47", "乙", 1, 16), ("2026-W47", "甲", 1, 1), ("2026-W48", "甲", 1, 8)]


def test_a_build_that_dies_before_the_week_is_made_makes_it_the_next_time(tmp_path, monkeypatch):
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(weekly, "replace", interrupted)
        arrive(tmp_path, MONDAY, said(1, MONDAY, "甲", 1))
    assert ask(tmp_path, "SELECT count(*) FROM post") == [(1,)]
    assert ask(tmp_path, WEEKS) == []
    build(tmp_path, THEMES)
    assert ask(tmp_path, WEEKS) == [("2026-W47", "甲", 1, 1)]


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_what_was_mailed_is_what_was_handed_in_last(tmp_path):
    sent = {"line": 1, "told_at": instant(MONDAY), "kind": "weekly", "event": "2026-W47", "recipient": "x"}
    query = "SELECT event, sent, written FROM dispatch ORDER BY ALL"
    arrive(tmp_path, MONDAY, said(1, MONDAY, "甲", 1), dispatches=pa.Table.from_pylist([{**sent, "state": "written"}]))
    assert ask(tmp_path, query) == [("2026-W47", 0, 1)]
    build(tmp_path, THEMES, dispatches=pa.Table.from_pylist([{**sent, "state": "sent"}]))  # no day has changed
    assert ask(tmp_path, query) == [("2026-W47", 1, 0)]


@pytest.mark.parametrize(
    ("older", "says"),
    [
        ("DROP TABLE author_weekly", "knows no author_weekly yet: .* run `fengxiang rebuild` once"),
        ("ALTER TABLE volume_daily DROP engagement", "volume_daily has other columns .* run `fengxiang rebuild` once"),
        ("ALTER TABLE author ALTER posts TYPE INTEGER", "author has other columns .* run `fengxiang rebuild` once"),
    ],
)
def test_a_build_file_of_an_older_version_is_refused_until_it_is_made_anew(tmp_path, older, says):
    arrive(tmp_path, MONDAY, said(1, MONDAY, "甲", 1))
    with duckdb.connect(str(tmp_path / BUILD)) as con:
        con.execute(older)
    for _ in range(2):
        with pytest.raises(WarehouseError, match=says):
            build(tmp_path, THEMES)
    rebuild(tmp_path, THEMES)
    assert ask(tmp_path, WEEKS) == [("2026-W47", "甲", 1, 1)]
