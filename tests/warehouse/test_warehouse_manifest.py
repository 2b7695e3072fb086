import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made_up_lake import crawl_record, enrich, instant, land, made_post, utc

from contract.errors import LakeError
from warehouse import manifest
from warehouse.changes import lake_days
from warehouse.ingest import ingest
from warehouse.lake import partitions, post_folder
from warehouse.manifest import lake_files
from warehouse.storage import Local

DAY = date(2026, 11, 3)
RUNS = ("weibo-1", "weibo-2", "weibo-3")


@pytest.fixture
def home(tmp_path) -> Path:
    """Three runs that saw a post an hour apart, of two days."""
    for hour, run in enumerate(RUNS):
        rows = [
            made_post(n, DAY + timedelta(days=n), "咖啡 好", observed_at=instant(DAY + timedelta(days=n), 14 + hour))
            for n in range(2)
        ]
        land(tmp_path, "weibo", run, rows, [crawl_record(run, "weibo", "a", DAY)])
    ingest(tmp_path)
    return tmp_path


@pytest.fixture
def opened(monkeypatch) -> list[str]:
    """Names of the files whose footers were read."""
    names: list[str] = []
    told_by = manifest.told_by

    def noting(path, kind, entry):
        names.append(entry.name)
        return told_by(path, kind, entry)

    monkeypatch.setattr(manifest, "told_by", noting)
    return names


def posts(home: Path) -> list[manifest.LakeFile]:
    return lake_files(Local(home / "lake"), manifest.POSTS)


def test_a_file_is_known_by_rows_instants_and_runs(home):
    file = posts(home)[0]
    (part,) = file.parts
    assert (part.name, part.mark, part.rows) == ("weibo-1.parquet", str(file.entry.size), 1)
    assert datetime.fromtimestamp(part.first / 1e6, UTC) == instant(DAY, 14) and part.last == part.first


def test_only_files_that_are_new_or_changed_are_opened(home, opened):
    before = posts(home)
    assert len(opened) == 6
    opened.clear()
    assert posts(home) == before and opened == []
    path = post_folder(home, "weibo", DAY) / "weibo-2.parquet"
    told = path.stat()
    path.write_bytes(path.read_bytes())
    os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns + 1_000))
    (post_folder(home, "weibo", DAY) / "weibo-1.parquet").unlink()
    assert len(posts(home)) == 5
    assert opened == [f"posts/platform=weibo/dt={DAY}/weibo-2.parquet"]


def test_notes_that_are_lost_or_broken_are_made_again(home, opened):
    before = posts(home)
    notes = home / "lake/.manifest-posts.parquet"
    for broken in (b"", b"PAR1 nonsense PAR1"):
        notes.write_bytes(broken)
        assert posts(home) == before
    pq.write_table(pa.table({"other": [1]}), notes)
    assert posts(home) == before
    notes.unlink()
    assert posts(home) == before
    assert len(opened) == 6 * 5


def test_without_statistics_the_column_is_read(home):
    before = [file.parts[0][2:] for file in posts(home)]
    for file in (home / "lake/posts").rglob("*.parquet"):
        pq.write_table(pq.read_table(file, partitioning=None), file, write_statistics=False)
    assert [file.parts[0][2:] for file in posts(home)] == before


@pytest.mark.parametrize("content", [b"PAR1 nonsense PAR1", b""])
def test_a_broken_file_is_named(home, content):
    (post_folder(home, "weibo", DAY) / "weibo-2.parquet").write_bytes(content)
    with pytest.raises(LakeError, match=r"weibo-2.parquet cannot be read .*; move it away"):
        partitions(home)


def test_a_file_of_something_else_is_named(home):
    pq.write_table(pa.table({"a": [1]}), post_folder(home, "weibo", DAY) / "weibo-2.parquet")
    with pytest.raises(LakeError, match=r"weibo-2.parquet cannot be read \(it has no column observed_at\)"):
        partitions(home)


def test_folders_and_files_of_other_names_are_left_alone(home):
    before = partitions(home)
    for name in ("posts/platform=weibo/dt=yesterday/a.parquet", "posts/readme.parquet", "posts/platform=weibo/a.txt"):
        path = home / "lake" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("not ours")
    assert partitions(home) == before


def test_what_is_known_grows_with_the_instant_and_a_day_keeps_its_digest_meanwhile(home):
    assert lake_days(home, instant(DAY, 13)) == {}
    first, again, second, whole = (lake_days(home, instant(DAY, h)) for h in (14, 14.5, 15, 16))
    assert list(first) == list(whole) == [DAY]
    assert [len(day.posts) for day in (first[DAY], second[DAY], whole[DAY])] == [1, 2, 3]
    assert first[DAY].digest == again[DAY].digest != second[DAY].digest
    everything = lake_days(home)
    assert list(everything) == [DAY, DAY + timedelta(days=1)]
    assert whole[DAY].digest == everything[DAY].digest
    assert lake_days(home, utc(DAY + timedelta(days=9))) == everything


def test_a_file_that_an_instant_cuts_in_two_counts_in_part(tmp_path):
    rows = [made_post(n, DAY, "茶", observed_at=instant(DAY, 14 + n)) for n in range(3)]
    land(tmp_path, "weibo", "weibo-1", rows, [])
    ingest(tmp_path)
    digests = [lake_days(tmp_path, instant(DAY, hour))[DAY].digest for hour in (14, 14.9, 15, 16, 17)]
    assert digests[0] == digests[1] and digests[3] == digests[4] == lake_days(tmp_path)[DAY].digest
    assert len(set(digests)) == 3


def test_a_day_is_another_when_it_was_read_or_read_by_another_version(home):
    digests = [lake_days(home)[DAY].digest]
    for version in ("v1", "v2", "v2"):
        enrich(home, version)
        digests.append(lake_days(home)[DAY].digest)
    assert len(set(digests)) == 3 and digests[2] == digests[3]


def test_posts_that_came_later_do_not_change_what_was_known_once_they_are_read(home):
    enrich(home)
    before = lake_days(home, instant(DAY, 20))[DAY].digest
    land(home, "weibo", "weibo-4", [made_post(9, DAY, "晚", observed_at=instant(DAY, 23))], [])
    ingest(home)
    enrich(home)
    assert lake_days(home, instant(DAY, 20))[DAY].digest == before != lake_days(home)[DAY].digest
