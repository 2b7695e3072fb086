"""Days of posts are let go of; what was counted and found on them stays as it was, after a rebuild too."""

import shutil
from datetime import timedelta

import duckdb
import pytest
from made_up_lake import END, THEMES, Network, enrich, land, made_post, run_all

from contract.errors import LakeError, WarehouseError
from warehouse import kept_counts, retention
from warehouse.build import build, rebuild
from warehouse.database import BUILD, PUBLISHED
from warehouse.detect import detect
from warehouse.ingest import ingest
from warehouse.lake import partitions
from warehouse.publish import publish
from warehouse.storage import Local

DAY = timedelta(days=1)
FIRST = END - 149 * DAY
BEFORE = FIRST + 10 * DAY  # posts of ten days go; 112 days more are counted no more
COPIED = "一模一样的长长的话 被人抄了又抄 咖啡 好"
OWN = ("post", "engagement", "post_theme", "search_index", "private.fingerprint", "state.sighting",
       "state.spoken", "state.spoken_word", "state.spoken_sample")  # fmt: skip
COUNTS = tuple(file.table for file in kept_counts.files() if file.name != kept_counts.EVIDENCE)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    home = tmp_path_factory.mktemp("built")
    network = Network(days=150, a_day=3, platforms=("weibo",))
    for i in range(6):  # rises near both ends of what is let go, and copies across the line
        network.plant("weibo", FIRST + (60 + i) * DAY, 9, "新风 吹来 快充 糟")
        network.plant("weibo", FIRST + (88 + i) * DAY, 5 * i, "极简 风 星野 好")
    network.land(home)
    for i, day in enumerate((BEFORE - 2 * DAY, BEFORE - DAY, BEFORE + DAY, BEFORE + 3 * DAY)):
        post = made_post(f"copy{i}", day, COPIED, query="甲", likes=3)
        land(home, "weibo", f"weibo-copy{i}", [post], [])
    run_all(home)
    return home


@pytest.fixture
def home(built, tmp_path):
    return shutil.copytree(built, tmp_path / "home")


@pytest.fixture(scope="module")
def pruned(built, tmp_path_factory):
    home = shutil.copytree(built, tmp_path_factory.mktemp("pruned") / "home")
    prune(home)
    return home


def table(home, name, file=BUILD):
    with duckdb.connect(str(home / file), read_only=True) as con:
        con.execute("SET TimeZone = 'UTC'")
        return con.execute(f"FROM {name} ORDER BY ALL").fetchall()


def everything(home):
    names = (*OWN, *COUNTS, "trend_evidence", "author", "author_weekly", "phrase", "state.phrase_counted", "state.kept")
    return {name: table(home, name) for name in names}


def days_of(home, name):
    with duckdb.connect(str(home / BUILD), read_only=True) as con:
        return {dt for (dt,) in con.execute(f"SELECT DISTINCT dt FROM {name}").fetchall()}


def bring_up(home):
    enrich(home)
    build(home, THEMES)
    detect(home, END)


def prune(home, before=BEFORE):
    gone = retention.let_go(home, before)
    bring_up(home)
    return gone


def test_posts_go_from_every_table_that_names_them_and_what_was_counted_stays(home):
    before = {name: table(home, name) for name in COUNTS}
    assert any(row[0] >= FIRST + 60 * DAY for row in before["trend"]), "the plan raises trends to keep"
    assert prune(home) == [("weibo", FIRST + i * DAY) for i in range(10)]
    assert min(p.day for p in partitions(home)) == BEFORE
    for name in OWN:
        assert min(days_of(home, name)) >= BEFORE, name
    for name in COUNTS:
        assert table(home, name) == before[name], name
    assert min(days_of(home, "author_weekly")) >= BEFORE - 6 * DAY
    assert {row[0] for row in table(home, "author")} == {row[0] for row in table(home, "(SELECT author_id FROM post)")}


