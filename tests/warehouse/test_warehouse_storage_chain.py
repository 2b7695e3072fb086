"""The chain with its lake in a bucket: the same rows as with one at home."""

import shutil

import pytest
from made_up_bucket import serving, store
from made_up_lake import END, THEMES, Network, enrich
from test_warehouse_build import rows

from warehouse.build import build
from warehouse.compaction import compact
from warehouse.detect import detect
from warehouse.ingest import ingest
from warehouse.publish import publish
from warehouse.vintages import FINDINGS


@pytest.fixture(scope="module")
def server():
    with serving() as told:
        yield told


def chain(home, lake) -> None:
    ingest(home, lake=lake)
    enrich(lake or home)
    build(home, THEMES, lake=lake)
    detect(home, END, lake=lake)
    publish(home)


def test_the_same_rows_as_at_home_and_nothing_is_downloaded_twice(server, tmp_path):
    network = Network(days=5, a_day=6)
    for name in ("home", "away"):
        network.land(tmp_path / name)
    lake = store(server, tmp_path / "copies")
    chain(tmp_path / "home", None)
    chain(tmp_path / "away", lake)
    expected = rows(tmp_path / "home")
    assert expected["post"] and rows(tmp_path / "away") == expected
    assert not (tmp_path / "away" / "lake").exists()
    assert server.gets() == 0  # whoever wrote a file has its copy
    chain(tmp_path / "away", lake)
    assert server.gets() == 0

    shutil.rmtree(lake.notes)  # another machine, or a full disk that was cleared
    shutil.rmtree(tmp_path / "away" / "warehouse")
    chain(tmp_path / "away", lake)
    assert rows(tmp_path / "away") == expected
    assert server.gets() == len(lake.entries("posts") + lake.entries("enriched") + lake.entries("runs")) + len(
        lake.entries(FINDINGS)
    )
    before = server.gets()
    assert compact(lake, every=True).folders
    chain(tmp_path / "away", lake)
    assert rows(tmp_path / "away") == expected
    assert server.gets() == before
