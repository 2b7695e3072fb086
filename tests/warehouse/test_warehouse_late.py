"""What comes late makes its own day again, and such days as depend on it; the lake's manifest finds it."""

from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from made_up_lake import END, THEMES, Network, enrich, instant, land, made_post, run_all

from warehouse import manifest
from warehouse.build import BuildResult, build, rebuild
from warehouse.database import BUILD
from warehouse.ingest import ingest

LATE = END - timedelta(days=9)
COPIED = END - timedelta(days=3)
TEXT = "今天 路过 老城 的 书店 买 了 一本 旧地图 和 两张 车票"
TABLES = ("post", "post_theme", "volume_daily", "term_daily", "private.source_daily", "private.fingerprint")


@pytest.fixture
def home(tmp_path) -> Path:
    net = Network(days=20, platforms=("weibo",), a_day=6)
    net.land(tmp_path)
    land(tmp_path, "weibo", "weibo-copied", [made_post("copied", COPIED, TEXT)], [])
    run_all(tmp_path)
    return tmp_path


def comes(home: Path, text: str) -> BuildResult:
    """A post of long ago is seen today; the build after it."""
    land(home, "weibo", "weibo-late", [made_post("late", LATE, text, observed_at=instant(END, 30))], [])
    ingest(home)
    enrich(home)
    return build(home, THEMES)


def ask(home: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(home / BUILD), read_only=True) as con:
        return con.execute(query).fetchall()


def rows(home: Path) -> dict[str, list[tuple]]:
    return {table: ask(home, f"FROM {table} ORDER BY ALL") for table in TABLES}


def test_a_late_post_makes_only_its_own_day_again(home):
    assert comes(home, "快充 很 晚").days == (LATE,)
    assert ask(home, "SELECT dt, posts FROM theme_daily WHERE theme = '快充'") == [(LATE, 1)]
    assert ask(home, "SELECT DISTINCT dt FROM state.dirty") == [(LATE,)]  # from there on, days are judged again
    assert build(home, THEMES).days == ()
    told = rows(home)
    rebuild(home, THEMES)
    assert rows(home) == told


def test_a_late_original_makes_the_day_of_its_copy_again_too(home):
    assert ask(home, "SELECT count(duplicate_of) FROM post WHERE post_id = 'weibo:copied'") == [(0,)]
    assert set(comes(home, TEXT).days) == {LATE, COPIED}
    assert ask(home, "SELECT duplicate_of FROM post WHERE post_id = 'weibo:copied'") == [("weibo:late",)]
    told = rows(home)
    rebuild(home, THEMES)
    assert rows(home) == told


def test_only_the_files_of_the_late_post_are_looked_into(home, monkeypatch):
    opened: list[str] = []
    told_by = manifest.told_by
    monkeypatch.setattr(
        manifest, "told_by", lambda path, kind, entry: (opened.append(entry.name), told_by(path, kind, entry))[1]
    )
    comes(home, "快充 很 晚")
    assert {name.split("dt=")[1][:10] for name in opened if "dt=" in name} == {str(LATE)}