def test_a_rebuild_has_the_same_rows(home):
    prune(home)
    pruned = everything(home)
    rebuild(home, THEMES)
    detect(home, END)
    again = everything(home)
    assert {name for name in pruned if pruned[name] != again[name]} == set()
    prune(home, BEFORE + 3 * DAY)  # days that were set aside already
    assert table(home, "volume_daily") == pruned["volume_daily"]
    assert min(days_of(home, "post")) == BEFORE + 3 * DAY


def test_evidence_names_no_post_that_is_gone(home):
    gone = {row[0] for row in table(home, f"(SELECT post_id FROM post WHERE dt < '{FIRST + 62 * DAY}')")}
    first = table(home, "trend_evidence")
    assert {row[-1] for row in first} & gone, "the plan shows posts that are let go"
    prune(home, FIRST + 30 * DAY)
    assert table(home, "trend_evidence") == first, "its posts are all there yet"
    prune(home, FIRST + 62 * DAY)
    assert not {row[-1] for row in table(home, "trend_evidence")} & gone
    assert table(home, "trend_evidence"), "later trends keep theirs"
    assert not [post for post in gone if any(post.encode() in f.read_bytes() for f in (home / "lake").rglob("*.parq*"))]


def test_what_comes_late_for_a_day_that_is_gone_is_not_shown_and_goes_with_the_next_prune(home):
    prune(home)
    kept = everything(home)
    land(home, "weibo", "weibo-late", [made_post("late", FIRST + DAY, "迟到 的 咖啡 一杯 又 一杯")], [])
    ingest(home)
    bring_up(home)
    assert everything(home) == kept
    assert retention.let_go(home, FIRST) == [("weibo", FIRST + DAY)]  # an earlier day asked for brings nothing back
    assert min(p.day for p in partitions(home)) == BEFORE


class Killed(BaseException):
    """Stands for a kill: nothing catches it."""


@pytest.mark.parametrize("moment", range(3))
def test_killed_anywhere_and_run_again_ends_the_same(home, pruned, monkeypatch, moment):
    steps = iter(range(1000))
    real_put, real_delete = Local.put, Local.delete
    at = (9, 15, 22)[moment]  # setting aside, the record, the posts

    def step():
        if next(steps) == at:
            raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(Local, "put", lambda self, name: (step(), real_put(self, name))[1])
        patch.setattr(Local, "delete", lambda self, names: (step(), real_delete(self, names))[1])
        retention.let_go(home, BEFORE)
    bring_up(home)  # a night between
    prune(home)
    assert everything(home) == everything(pruned)
    assert [p.day for p in partitions(home)] == [p.day for p in partitions(pruned)]


def test_days_that_were_not_built_or_judged_are_not_pruned(home, tmp_path):
    land(home, "weibo", "weibo-late", [made_post("late", FIRST + 2 * DAY, "迟到 的 咖啡")], [])
    ingest(home)
    with pytest.raises(WarehouseError, match="was not built and judged yet"):
        retention.let_go(home, BEFORE)
    enrich(home)
    build(home, THEMES)
    with pytest.raises(WarehouseError, match="was not built and judged yet"):
        retention.let_go(home, BEFORE)
    assert min(p.day for p in partitions(home)) == FIRST
    detect(home, END)
    assert retention.let_go(home, BEFORE)


def test_a_broken_record_stops_the_build_instead_of_counting_nothing(home):
    prune(home)
    (home / "lake" / kept_counts.RECORD).write_text("{}")
    with pytest.raises(LakeError, match="bring it back"):
        build(home, THEMES)


def test_the_version_made_anew_holds_no_post_that_is_gone(home):
    publish(home)
    prune(home)
    publish(home, anew=True)
    assert min(row[0] for row in table(home, "(SELECT dt FROM post)", PUBLISHED)) == BEFORE
    assert table(home, "volume_daily", PUBLISHED) == table(home, "volume_daily")
