import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from made_up_lake import END, THEMES, Network, crawl_record, enrich, instant, land, made_post, run_all, run_name, utc

from contract.errors import CheckFailed, LakeError, WarehouseError
from contract.post import SCHEMA
from warehouse import build as building
from warehouse import changes, versions
from warehouse import detect as detecting
from warehouse.build import build, rebuild
from warehouse.database import BUILD, PUBLISHED
from warehouse.detect import detect
from warehouse.ingest import ingest
from warehouse.lake import post_folder, write_parquet
from warehouse.publish import publish
from warehouse.sql_files import published_tables

DAY = END


def rows(home: Path, *tables: str, file: Path = BUILD) -> dict[str, list[tuple]]:
    """Every row of the tables, in a fixed order; by default all published ones that only depend on the lake's posts."""
    with duckdb.connect(str(home / file), read_only=True) as con:
        con.execute("SET TimeZone = 'UTC'")
        names = tables or [f.table for f in published_tables() if not f.name.endswith("_vintage")]
        return {name: con.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in names}


def ask(home: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(home / BUILD), read_only=True) as con:
        con.execute("SET TimeZone = 'UTC'")
        return con.execute(query).fetchall()


@pytest.fixture(scope="module")
def network() -> Network:
    made = Network(days=50, a_day=8)
    for i in range(9):
        made.plant("weibo", END - timedelta(days=i), 6, "新风 吹来")
        made.plant("weibo", END - timedelta(days=i), 5, "星野 糟 透 了")
    return made


