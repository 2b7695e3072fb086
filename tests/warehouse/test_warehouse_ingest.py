import json
import random
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made_up_lake import crawl_record, instant, land, made_post, utc

from contract import crawl_run, post
from contract.errors import LakeError
from warehouse import ingest as ingesting
from warehouse import run_days
from warehouse.ingest import ingest
from warehouse.lake import post_files

DAY = date(2026, 11, 3)
RUN = "weibo-20261103T163000Z"


def landed(home: Path) -> None:
    posts = [
        made_post(2, DAY, "乙", query="b"),
        made_post(1, DAY, "甲", query="b", hashtags=["露营"], likes=3),
        made_post(1, DAY, "甲", query="a"),
        # 16:30 UTC is half past midnight in Shanghai: the next day
        made_post(3, DAY, "丙", published_at=utc(DAY, 16, 30)),
    ]
    land(home, "weibo", RUN, posts, [crawl_record(RUN, "weibo", q, DAY) for q in "ba"])


def tree(home: Path) -> dict[str, bytes]:
    return {str(p.relative_to(home)): p.read_bytes() for p in sorted((home / "lake").rglob("*")) if p.is_file()}


def test_posts_go_to_the_partition_of_their_shanghai_day_in_a_fixed_order(tmp_path):
    landed(tmp_path)
    result = ingest(tmp_path)
    assert (result.runs, result.posts, result.partitions) == (1, 4, 2)
    (file,) = post_files(tmp_path, "weibo", DAY)
    table = pq.read_table(file, partitioning=None)
    assert table.schema.equals(post.SCHEMA)
    assert [(r["post_id"], r["query"]) for r in table.to_pylist()] == [
        ("weibo:1", "a"), ("weibo:1", "b"), ("weibo:2", "b"),
    ]  # fmt: skip
    assert table.to_pylist()[1]["likes"] == 3
    assert table.to_pylist()[1]["hashtags"] == ["露营"]
    assert table.to_pylist()[0]["likes"] is None
    (late,) = post_files(tmp_path, "weibo", DAY + timedelta(days=1))
    assert pq.read_table(late, partitioning=None)["post_id"].to_pylist() == ["weibo:3"]


def test_the_crawl_record_comes_along(tmp_path):
    landed(tmp_path)
    ingest(tmp_path)
    table = pq.read_table(tmp_path / f"lake/runs/weibo/{RUN}.parquet")
    assert table.schema.equals(crawl_run.SCHEMA)
    assert table["query"].to_pylist() == ["a", "b"]
    assert table["covered_from"].to_pylist()[0] == instant(DAY, 0)


def test_a_second_call_finds_nothing_to_do(tmp_path):
    landed(tmp_path)
    ingest(tmp_path)
    before = tree(tmp_path)
    assert ingest(tmp_path).runs == 0
    assert tree(tmp_path) == before


def test_a_run_without_its_record_is_not_finished(tmp_path):
    landed(tmp_path)
    (tmp_path / f"landing/runs/weibo/{RUN}.jsonl").unlink()
    assert ingest(tmp_path).runs == 0


def test_a_run_that_landed_nothing_still_leaves_its_record(tmp_path):
    land(tmp_path, "weibo", RUN, [], [crawl_record(RUN, "weibo", "a", DAY, outcome="failed", detail="503")])
    assert ingest(tmp_path).posts == 0
    assert pq.read_table(tmp_path / f"lake/runs/weibo/{RUN}.parquet").num_rows == 1


@pytest.mark.parametrize("dies_in", ["record_of", "_mark"])
def test_killed_before_the_marker_it_is_done_again_to_the_same_bytes(tmp_path, monkeypatch, dies_in):
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    landed(whole)
    landed(broken)
    ingest(whole)

    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ingesting, dies_in, die)
        with pytest.raises(KeyboardInterrupt):
            ingest(broken)
    assert not (broken / "lake/ingested").exists()
    assert ingest(broken).runs == 1
    assert tree(broken) == tree(whole)


def test_an_import_lands_as_parquet_of_several_platforms(tmp_path):
    run = "import-0123456789abcdef"
    for platform in ("weibo", "zhihu"):
        rows = [made_post(i, DAY + timedelta(days=i % 3), "甲", platform=platform) for i in range(9)]
        table = pa.Table.from_pylist([{n: r.get(n) for n in post.SCHEMA.names} for r in rows], post.SCHEMA)
        path = tmp_path / f"landing/{platform}/{run}.parquet"
        path.parent.mkdir(parents=True)
        pq.write_table(table.drop_columns(["views", "region"]), path)
    assert ingest(tmp_path).runs == 0  # the file that ends an import is not there yet
    told = tmp_path / f"landing/imports/{run}.json"
    told.parent.mkdir()
    told.write_text(json.dumps({"run": run}))
    result = ingest(tmp_path)
    assert (result.runs, result.posts, result.partitions) == (2, 18, 6)
    assert not (tmp_path / "lake/runs").exists()


def test_a_broken_file_is_named(tmp_path):
    landed(tmp_path)
    path = tmp_path / f"landing/weibo/{RUN}.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(LakeError, match=rf"{RUN}.jsonl.gz cannot be read"):
        ingest(tmp_path)


def test_text_of_any_kind_comes_through_unchanged(tmp_path):
    text = "😀\u200b<script>alert('x')</script>\n\\u0000 \"" + "长" * 90_000
    land(tmp_path, "weibo", RUN, [made_post(1, DAY, text)], [crawl_record(RUN, "weibo", "a", DAY)])
    ingest(tmp_path)
    (file,) = post_files(tmp_path, "weibo", DAY)
    assert pq.read_table(file, partitioning=None)["text"].to_pylist() == [text]


def test_sorted_in_memory_and_on_disk_a_run_gives_the_same_rows(tmp_path, monkeypatch):
    rng = random.Random(7)
    posts = [
        made_post(
            rng.randrange(40), DAY, rng.choice("甲乙"), query=rng.choice([None, "", "a", "b"]),
            published_at=utc(DAY, rng.choice([3, 16, 20])), title=rng.choice([None, "", "题"]),
            likes=rng.choice([None, 0, 7]), views=rng.choice([None, 3]),
        )
        for _ in range(2_500)
    ]  # fmt: skip
    for home, limit in ((tmp_path / "memory", run_days.IN_MEMORY), (tmp_path / "disk", 1)):
        land(home, "weibo", RUN, posts, [crawl_record(RUN, "weibo", "a", DAY)])
        monkeypatch.setattr(run_days, "IN_MEMORY", limit)
        assert ingest(home).posts == len(posts)
    for day in (DAY, DAY + timedelta(days=1)):
        memory, disk = (
            pq.read_table(post_files(tmp_path / place, "weibo", day)[0], partitioning=None)
            for place in ("memory", "disk")
        )
        assert memory.equals(disk)


def test_the_small_files_of_most_runs_hold_posts_and_little_else(tmp_path):
    landed(tmp_path)
    ingest(tmp_path)
    (file,) = post_files(tmp_path, "weibo", DAY)
    columns = pq.read_metadata(file).row_group(0)
    chunks = [columns.column(i) for i in range(columns.num_columns)]
    assert [chunk.path_in_schema for chunk in chunks if chunk.is_stats_set] == ["published_at", "observed_at"]
    assert b"ARROW:schema" not in (pq.read_metadata(file).metadata or {})
