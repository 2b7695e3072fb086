import os
import signal
import subprocess
import sys
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from made_up_lake import END, THEMES, enrich, instant, land, made_post, utc
from test_warehouse_build import rows
from test_warehouse_known_by import INSTANTS, written

from contract.errors import LakeError
from contract.needles import Needles
from warehouse import compaction, merged_rows
from warehouse.build import build, rebuild
from warehouse.changes import lake_days, runs_digest
from warehouse.compaction import compact
from warehouse.enrichment import partitions_to_enrich, read_folded
from warehouse.ingest import ingest
from warehouse.lake import partitions, post_files, post_folder, run_files
from warehouse.lake_erasure import erase_lake
from warehouse.retention import remove
from warehouse.storage import Local

DAY = END - timedelta(days=10)


@pytest.fixture(scope="module")
def lake(tmp_path_factory) -> Path:
    home = written(tmp_path_factory.mktemp("lake"), None)
    build(home, THEMES)
    return home


@pytest.fixture
def home(lake, tmp_path) -> Path:
    import shutil

    shutil.copytree(lake, tmp_path / "home")
    return tmp_path / "home"


def digests(home: Path) -> list[object]:
    told = [(p.platform, p.day, p.digest) for p in partitions(home)]
    days = [{dt: d.digest for dt, d in lake_days(home, at).items()} for at in (None, *INSTANTS)]
    return [told, days, *(runs_digest(home, at) for at in (None, *INSTANTS))]


def test_one_file_a_partition_and_no_digest_is_another(home):
    before, files = digests(home), len(list((home / "lake/posts").rglob("*.parquet")))
    result = compact(home, every=True)
    assert result.files > 40 and result.left == 0
    assert all(len(post_files(home, p.platform, p.day)) == 1 for p in partitions(home))
    assert len(list((home / "lake/posts").rglob("*.parquet"))) < files / 2
    assert len(run_files(home)) == 1
    assert digests(home) == before
    assert partitions_to_enrich(home, {"all": "toy"}) == []
    assert build(home, THEMES).days == ()


@pytest.mark.parametrize("in_memory", [True, False])
def test_everything_made_anew_from_merged_files_is_the_same(home, tmp_path, monkeypatch, in_memory):
    if not in_memory:
        for module in (merged_rows, compaction):
            monkeypatch.setattr(module, "IN_MEMORY", 0)
    before, folded = rows(home), [t for _, t in read_folded(home, partitions(home))]
    compact(home, every=True)
    assert all(a.equals(b) for a, b in zip(folded, (t for _, t in read_folded(home, partitions(home))), strict=True))
    (home / "warehouse/build.duckdb").unlink()
    build(home, THEMES)
    assert rows(home) == before


def test_what_was_known_is_the_same_from_merged_files(home):
    build(home, THEMES, known_by=INSTANTS[1])
    before = rows(home)
    compact(home, every=True)
    (home / "warehouse/build.duckdb").unlink()
    build(home, THEMES, known_by=INSTANTS[1])
    assert rows(home) == before


def test_ties_are_settled_by_run_and_line_as_before(tmp_path):
    same = {"observed_at": instant(DAY, 20), "query": "a"}
    for run, texts in (("weibo-2", "丁乙"), ("weibo-1", "丙甲")):
        land(tmp_path, "weibo", run, [made_post(1, DAY, t, title=t, **same) for t in texts], [])
    ingest(tmp_path)
    ((_, before),) = read_folded(tmp_path, partitions(tmp_path))
    compact(tmp_path, every=True)
    ((_, after),) = read_folded(tmp_path, partitions(tmp_path))
    assert after.equals(before)
    table = pq.read_table(post_files(tmp_path, "weibo", DAY)[0], partitioning=None)
    assert [(r["run"], r["line"]) for r in table.to_pylist()] == [
        ("weibo-1", 0), ("weibo-1", 1), ("weibo-2", 0), ("weibo-2", 1),
    ]  # fmt: skip


def test_merged_files_have_statistics_and_posts_in_order(home, monkeypatch):
    monkeypatch.setattr(compaction, "_ROW_GROUP", 5)
    compact(home, every=True)
    footer = pq.read_metadata(max(post_files(home, "weibo", DAY), key=lambda p: p.stat().st_size))
    groups = [footer.row_group(i) for i in range(footer.num_row_groups)]
    ids = [group.column(0).statistics for group in groups]
    assert len(ids) > 1 and all(a.max <= b.min for a, b in pairwise(ids))
    assert all(group.column(i).is_stats_set for group in groups for i in range(group.num_columns))
    assert {groups[0].column(i).compression for i in range(groups[0].num_columns)} == {"ZSTD"}


def test_young_partitions_wait_until_they_have_many_files(home):
    compact(home)
    several = [p.day for p in partitions(home) if len(p.files) > 1]
    assert several and min(several) > END - timedelta(days=compaction.SETTLED_DAYS)
    for n in range(compaction.MANY):
        land(home, "weibo", f"weibo-more{n}", [made_post(f"k{n}", END, "晚")], [])
    ingest(home)
    compact(home)
    assert len(post_files(home, "weibo", END)) == 1