@pytest.fixture(scope="module")
def built(network, tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("built")
    network.land(home)
    run_all(home)
    return home


@pytest.fixture
def home(built, tmp_path) -> Path:
    shutil.copytree(built, tmp_path / "home")
    return tmp_path / "home"


def test_the_tables_hold_what_was_landed(built, network):
    posts = sum(len(network.background(p, d)) for p in network.platforms for d in network.all_days()) + 9 * 11
    assert ask(built, "SELECT count(*), count(DISTINCT post_id) FROM post") == [(posts, posts)]
    assert ask(built, "SELECT sum(posts) FROM volume_daily") == [(posts,)]
    assert ask(built, "FROM platform ORDER BY 1") == [("weibo", "微博", "Weibo"), ("zhihu", "知乎", "Zhihu")]
    assert ask(built, "SELECT theme, en FROM theme ORDER BY 1") == [("快充", "fast charging"), ("星野", "Xingye")]
    assert ask(built, "SELECT DISTINCT exposure FROM coverage_daily") == [(1.0,)]
    assert ask(built, "SELECT count(*) FROM crawl_run") == [(50 * 2 * 2,)]


def test_building_again_changes_nothing(home):
    before = rows(home)
    result = build(home, THEMES)
    assert result.days == ()
    assert rows(home) == before


def test_a_rebuild_gives_the_same_rows(home):
    before = rows(home)
    rebuild(home, THEMES)
    detect(home, END)
    assert rows(home) == before


def test_day_by_day_gives_the_same_rows_as_all_at_once(built, network, tmp_path):
    days = network.all_days()
    for step in (days[:40], days[40:41], days[41:43], days[43:]):
        network.land(tmp_path, step)
        run_all(tmp_path, step[-1])
    assert rows(tmp_path) == rows(built)


def test_only_changed_days_are_built_again_late_posts_change_their_own(home):
    run = "weibo-late"
    late = [made_post("late", DAY - timedelta(days=5), "迟到"), made_post("late2", DAY - timedelta(days=20), "迟到")]
    land(home, "weibo", run, late, [])
    ingest(home)
    enrich(home)
    assert build(home, THEMES).days == (DAY - timedelta(days=20), DAY - timedelta(days=5))
    assert detect(home, END).first == DAY - timedelta(days=20)
    before = rows(home)
    rebuild(home, THEMES)
    detect(home, END)
    assert rows(home) == before


def test_a_partition_that_is_gone_leaves_the_tables(home):
    shutil.rmtree(post_folder(home, "zhihu", DAY))
    assert build(home, THEMES).days == (DAY,)
    assert ask(home, f"SELECT DISTINCT platform FROM post WHERE dt = '{DAY}'") == [("weibo",)]


def test_a_post_that_two_days_claim_counts_once_where_it_was_told_first(tmp_path):
    posts = {
        "weibo-1": made_post("m", DAY, "子夜", published_at=utc(DAY, 15, 59), observed_at=utc(DAY, 16, 5)),
        "weibo-2": made_post("m", DAY, "子夜", published_at=utc(DAY, 16, 1), observed_at=utc(DAY, 17)),
        "weibo-3": made_post("m", DAY, "子夜", published_at=utc(DAY - timedelta(days=1), 15), observed_at=utc(DAY, 16)),
    }
    told = []
    for run, row in posts.items():
        land(tmp_path, "weibo", run, [row], [])
        ingest(tmp_path)
        build(tmp_path, THEMES)
        told += ask(tmp_path, "SELECT dt FROM post")
    assert [dt for (dt,) in told] == [DAY, DAY, DAY - timedelta(days=1)]
    before = rows(tmp_path)
    rebuild(tmp_path, THEMES)
    assert rows(tmp_path) == before
    shutil.rmtree(post_folder(tmp_path, "weibo", DAY - timedelta(days=1)))
    build(tmp_path, THEMES)
    assert ask(tmp_path, "SELECT dt FROM post") == [(DAY,)]


def test_engagement_is_kept_as_seen_and_the_post_shows_the_last(tmp_path):
    for i, likes in enumerate((1, 5, None)):
        row = made_post(1, DAY, "甲", likes=likes, observed_at=instant(DAY, 13 + i))
        land(tmp_path, "weibo", f"weibo-{i}", [row], [])
    ingest(tmp_path)
    build(tmp_path, THEMES)
    assert ask(tmp_path, "SELECT likes FROM engagement ORDER BY observed_at") == [(1,), (5,)]
    assert ask(tmp_path, "SELECT likes FROM post") == [(5,)]


def test_near_duplicates_follow_the_earliest_across_platforms_and_days(tmp_path):
    text = "这款零食盲盒真的太好吃了大家快去买买买不要错过"
    rows_ = {
        "weibo": [
            made_post(1, DAY, text, published_at=instant(DAY, 9)),
            made_post(2, DAY, "完全不同的一句话说的是天气和散步"),
        ],
        "zhihu": [made_post(3, DAY, text + "！", platform="zhihu", published_at=instant(DAY, 8))],
    }
    for platform, posts in rows_.items():
        land(tmp_path, platform, f"{platform}-1", posts, [])
    land(tmp_path, "weibo", "weibo-2", [made_post(4, DAY + timedelta(days=1), text)], [])
    ingest(tmp_path)
    enrich(tmp_path)
    build(tmp_path, THEMES)
    assert ask(tmp_path, "SELECT post_id, duplicate_of, organic FROM post ORDER BY post_id") == [
        ("weibo:1", "zhihu:3", False), ("weibo:2", None, True), ("weibo:4", "zhihu:3", False), ("zhihu:3", None, True),
    ]  # fmt: skip


def test_posts_without_a_reading_are_there_and_are_built_again_when_read(tmp_path):
    land(tmp_path, "weibo", "weibo-1", [made_post(1, DAY, "咖啡 好")], [])
    ingest(tmp_path)
    build(tmp_path, THEMES)
    assert ask(tmp_path, "SELECT words, sentiment FROM post") == [([], None)]
    enrich(tmp_path)
    assert build(tmp_path, THEMES).days == (DAY,)
    assert ask(tmp_path, "SELECT words, sentiment FROM post") == [(["咖啡", "好"], "positive")]


def test_an_empty_lake_makes_empty_tables_that_can_be_published(tmp_path):
    assert build(tmp_path, THEMES).days == ()
    assert detect(tmp_path, END).first is None
    publish(tmp_path)
    assert rows(tmp_path, "post", "trend", "alert", file=PUBLISHED) == {"post": [], "trend": [], "alert": []}


def test_a_second_builder_gets_a_clear_error(home):
    script = (
        f"import duckdb, time; c = duckdb.connect({str(home / BUILD)!r}); print('open', flush=True); time.sleep(30)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(LakeError, match="being written by another process"):
            build(home, THEMES)
        other.kill()


def test_a_failing_check_stops_build_and_publish_and_readers_keep_the_old(home, monkeypatch):
    publish(home)
    before = rows(home, file=PUBLISHED)
    land(home, "weibo", "weibo-bad", [made_post("bad", DAY, "甲", likes=-5)], [])
    ingest(home)
    with pytest.raises(CheckFailed, match=r"post: at_least\(likes, 0\) does not hold for 1 rows.*post_id=weibo:bad"):
        build(home, THEMES)
    with pytest.raises(CheckFailed, match="nothing was published"):
        publish(home)
    assert rows(home, file=PUBLISHED) == before


def test_nothing_built_is_nothing_to_publish(tmp_path):
    with pytest.raises(WarehouseError, match="run `fengxiang build` first"):
        publish(tmp_path)


def test_the_published_file_has_the_same_rows_a_comment_everywhere_and_nothing_private(home):
    publish(home)
    assert rows(home, file=PUBLISHED) == rows(home)
    with duckdb.connect(str(home / PUBLISHED), read_only=True) as con:
        assert con.execute("SELECT table_name FROM duckdb_tables() WHERE comment IS NULL").fetchall() == []
        assert (
            con.execute(
                "SELECT table_name, column_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal"
            ).fetchall()
            == []
        )
        schemas = con.execute("SELECT DISTINCT schema_name FROM duckdb_tables()").fetchall()
        version = con.execute("SELECT tags['storage_version'] FROM duckdb_databases() WHERE NOT internal").fetchall()
    assert sorted(schemas) == [("main",), ("publishing",)]
    assert version[0][0].startswith("v1.4")


def test_a_reader_keeps_its_version_and_the_next_one_sees_the_new(home):
    publish(home)
    reader = duckdb.connect(str(home / PUBLISHED), read_only=True)
    before = reader.execute("SELECT count(*) FROM post").fetchall()
    land(home, "weibo", "weibo-new", [made_post("new", DAY, "甲")], [])
    ingest(home)
    build(home, THEMES)
    publish(home)
    assert reader.execute("SELECT count(*) FROM post").fetchall() == before
    reader.close()
    assert len(rows(home, "post", file=PUBLISHED)["post"]) == before[0][0] + 1
    old = versions.kept(home)[1].relative_to(home)
    assert len(rows(home, "post", file=old)["post"]) == before[0][0]
    assert [p.name for p in (home / "warehouse").rglob(".*.part")] == []


_WORK = """
import sys
from pathlib import Path
sys.path[:0] = [{tests!r}]
from made_up_lake import THEMES, END
from warehouse import build, detect
build._CHUNK_BYTES = 40_000
build.build(Path({home!r}), THEMES, lambda done, total: print(done, flush=True))
print("built", flush=True)
detect.detect(Path({home!r}), END, on_progress=lambda done, total: print("judged", flush=True))
"""


def work_killed(home: Path, after: float | int | str) -> None:
    """Build and judge in a process of its own, killed after some seconds (float), some lines, or one that says so."""
    script = _WORK.format(tests=str(Path(__file__).parent), home=str(home))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as work:
        assert work.stdout is not None
        told = []
        if isinstance(after, float):
            time.sleep(after)
        else:
            told = list(takewhile(lambda told: after not in (told[0], told[1].strip()), enumerate(work.stdout, 1)))
        assert work.poll() is None, f"it was over before it could be killed: {told}"
        os.kill(work.pid, signal.SIGKILL)


@pytest.mark.parametrize("kills", [(0.7,), (1, 3, "built", "judged")], ids=["while it begins", "again and again"])
def test_killed_anywhere_the_next_run_gives_the_same_rows(built, tmp_path, kills):
    home = tmp_path / "home"
    shutil.copytree(built, home, ignore=shutil.ignore_patterns("warehouse"))
    for after in kills:  # each run goes on where the one before was killed
        work_killed(home, after)
    build(home, THEMES)
    detect(home, END)
    assert rows(home) == rows(built)


def test_interrupted_between_replacing_and_marking_nothing_is_half_done(home, monkeypatch):
    before = rows(home)
    land(home, "weibo", "weibo-new", [made_post("new", DAY, "甲")], [])
    ingest(home)

    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(building, "_mark_built", die)
        with pytest.raises(KeyboardInterrupt):
            build(home, THEMES)
    assert rows(home) == before
    with monkeypatch.context() as patch:
        patch.setattr(detecting, "_keep", die)
        build(home, THEMES)
        with pytest.raises(KeyboardInterrupt):
            detect(home, END)
    assert detect(home, END).first == DAY


def test_a_new_crawl_record_changes_coverage_and_asks_for_a_new_judgement(home):
    detect(home, END)
    run = run_name("weibo", DAY) + "-again"
    day = DAY - timedelta(days=3)
    land(
        home,
        "weibo",
        run,
        [],
        [crawl_record(run, "weibo", "丙", day, outcome="failed", covered_from=None, detail="503")],
    )
    ingest(home)
    assert build(home, THEMES).days == ()
    assert ask(home, "SELECT dt, exposure, failed, detail FROM coverage_daily WHERE query = '丙'") == [
        (day, 0.0, True, "503")
    ]
    assert detect(home, END).first == day


def test_a_post_whose_files_are_read_in_two_goes_is_not_lost(tmp_path, monkeypatch):
    monkeypatch.setattr(changes, "_FILES_A_READ", 1)
    day = date(2026, 11, 20)
    for run, hours in (("weibo-1", 1), ("weibo-2", 30)):
        seen = datetime(2026, 11, 20, 4, tzinfo=UTC) + timedelta(hours=hours)
        row = {"post_id": "weibo:1", "platform": "weibo", "kind": "post", "text": "长续航真好"}
        times = {"published_at": datetime(2026, 11, 20, 4, tzinfo=UTC), "observed_at": seen}
        path = post_folder(tmp_path, "weibo", day) / f"{run}.parquet"
        write_parquet(path, pa.Table.from_pylist([row | times], schema=SCHEMA))
    build(tmp_path, pa.table({"theme": ["长续航"], "zh": ["长续航"], "en": ["long battery"]}))
    with duckdb.connect(str(tmp_path / BUILD), read_only=True) as con:
        assert con.execute("SELECT post_id, dt FROM post").fetchall() == [("weibo:1", day)]
