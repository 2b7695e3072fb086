from datetime import date

import pyarrow as pa
import pytest

from contract.files import whole_file
from warehouse.lake import Partition, partitions, post_folder, write_parquet

DAY = date(2026, 11, 3)


def seen(rows: int) -> pa.Table:
    return pa.table({"observed_at": pa.array(range(rows), pa.timestamp("us", "UTC"))})


def test_a_partition_is_listed_with_a_digest_that_follows_names_and_sizes(tmp_path):
    file = post_folder(tmp_path, "weibo", DAY) / "r1.parquet"
    write_parquet(file, seen(1))
    (before,) = partitions(tmp_path)
    assert (before.platform, before.day) == ("weibo", DAY)
    assert partitions(tmp_path) == [before]
    write_parquet(file, seen(1000))
    (after,) = partitions(tmp_path)
    assert after.digest != before.digest


def test_empty_folders_and_unfinished_files_are_no_partition(tmp_path):
    folder = post_folder(tmp_path, "weibo", DAY)
    folder.mkdir(parents=True)
    (folder / ".r1.parquet.77.part").write_bytes(b"half")
    (folder / ".hidden.parquet").write_bytes(b"half")
    assert partitions(tmp_path) == []
    assert partitions(tmp_path / "nowhere") == []


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError), whole_file(path) as beside:
        beside.write_text("new")
        raise RuntimeError
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_what_a_kill_left_is_overwritten_by_the_next_run(tmp_path):
    (tmp_path / ".a.txt.part").write_text("half of a file whose writer was killed")
    with whole_file(tmp_path / "a.txt") as beside:
        beside.write_text("new")
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {"a.txt": "new"}


def test_partitions_sort_by_platform_and_day():
    a, b = Partition("weibo", DAY, "z"), Partition("zhihu", date(2020, 1, 1), "a")
    assert sorted([b, a]) == [a, b]
