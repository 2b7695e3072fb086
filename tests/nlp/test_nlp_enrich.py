import json
import random
import tracemalloc
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract import post
from contract.enriched import FINGERPRINT_SIZE, SCHEMA, VERSIONS
from nlp import enrich as door
from nlp import parts, sentiment
from nlp.enrich import enrich, knowledge_of, part_versions, read_all
from nlp.lexicons import Theme, themes

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
ODD: list[str | None] = [
    *(None, "", " ", "\n\n\n", "\u202e\u2066", "#", "##", "@", "//", "[", "*", "\x00\x1b[31m"),
    *("😀😀", "👨\u200d👩\u200d👧", "[允悲]", "//@某人:原文", "转发微博", "@某人", "https://t.cn/x"),
    *("<script>alert('x')</script>", "'; DROP TABLE post; --", "=1+1", "長" * 1_000_000, "a" * 1_000_000),
    *("Bonjour à tous, ça va ?", "これは日本語です", "안녕하세요", "مرحبا بالعالم", "Привет, мир"),
]


def row(post_id: str, text: str | None, title: str | None = None, minutes: int = 0) -> dict[str, Any]:
    return {
        "post_id": post_id,
        "platform": "weibo",
        "kind": "post",
        "published_at": NOON,
        "observed_at": NOON + timedelta(minutes=minutes),
        "title": title,
        "text": text,
    }


def table(rows: list[dict[str, Any]]) -> pa.Table:
    columns = {name: [entry.get(name) for entry in rows] for name in post.SCHEMA.names}
    return pa.table(columns, schema=post.SCHEMA)


def posts(texts: list[str | None]) -> pa.Table:
    return table([row(f"weibo:{i:05d}", text) for i, text in enumerate(texts)])


def test_one_post_read_whole() -> None:
    (read,) = enrich(
        table([row("weibo:1", "換了長續航的新手機，電池耐用又支持快充，真的非常滿意！[哈哈] //@某人:垃圾", "开箱")])
    ).to_pylist()
    assert read["post_id"] == "weibo:1"
    assert read["words"][:4] == ["开箱", "换", "了", "长续航"]
    assert read["words"][-1] == "[哈哈]"
    assert "垃圾" not in read["words"]
    assert read["themes"] == ["快充", "长续航"]
    assert read["sentiment"] == "positive"
    assert read["negative"] + read["neutral"] + read["positive"] == pytest.approx(1)
    assert len(read["fingerprint"]) == FINGERPRINT_SIZE


def test_schema_order_and_nothing_for_nothing() -> None:
    read = enrich(table([row(f"weibo:{i}", "好的") for i in (3, 1, 20, 2)]))
    assert read.schema.remove_metadata().equals(SCHEMA.remove_metadata())
    assert [f.metadata for f in read.schema] == [f.metadata for f in SCHEMA]
    assert read["post_id"].to_pylist() == ["weibo:1", "weibo:2", "weibo:20", "weibo:3"]
    nothing = enrich(table([]))
    assert nothing.num_rows == 0
    assert nothing.schema.equals(SCHEMA)


def test_of_several_rows_the_last_that_says_something_is_read() -> None:
    rows = [
        row("weibo:1", "早上", minutes=1),
        row("weibo:1", "晚上", minutes=3),
        row("weibo:1", None, minutes=9),
        row("weibo:1", "中午", minutes=2),
        row("weibo:2", None, minutes=2),
        row("weibo:2", "", minutes=1),
        row("weibo:3", None, "标题", minutes=1),
    ]
    for order in range(5):
        random.Random(order).shuffle(rows)
        read = enrich(table(rows))
        assert read["words"].to_pylist() == [["晚上"], [], ["标题"]]


def test_order_and_batches_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        f"第{i}天打卡，{'长续航' if i % 3 else '快充'}手机用着不错，今天去了{i}个地方，拍了很多照片" for i in range(60)
    ]
    whole = posts([*texts, None, ""])
    expected = enrich(whole)
    chosen = list(range(len(whole)))
    random.Random(1).shuffle(chosen)
    monkeypatch.setattr(door, "BATCH_ROWS", 7)
    monkeypatch.setattr(door, "BATCH_BYTES", 500)
    assert enrich(whole.take(chosen)).combine_chunks().equals(expected.combine_chunks())
    chunked = pa.concat_tables([whole.slice(30), whole.slice(0, 30)])
    assert enrich(chunked).combine_chunks().equals(expected.combine_chunks())


def test_odd_texts_have_a_defined_result() -> None:
    read = enrich(posts(ODD)).to_pylist()
    assert len(read) == len(ODD)
    for text, entry in zip(ODD, read, strict=True):
        assert (entry["sentiment"] is None) == (entry["words"] == []), text
        assert (entry["negative"] is None) == (entry["sentiment"] is None)
        assert entry["themes"] == []
    by_text = dict(zip(ODD, read, strict=True))
    for silent in (None, "", " ", "//@某人:原文", "转发微博", "@某人", "https://t.cn/x", "\u202e\u2066"):
        assert by_text[silent]["words"] == []
    assert by_text["😀😀"]["sentiment"] == "positive"
    assert by_text["[允悲]"]["words"] == ["[允悲]"]
    assert by_text["長" * 1_000_000]["fingerprint"] is None


def test_bytes_that_are_no_utf8_do_not_stop_the_run() -> None:
    text = pa.array([b"\xff\xfe" + "好".encode(), b"\xed\xa0\x80"]).view(pa.string())
    table_of_bytes = posts(["", ""]).set_column(post.SCHEMA.get_field_index("text"), "text", text)
    assert enrich(table_of_bytes)["words"].to_pylist()[0][-1] == "好"