def test_a_late_run_is_merged_when_it_is_worth_it(home):
    compact(home, every=True)
    (size,) = [p.size for p in partitions(home) if p.day == DAY]
    land(home, "weibo", "weibo-late", [made_post("late", DAY, "迟到", observed_at=utc(END))], [])
    ingest(home)
    enrich(home)
    assert build(home, THEMES).days == (DAY,)
    files = post_files(home, "weibo", DAY)
    assert len(files) == 2 and size > 0
    before = rows(home)
    compact(home, every=True)
    assert len(post_files(home, "weibo", DAY)) == 1
    assert build(home, THEMES).days == () and rows(home) == before


def test_a_budget_bounds_the_work_and_the_next_call_goes_on(home):
    before = digests(home)
    calls = 0
    while (result := compact(home, every=True, budget=1)).folders:
        assert result.folders == 1
        calls += 1
    assert calls > 10 and digests(home) == before


def test_between_writing_and_deleting_rows_are_seen_once_and_leftovers_go(home, monkeypatch):
    before, kept = digests(home), rows(home)
    with monkeypatch.context() as patch:
        patch.setattr(Local, "delete", lambda self, names: list(names) and None)
        compact(home, every=True)
    assert len(list(post_folder(home, "weibo", DAY).iterdir())) > 2
    assert len(post_files(home, "weibo", DAY)) == 1 and digests(home) == before
    (home / "warehouse/build.duckdb").unlink()
    build(home, THEMES)
    assert rows(home) == kept
    compact(home)
    assert len(list(post_folder(home, "weibo", DAY).iterdir())) == 1 and digests(home) == before


_WORK = """
import sys
from pathlib import Path
from warehouse.compaction import compact
compact(Path({home!r}), lambda done, total: print(done, flush=True), every=True)
"""


@pytest.mark.parametrize("after", [0, 1, 5])
def test_killed_anywhere_nothing_is_lost_or_doubled(home, after):
    before = digests(home)
    env = {**os.environ, "PYTHONPATH": str(Path(compaction.__file__).parents[1])}
    with subprocess.Popen(
        [sys.executable, "-c", _WORK.format(home=str(home))], stdout=subprocess.PIPE, env=env
    ) as work:
        assert work.stdout is not None
        for count, _ in enumerate(work.stdout, 1):
            if count > after:
                break
        os.kill(work.pid, signal.SIGKILL)
    assert digests(home) == before
    compact(home, every=True)
    assert digests(home) == before
    assert build(home, THEMES).days == ()


def test_a_broken_file_is_named_and_nothing_is_deleted(home):
    path = post_files(home, "weibo", DAY)[0]
    content = bytearray(path.read_bytes())
    content[4:80] = b"x" * 76  # the footer stays whole
    path.write_bytes(content)
    files = len(list(post_folder(home, "weibo", DAY).iterdir()))
    with pytest.raises(LakeError, match=rf"dt={DAY}/{path.name} cannot be read"):
        compact(home, every=True)
    assert len(list(post_folder(home, "weibo", DAY).iterdir())) == files


def test_an_empty_lake_has_nothing_to_merge(tmp_path):
    assert compact(tmp_path) == compaction.CompactResult(0, 0, 0)


def erase(home: Path, number: str) -> int:
    needles = Needles(posts=frozenset({f"weibo:{number}"}), authors=frozenset({f"a{number}"}))
    return sum(count for _, count in erase_lake(home, needles))


@pytest.mark.parametrize("merged", [False, True])
def test_an_erased_post_is_gone_from_the_lake_and_its_day_alone_is_built_again(home, merged):
    if merged:
        compact(home, every=True)
    number = f"{DAY:%m%d}n0.5n0"
    before, posts = digests(home), rows(home, "post")["post"]
    assert erase(home, number) > 0 and erase(home, number) == 0
    assert [told for told in partitions(home) if (told.platform, told.day, told.digest) not in before[0]] == [
        p for p in partitions(home) if (p.platform, p.day) == ("weibo", DAY)
    ]
    for file in (home / "lake").rglob("*.parquet"):
        assert number.encode() not in file.read_bytes()
        if "lake/runs" not in str(file) and "post_id" in pq.read_schema(file).names:
            assert f"weibo:{number}" not in pq.read_table(file, partitioning=None)["post_id"].to_pylist()
    assert partitions_to_enrich(home, {"all": "toy"}) == []  # the readings of the others stay true
    assert build(home, THEMES).days == (DAY,)
    left = rows(home, "post")["post"]  # the last column numbers the posts of a day
    assert [r[:-1] for r in posts if r[0] != f"weibo:{number}"] == [r[:-1] for r in left]
    assert number not in str(rows(home, "state.spoken_sample", "state.spoken_word", "search_index"))


def test_what_a_killed_compaction_left_does_not_bring_an_erased_post_back(home, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Local, "delete", lambda self, names: list(names) and None)
        compact(home, every=True)
    number = f"{DAY:%m%d}n0.5n0"
    erase(home, number)
    assert not [f for f in (home / "lake").rglob("*.parquet") if number.encode() in f.read_bytes()]
    assert len(list(post_folder(home, "weibo", DAY).iterdir())) == 1


def test_a_removed_partition_is_gone_from_the_warehouse_too(home):
    last = max(p.day for p in partitions(home))
    for day in (DAY, last):
        remove(home, "weibo", day)
    assert not {DAY, last} & {p.day for p in partitions(home)}
    days = set(build(home, THEMES).days)  # and later days, whose copies lost their original
    assert days >= {DAY, last} and min(days) == DAY
    assert not list((home / "lake/enriched" / "platform=weibo" / f"dt={last}").glob("*.parquet"))
    gone = rows(home)
    rebuild(home, THEMES)
    assert rows(home) == gone
