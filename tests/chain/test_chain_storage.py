"""What the settings say about storage, and what a person reads when it does not work."""

import socket
import sys
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "warehouse"))  # its made-up lake

from made_up_lake import land, made_post

from contract.clock import start_of
from contract.errors import ErasureError, SettingsError, StorageError
from fengxiang import cli, erasing, stages
from fengxiang.settings import Settings, load
from fengxiang.storage_choice import bucket_of, lake_of
from fengxiang.wanted import Wanted
from warehouse.ingest import ingest
from warehouse.storage_s3 import S3

DAY = date(2026, 11, 21)


def test_without_an_address_the_lake_is_at_home(tmp_path):
    settings = Settings(home=tmp_path)
    assert lake_of(settings) == tmp_path
    assert bucket_of(settings, "published") is None


def test_address_and_keys_make_a_bucket(tmp_path, monkeypatch):
    monkeypatch.setenv("FENGXIANG_STORAGE__ACCESS_KEY", "KEYKEY")
    monkeypatch.setenv("FENGXIANG_STORAGE__SECRET", "HIDDEN")
    file = tmp_path / "fengxiang.toml"
    file.write_text('[storage]\nurl = "s3://team/wind/"\nendpoint = "https://s3.example.org/"\npath_style = false\n')
    settings = load(file)
    lake = bucket_of(settings, "lake")
    told = lake.bucket
    assert (told.name, told.prefix, told.endpoint, told.path_style) == (
        "team", "wind/lake", "https://s3.example.org", False,
    )  # fmt: skip
    assert (told.access_key, told.secret) == ("KEYKEY", "HIDDEN")
    assert "KEYKEY" not in repr(settings) + repr(lake) and "HIDDEN" not in repr(settings) + repr(lake)


def test_copies_of_two_buckets_and_a_lake_at_home_never_share_a_folder(tmp_path):
    places = [bucket_of(Settings(home=tmp_path, storage={"url": f"s3://{name}"}), "lake") for name in ("one", "two")]
    folders = {place.notes for place in places}
    assert len(folders) == 2
    assert not [f for f in folders if f.is_relative_to(tmp_path / "lake")]


@pytest.mark.parametrize(
    "url", ["lake", "http://lake", "s3://", "s3://B", "s3://k:s@lake", "s3://lake/../x", "s3://a?b"]
)
def test_what_is_no_address_is_told_and_not_shown(tmp_path, url):
    with pytest.raises(StorageError, match=r"\[storage\] url: .*s3://bucket/prefix") as fault:
        lake_of(Settings(home=tmp_path, storage={"url": url}))
    assert "k:s" not in str(fault.value)


@pytest.mark.parametrize("name", ["access_key", "secret"])
def test_keys_do_not_stand_in_a_file(tmp_path, name):
    file = tmp_path / "fengxiang.toml"
    file.write_text(f'[storage]\n{name} = "HIDDEN"\n')
    with pytest.raises(SettingsError, match=rf"fengxiang.toml:2.*FENGXIANG_STORAGE__{name.upper()}") as fault:
        load(file)
    assert "HIDDEN" not in str(fault.value)


def test_half_of_the_keys_is_told_and_not_shown(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FENGXIANG_STORAGE__SECRET", "HIDDEN")
    with pytest.raises(SettingsError, match="belong together") as fault:
        load()
    assert "HIDDEN" not in str(fault.value)


def test_a_server_that_is_down_ends_the_command_with_one_sentence(tmp_path, monkeypatch, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("FENGXIANG_STORAGE__URL", "s3://lake")
        monkeypatch.setenv("FENGXIANG_STORAGE__ENDPOINT", f"http://127.0.0.1:{taken.getsockname()[1]}")
        monkeypatch.setenv("FENGXIANG_STORAGE__ACCESS_KEY", "k")
        monkeypatch.setenv("FENGXIANG_STORAGE__SECRET", "HIDDEN")
        monkeypatch.setattr(sys, "argv", ["fengxiang", "ingest", "--home", str(tmp_path)])
        with pytest.raises(SystemExit) as end:
            cli.main()
    told = capsys.readouterr().err
    assert end.value.code == StorageError.exit_code == 12
    assert "cannot be reached" in " ".join(told.split()) and "HIDDEN" not in told and "Traceback" not in told


def test_nothing_is_erased_here_while_it_stays_in_a_bucket(tmp_path):
    settings = Settings(home=tmp_path, storage={"url": "s3://lake"})
    with pytest.raises(ErasureError, match="the lake lies in a bucket"):
        erasing.look(settings, Wanted(frozenset({"a"}), frozenset()), stages.silent)


@pytest.mark.parametrize("verb", [stages.build, stages.rebuild])
def test_an_empty_bucket_beside_a_lake_at_home_builds_nothing(tmp_path, monkeypatch, verb):
    settings = Settings(home=tmp_path, storage={"url": "s3://team/wind"})
    monkeypatch.setattr(S3, "entries", lambda self, below: [])
    land(tmp_path, "weibo", "weibo-20261122T230000Z", [made_post(1, DAY, "续航")], [])
    ingest(tmp_path)
    instant = () if verb is stages.build else (start_of(DAY),)
    with pytest.raises(StorageError, match=r"s3://team/wind holds no posts but .*lake does: copy the lake"):
        verb(settings, *instant)
    assert not (tmp_path / "warehouse").exists()


def test_compacting_merges_small_files_and_says_so(tmp_path, monkeypatch, capsys):
    posts = [made_post(i, DAY, "续航 很 好") for i in range(20)]
    for i, post in enumerate(posts):
        land(tmp_path, "weibo", f"weibo-2026112{i // 10}T1{i % 10}0000Z", [post], [])
    settings = Settings(home=tmp_path)
    files = tmp_path / "lake" / "posts" / "platform=weibo" / f"dt={DAY}"
    monkeypatch.setattr(stages, "COMPACTED_AT_ONCE", 0)
    stages.ingest(settings)  # twenty loose files are too many, and one folder is merged whatever the budget
    assert [path.name.partition(".")[0] for path in files.glob("*.parquet")] == ["merged"]
    land(tmp_path, "weibo", "weibo-20261122T230000Z", [made_post(21, DAY, "星野")], [])
    stages.ingest(settings)
    assert len(list(files.glob("*.parquet"))) == 2
    monkeypatch.setattr(sys, "argv", ["fengxiang", "compact", "--every", "--home", str(tmp_path)])
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code in (0, None)
    assert "2 files of 1 folders merged, 0 folders left" in capsys.readouterr().out
    assert len(list(files.glob("*.parquet"))) == 1