def test_missing_columns_and_rows_without_id() -> None:
    bare = pa.table({"post_id": ["weibo:2", None, "weibo:1"], "text": ["好", "丢", "坏"]})
    assert enrich(bare)["words"].to_pylist() == [["坏"], ["好"]]
    assert enrich(pa.table({"post_id": ["weibo:1"], "text": pa.nulls(1)}))["sentiment"].to_pylist() == [None]


def test_themes_are_those_given() -> None:
    camping = Theme("露营", "露营", "camping", ("露营",), whole=("精致露营",))
    read = enrich(posts(["精致露营也要长续航"]), [camping]).to_pylist()[0]
    assert read["themes"] == ["露营"]
    assert read["words"] == ["精致露营", "也", "要", "长", "续航"]
    assert enrich(posts(["露营"]), [])["themes"].to_pylist() == [[]]


def test_versions_change_with_what_they_rest_on_and_with_nothing_else() -> None:
    now = part_versions()
    assert now == part_versions(knowledge_of(themes()))
    assert set(map(len, now.values())) == {16}
    (first, *rest) = themes()
    more_words = part_versions(knowledge_of([Theme(first.id, first.zh, first.en, (*first.words, "新词")), *rest]))
    assert {name for name in now if now[name] != more_words[name]} == {"themes"}
    whole = part_versions(knowledge_of([Theme(first.id, first.zh, first.en, first.words, whole=("新词",)), *rest]))
    assert {name for name in now if now[name] != whole[name]} == {"themes", "words"}
    other = replace(sentiment.shipped(), scales=sentiment.shipped().scales * 2)
    changed = part_versions(knowledge_of(model=other))
    assert {name for name in now if now[name] != changed[name]} == {"sentiment"}


def test_only_what_changed_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    some = posts(["长续航真好，快充也真快，出门再也不用带充电宝了", "今天露营", None])
    before = enrich(some)
    assert json.loads(before.schema.metadata[VERSIONS]) == part_versions()

    def fill(batch: parts.Batch) -> tuple[pa.Array, ...]:
        raise AssertionError("read again though its version holds")

    for name in parts.PARTS.keys() - {"themes"}:
        monkeypatch.setitem(parts.PARTS, name, replace(parts.PARTS[name], fill=fill))
    (first, *rest) = themes()
    camping = [Theme(first.id, first.zh, first.en, (*first.words, "露营"), first.never, first.whole), *rest]
    again = enrich(some, camping, before)
    assert again["themes"].to_pylist()[1] == [first.id]
    others = [name for name in again.schema.names if not name.startswith("theme")]
    assert again.select(others).equals(before.select(others))
    assert json.loads(again.schema.metadata[VERSIONS]) == part_versions(knowledge_of(camping))
    with pytest.raises(AssertionError, match="read again"):
        enrich(some.slice(0, 2), camping, before)


def test_tables_read_together_are_as_if_each_was_read_alone() -> None:
    some = [posts(["长续航真好", None]), posts([]), posts(["快充也真快，出门再也不用带充电宝了", "长续航真好", "😀"])]
    known = [None, None, enrich(some[2], [])]
    together = read_all(some, knowledge_of(), known)
    assert [table.equals(enrich(one)) for table, one in zip(together, some, strict=True)] == [True] * 3
    assert read_all([], knowledge_of()) == []


def test_words_are_found_again_in_the_post_as_written() -> None:
    title, text = "開箱　#長續航#", "真\u200b的 很滿意！！[哈哈] 见https://t.cn/x １００分//@某人:別的"
    (read,) = enrich(table([row("weibo:1", text, title)])).to_pylist()
    written = f"{title}\n{text}"
    found = [
        written[start : start + length] for start, length in zip(read["word_starts"], read["word_lengths"], strict=True)
    ]
    assert read["words"] == ["开箱", "长续航", "真的", "很", "满意", "！", "！", "[哈哈]", "见", "100", "分"]
    place = read["theme_starts"][0]
    assert (read["themes"], written[place : place + read["theme_lengths"][0]]) == (["长续航"], "長續航")
    assert found == ["開箱", "長續航", "真\u200b的", "很", "滿意", "！", "！", "[哈哈]", "见", "１００", "分"]


def in_process(texts: list[str | None]) -> list[dict[str, Any]]:
    return enrich(posts(texts)).to_pylist()


def test_other_processes_read_the_same() -> None:
    texts: list[str | None] = ["长续航真好", "快充真快，二十分钟满电，出门再也不用带充电宝了", None]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(in_process, [texts, texts])) == [in_process(texts)] * 2


def test_memory_stays_within_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "BATCH_BYTES", 500_000)
    few, many = posts(["这是一条普通的帖子，" * 400] * 50), posts(["这是一条普通的帖子，" * 400] * 200)
    enrich(few)

    def python_peak(of: pa.Table) -> int:
        tracemalloc.start()
        try:
            enrich(of)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert python_peak(many) < 1.5 * python_peak(few)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.none() | st.text(), st.none() | st.text())))
def test_it_never_raises(rows: list[tuple[str, str | None, str | None]]) -> None:
    read = enrich(table([row(f"weibo:{name}", text, title) for name, title, text in rows]))
    read.validate(full=True)
    assert read["post_id"].to_pylist() == sorted({f"weibo:{name}" for name, _, _ in rows})


def test_real_posts_are_read() -> None:
    sample = Path(__file__).parents[2].parent / "shared" / "data" / "posts" / "hot_zhihu.parquet"
    if not sample.exists():
        pytest.skip("the real sample streams are not beside this repository")
    import pyarrow.parquet as pq

    read = enrich(pq.read_table(sample).slice(5000, 1000))
    read.validate(full=True)
    assert read.num_rows == 1000
    assert read["sentiment"].null_count == 0
    assert read["fingerprint"].null_count < 500
