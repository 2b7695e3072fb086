from datetime import date, timedelta

import pyarrow.parquet as pq
import pytest
from made_up_lake import crawl_record, enrich, instant, land, made_post

from contract import enriched, post
from contract.errors import LakeError
from warehouse import enrichment
from warehouse.enrichment import partitions_to_enrich, read_enriched, read_folded
from warehouse.ingest import ingest
from warehouse.lake import enriched_file, post_files

DAY = date(2026, 11, 3)


def seen(run: str, hours: float, home, **more) -> None:
    row = made_post(1, DAY, more.pop("text", "甲"), observed_at=instant(DAY, hours), **more)
    land(home, "weibo", run, [row], [crawl_record(run, "weibo", "a", DAY)])


def test_the_last_known_value_of_each_column_wins_over_later_silence(tmp_path):
    seen("weibo-1", 13, tmp_path, query="b", likes=10, comments=4, region="江西", text="初")
    seen("weibo-2", 14, tmp_path, query="a", likes=20, comments=None, text="改")
    ingest(tmp_path)
    (partition,) = partitions_to_enrich(tmp_path, {"all": "v1"})
    ((_, table),) = read_folded(tmp_path, [partition])
    assert table.schema.equals(post.SCHEMA)
    (row,) = table.to_pylist()
    assert (row["likes"], row["comments"], row["region"], row["text"]) == (20, 4, "江西", "改")
    assert row["observed_at"] == instant(DAY, 14)


def test_at_the_same_instant_the_later_query_wins(tmp_path):
    rows = [
        made_post(1, DAY, t, query=q, observed_at=instant(DAY, 13)) for q, t in (("b", "乙"), ("a", "甲"), (None, "无"))
    ]
    land(tmp_path, "weibo", "weibo-1", rows, [])
    ingest(tmp_path)
    (partition,) = partitions_to_enrich(tmp_path, {"all": "v1"})
    ((_, table),) = read_folded(tmp_path, [partition])
    (row,) = table.to_pylist()
    assert (row["text"], row["query"]) == ("乙", "b")


def test_a_partition_is_read_once_and_again_when_it_or_the_reader_changes(tmp_path):
    seen("weibo-1", 13, tmp_path)
    ingest(tmp_path)
    assert enrich(tmp_path, "v1") == 1
    assert partitions_to_enrich(tmp_path, {"all": "v1"}) == []
    assert len(partitions_to_enrich(tmp_path, {"all": "v2"})) == 1
    seen("weibo-2", 14, tmp_path, likes=5)
    ingest(tmp_path)
    assert enrich(tmp_path, "v1") == 1
    table = pq.read_table(enriched_file(tmp_path, "weibo", DAY), partitioning=None)
    assert table.schema.equals(enriched.SCHEMA)


def test_what_was_read_before_is_known_while_the_posts_are_the_same(tmp_path):
    seen("weibo-1", 13, tmp_path)
    ingest(tmp_path)
    (partition,) = partitions_to_enrich(tmp_path, {"all": "v1"})
    assert read_enriched(tmp_path, partition) is None
    enrich(tmp_path, "v1")
    assert read_enriched(tmp_path, partition)["post_id"].to_pylist() == ["weibo:1"]
    seen("weibo-2", 14, tmp_path, likes=5)
    ingest(tmp_path)
    (changed,) = partitions_to_enrich(tmp_path, {"all": "v1"})
    assert read_enriched(tmp_path, changed) is None


def test_a_half_written_or_foreign_file_is_read_anew(tmp_path):
    seen("weibo-1", 13, tmp_path)
    ingest(tmp_path)
    path = enriched_file(tmp_path, "weibo", DAY)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"PAR1 nonsense")
    assert [p.day for p in partitions_to_enrich(tmp_path, {"all": "v1"})] == [DAY]


def test_days_are_apart(tmp_path):
    for i in range(3):
        day = DAY + timedelta(days=i)
        land(tmp_path, "weibo", f"weibo-{i}", [made_post(i, day, "甲")], [])
    ingest(tmp_path)
    todo = partitions_to_enrich(tmp_path, {"all": "v1"})
    assert [p.day for p in todo] == [DAY, DAY + timedelta(days=1), DAY + timedelta(days=2)]
    together = {p.day: posts["post_id"].to_pylist() for p, posts in read_folded(tmp_path, todo)}
    assert together == {DAY + timedelta(days=i): [f"weibo:{i}"] for i in range(3)}


def test_partitions_read_together_are_as_if_each_was_read_alone(tmp_path):
    for platform in ("weibo", "zhihu"):
        for run in range(3):  # each post three times, over two days
            rows = [made_post(n, DAY + timedelta(days=n % 2), "甲", platform=platform, likes=run) for n in range(6)]
            land(tmp_path, platform, f"{platform}-{run}", rows, [])
    land(tmp_path, "bilibili", "import-1", [made_post(9, DAY, "乙", platform="bilibili")], [])
    ingest(tmp_path)
    todo = partitions_to_enrich(tmp_path, {"all": "v1"})
    assert [(p.platform, p.day.day) for p in todo] == [
        ("bilibili", 3), ("weibo", 3), ("weibo", 4), ("zhihu", 3), ("zhihu", 4),
    ]  # fmt: skip
    together = dict(read_folded(tmp_path, todo))
    assert {len(posts) for posts in together.values()} == {1, 3}
    for partition in todo:
        ((_, alone),) = read_folded(tmp_path, [partition])
        assert together[partition].equals(alone) and set(alone["platform"].to_pylist()) == {partition.platform}


def test_posts_seen_once_need_no_folding_and_come_out_the_same(tmp_path):
    land(tmp_path, "weibo", "weibo-1", [made_post(n, DAY, "甲", hashtags=["露营"]) for n in (3, 1, 2)], [])
    ingest(tmp_path)
    (partition,) = partitions_to_enrich(tmp_path, {"all": "v1"})
    ((_, quick),) = read_folded(tmp_path, [partition])
    folded = enrichment._fold(post_files(tmp_path, "weibo", DAY)).select(post.SCHEMA.names).cast(post.SCHEMA)
    assert quick.equals(folded)


def test_a_broken_partition_is_named(tmp_path):
    seen("weibo-1", 13, tmp_path)
    ingest(tmp_path)
    land(tmp_path, "weibo", "weibo-2", [made_post(2, DAY + timedelta(days=1), "乙")], [])
    ingest(tmp_path)
    todo = partitions_to_enrich(tmp_path, {"all": "v1"})
    post_files(tmp_path, "weibo", DAY)[0].write_bytes(b"PAR1 nonsense PAR1")
    with pytest.raises(LakeError, match="partition weibo 2026-11-03 cannot be read"):
        list(read_folded(tmp_path, todo))
