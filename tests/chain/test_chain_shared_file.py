"""Versions of the published file that go to a bucket and come to another machine."""

import json
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "warehouse"))  # its made-up bucket

from made_up_bucket import serving

from contract.errors import StorageError
from fengxiang.settings import Settings
from fengxiang.shared_file import POINTER, pull, share
from fengxiang.storage_choice import bucket_of


@pytest.fixture(scope="module")
def server():
    with serving() as told:
        yield told


@pytest.fixture
def settings(server, tmp_path) -> Settings:
    storage = {
        "url": f"s3://lake/{tmp_path.name.replace('_', '-')}", "endpoint": server.endpoint,
        "access_key": "k", "secret": "s", "timeout": 5,
    }  # fmt: skip
    return Settings(home=tmp_path / "home", storage=storage, warehouse={"keep_versions": 1})


def version(folder: Path, number: int) -> Path:
    path = folder / f"{number:06d}-2026-11-22.duckdb"
    path.write_bytes(b"version %d" % number)
    return path


def objects(settings: Settings) -> list[str]:
    return [entry.name for entry in bucket_of(settings, "published").entries("")]


def test_a_version_comes_whole_to_another_machine_and_only_once(server, settings, tmp_path):
    assert share(settings, version(tmp_path, 1))
    analyst = settings.model_copy(update={"home": tmp_path / "analyst"})
    to = tmp_path / "mine.duckdb"
    assert pull(analyst, to) == (to, True)
    assert to.read_bytes() == b"version 1"
    before = server.gets()
    assert pull(analyst, to) == (to, False)
    assert server.gets() == before
    assert pull(analyst) == (tmp_path / "analyst/warehouse/warehouse.duckdb", True)


def test_what_is_there_already_is_not_uploaded_again(server, settings, tmp_path):
    share(settings, version(tmp_path, 1))
    puts = sum(method == "PUT" for method, _ in server.asked)
    assert not share(settings, version(tmp_path, 1))
    assert sum(method == "PUT" for method, _ in server.asked) == puts


def test_so_many_versions_are_kept_and_going_back_points_to_an_old_one(settings, tmp_path):
    for number in (1, 2, 3):
        share(settings, version(tmp_path, number))
    assert len(objects(settings)) == 3  # the pointer, the version and one before it
    share(settings, version(tmp_path, 2))
    assert pull(settings, tmp_path / "to")[0].read_bytes() == b"version 2"
    share(settings, version(tmp_path, 4), only=True)
    assert len(objects(settings)) == 2


def test_what_did_not_come_as_published_does_not_replace_what_there_is(settings, tmp_path):
    share(settings, version(tmp_path, 1))
    store = bucket_of(settings, "published")
    name = next(name for name in objects(settings) if name != POINTER)
    with store.put(name) as path:
        path.write_bytes(b"VERSION 1")
    to = tmp_path / "mine.duckdb"
    to.write_bytes(b"old")
    with pytest.raises(StorageError, match="did not come as it was published"):
        pull(settings, to)
    assert to.read_bytes() == b"old"
    assert sorted(p.name for p in store.notes.iterdir() if not p.name.startswith(".")) == [POINTER]


def test_a_pointer_that_leads_elsewhere_is_not_followed(settings, tmp_path):
    store = bucket_of(settings, "published")
    with store.put(POINTER) as path:
        path.write_text(json.dumps({"version": "1", "file": "../../x.duckdb", "size": 1, "sha256": "0"}))
    with pytest.raises(StorageError, match="nothing was published there"):
        pull(settings, tmp_path / "to")
    assert not os.path.lexists(tmp_path / "to")


def test_without_a_bucket_there_is_nothing_to_pull(tmp_path):
    assert not share(Settings(home=tmp_path), version(tmp_path, 1))
    with pytest.raises(StorageError, match=r"\[storage\] url is not set"):
        pull(Settings(home=tmp_path))
