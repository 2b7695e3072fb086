"""Publishing copies what differs, and only that; readers, kills and restored build files do not lead it astray."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from made_up_lake import END, THEMES, Network, enrich, land, made_post, run_all

from contract.errors import CheckFailed, WarehouseError
from warehouse import build as building
from warehouse import change_log, copying, detect, versions
from warehouse.build import build, rebuild
from warehouse.database import BUILD, PUBLISHED
from warehouse.ingest import ingest
from warehouse.lake import post_folder
from warehouse.publish import publish
from warehouse.sql_files import published_tables

DAY = timedelta(days=1)


def rows(file: Path) -> dict[str, list[tuple]]:
    with duckdb.connect(str(file), read_only=True) as con:
        con.execute("SET TimeZone = 'UTC'")
        return {file.name: con.execute(f"FROM {file.name} ORDER BY ALL").fetchall() for file in published_tables()}


def same(home: Path) -> bool:
    return rows(home / PUBLISHED) == rows(home / BUILD)


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def say(home: Path, number: object, text: str = "咖啡 好", day=END) -> None:
    """One more post in the build file."""
    land(home, "weibo", f"weibo-{number}", [made_post(number, day, text)], [])
    ingest(home)
    enrich(home)
    build(home, THEMES)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("built")
    network = Network(days=40, a_day=6)
    for i in range(8):
        network.plant("weibo", END - i * DAY, 6, "新风 吹来")
    network.land(home)
    run_all(home)
    return home


@pytest.fixture
def home(built, tmp_path) -> Path:
    shutil.copytree(built, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture(scope="module")
def published(built, tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("published") / "home"
    shutil.copytree(built, home)
    publish(home)
    for number in range(versions.KEEP):
        say(home, f"s{number}")
        publish(home)
    return home


@pytest.fixture
def settled(published, tmp_path) -> Path:
    """A home with as many versions as are kept, so that the next publish takes one of them."""
    home = tmp_path / "settled"
    subprocess.run(["cp", "-a", str(published), str(home)], check=True)  # hard links stay
    return home


def test_only_days_that_changed_are_copied_and_the_rows_are_those_of_the_build_file(settled):
    all_rows = sum(len(found) for found in rows(settled / BUILD).values())
    steps = [
        lambda: say(settled, "late", "露营 好", END - 20 * DAY),
        lambda: shutil.rmtree(post_folder(settled, "zhihu", END - 5 * DAY)) or build(settled, THEMES),
        lambda: build(settled, THEMES.slice(0, 1)),
        lambda: detect.detect(settled, END),
        lambda: detect.detect(settled, END - 3 * DAY),
        lambda: say(settled, "new", "新风 吹来 了", END + DAY),
        lambda: detect.detect(settled, END + DAY),
    ]
    for step in steps:
        step()
        made = publish(settled)
        assert same(settled) and not made.whole and made.copied < all_rows / 2
        assert len(versions.kept(settled)) == versions.KEEP + 1
        assert versions.current(settled) == made.version
        assert sorted(p.suffix for p in (settled / versions.FOLDER).iterdir()) == [".duckdb"] * (versions.KEEP + 1)


def test_nothing_new_is_not_published_again(settled):
    before, inode = versions.kept(settled), (settled / PUBLISHED).stat().st_ino
    build(settled, THEMES)
    assert publish(settled).copied == 0
    assert versions.kept(settled) == before and (settled / PUBLISHED).stat().st_ino == inode


def test_other_comments_are_published_without_copying_rows(settled, monkeypatch):
    monkeypatch.setattr(copying, "shape", lambda: "another release")
    with duckdb.connect(str(settled / PUBLISHED), read_only=True) as con:
        told = con.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'post'").fetchall()[0][0]
    file = next(file for file in published_tables() if file.name == "post")
    monkeypatch.setitem(file.columns, "text", "words as written")
    made = publish(settled)
    with duckdb.connect(str(settled / PUBLISHED), read_only=True) as con:
        query = "SELECT comment FROM duckdb_columns() WHERE table_name = 'post' AND column_name = 'text'"
        assert con.execute(query).fetchall() == [("words as written",)]
        assert con.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'post'").fetchall() == [(told,)]
    assert same(settled) and not made.whole


def test_a_rebuild_is_copied_whole(settled):
    rebuild(settled, THEMES)
    detect.detect(settled, END)
    assert publish(settled).copied == sum(len(found) for found in rows(settled / BUILD).values())
    assert same(settled)


def test_a_build_file_from_a_backup_that_went_another_way_is_not_taken_for_the_old_one(settled, tmp_path):
    shutil.copy(settled / BUILD, tmp_path / "backup.duckdb")
    for number in range(versions.KEEP + 1):
        say(settled, f"one-{number}", "咖啡 糟")
        publish(settled)
    shutil.copy(tmp_path / "backup.duckdb", settled / BUILD)
    for number in range(versions.KEEP + 2):
        shutil.rmtree(post_folder(settled, "weibo", END - number * DAY))
        build(settled, THEMES)
        publish(settled)
        assert same(settled)


@contextmanager
def reader(path: Path) -> Iterator[None]:
    """Another process that has the file open."""
    script = f"import duckdb; c = duckdb.connect({str(path)!r}, read_only=True); print(1, flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        yield
        other.kill()


@pytest.mark.parametrize("where", ["here", "elsewhere"])
def test_a_version_that_somebody_has_open_is_left_to_him(settled, where):
    oldest = versions.kept(settled)[-1]
    mine = duckdb.connect(str(oldest), read_only=True) if where == "here" else None
    before = rows(oldest)
    with reader(oldest) if where == "elsewhere" else duckdb.connect():
        for number in range(2):  # a copy of the newest version, then what is old enough
            say(settled, f"new{number}")
            made = publish(settled)
            assert not made.whole and made.copied < sum(map(len, before.values())) / 2 and same(settled)
    if mine:
        assert mine.execute("SELECT count(*) FROM post").fetchall() == [(len(before["post"]),)]
        mine.close()


def test_without_a_version_to_spare_the_newest_is_copied_as_a_file_and_what_a_kill_left_of_a_copy_is_not_used(home):
    version = publish(home).version
    part = version.with_name("..working.duckdb.part")
    part.write_bytes(version.read_bytes()[: version.stat().st_size // 2])
    say(home, "new")
    before = rows(version)
    made = publish(home)
    assert not made.whole and made.copied < sum(map(len, before.values())) / 2
    assert same(home) and rows(version) == before and not part.exists()


def test_a_kill_while_a_version_is_copied_leaves_the_old_one_and_the_next_publish_the_new_one(home, monkeypatch):
    publish(home)
    say(home, "new")
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", killed)
        with pytest.raises(KeyboardInterrupt):
            publish(home)
    assert not same(home)
    publish(home)
    assert same(home)


def test_a_working_file_that_a_kill_left_is_used_and_a_broken_one_replaced(settled):
    versions.kept(settled)[-1].rename(settled / versions.FOLDER / ".working.duckdb")
    say(settled, "new")
    assert not publish(settled).whole and same(settled)
    (settled / versions.FOLDER / ".working.duckdb").write_bytes(b"no database" * 1000)
    say(settled, "newer")
    publish(settled)
    assert same(settled)


def test_killed_before_the_published_name_is_given_the_version_is_given_it_next_time(settled, monkeypatch):
    say(settled, "new")
    with monkeypatch.context() as patch:
        patch.setattr(versions, "show", killed)
        with pytest.raises(KeyboardInterrupt):
            publish(settled)
    assert not same(settled)
    made = publish(settled)
    assert same(settled) and made.copied == 0 and versions.current(settled) == versions.kept(settled)[0]


def test_a_change_that_was_not_logged_is_found_by_the_audit_and_all_is_copied(settled, monkeypatch):
    say(settled, "new")
    monkeypatch.setattr(change_log, "days_since", lambda *_: set())
    assert publish(settled).whole and same(settled)


def test_what_no_check_has_seen_is_checked_before_it_is_published(settled, monkeypatch):
    before = rows(settled / PUBLISHED)
    land(settled, "weibo", "weibo-bad", [made_post("bad", END, "甲", likes=-5)], [])
    ingest(settled)
    with monkeypatch.context() as patch:
        patch.setattr(building.checks, "run", killed)
        with pytest.raises(KeyboardInterrupt):
            build(settled, THEMES)
    with pytest.raises(CheckFailed, match=r"nothing was published: post: at_least\(likes, 0\).*post_id=weibo:bad"):
        publish(settled)
    assert rows(settled / PUBLISHED) == before


def test_one_can_go_back_until_the_next_publish(settled):
    newest, old = versions.kept(settled)[:2]
    versions.show(settled, versions.named(settled, old.stem))
    assert versions.current(settled) == old and rows(settled / PUBLISHED) == rows(old)
    assert publish(settled).version == newest and same(settled)
    with pytest.raises(WarehouseError, match=rf"no version 'none'; kept are: {newest.stem}"):
        versions.named(settled, "none")


def test_the_version_shown_is_never_the_one_written_to(settled):
    for number in range(versions.KEEP + 2):
        shown = versions.kept(settled)[-1]
        versions.show(settled, shown)
        before = rows(shown)
        say(settled, f"n{number}")
        publish(settled)
        assert same(settled)
        assert not shown.exists() or rows(shown) == before


def test_where_hard_links_are_refused_the_version_is_copied(home, monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    for number in range(versions.KEEP + 2):
        say(home, number)
        made = publish(home)
        assert same(home) and versions.current(home) == made.version
    assert len(versions.kept(home)) == versions.KEEP + 1 and not made.whole


def test_anew_leaves_no_earlier_version_and_no_byte_of_it(settled):
    say(settled, "secret", "天知道地知道")
    publish(settled)
    (settled / PUBLISHED.with_suffix(".duckdb.before")).write_text("天知道地知道")
    shutil.rmtree(post_folder(settled, "weibo", END) / "weibo-secret.parquet", ignore_errors=True)
    (post_folder(settled, "weibo", END) / "weibo-secret.parquet").unlink(missing_ok=True)
    rebuild(settled, THEMES)
    made = publish(settled, anew=True)
    assert versions.kept(settled) == [made.version] and same(settled)
    files = [path for path in (settled / "warehouse").rglob("*") if path.is_file()]
    assert len(files) == 3
    assert not [path for path in files if "天知道地知道".encode() in path.read_bytes()]


def test_the_log_stays_small(home, monkeypatch):
    monkeypatch.setattr(change_log, "_REMEMBERED", 4)
    for number in range(6):
        say(home, number)
        publish(home)
    with duckdb.connect(str(home / BUILD), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM state.sealed").fetchall()[0][0] == 4
        assert con.execute("SELECT count(*) FROM state.change").fetchall()[0][0] < 4 * 60
