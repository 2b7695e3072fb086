"""Importing files: every row is landed or kept with its reason, whatever its values."""

import csv
import gzip
import json
import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.errors import ImportFileError
from contract.post import SCHEMA, fault_of
from contract.progress import Progress
from crawlers.importers import ImportResult, import_file, known_containers

AS_OF = datetime(2026, 11, 19, tzinfo=UTC)
GOOD = {"post_id": "weibo:1", "platform": "weibo", "kind": "post", "published_at": "2026-11-18 12:30", "text": "长续航"}
STREAMS = Path(__file__).parents[3] / "shared" / "data" / "posts"


def load(folder: Path, path: Path, **changed) -> tuple[ImportResult, list[dict], list[dict]]:
    """(result, landed posts, rejected rows) of an import."""
    result = import_file(path, folder, "a salt", AS_OF, **changed)
    files = sorted(folder.glob(f"[!ri]*/{result.run}.parquet"))
    posts = [post for file in files for post in pq.read_table(file).to_pylist()]
    kept = sorted((folder / "rejected").rglob("*.gz")) if (folder / "rejected").exists() else []
    rejected = [json.loads(line) for file in kept for line in gzip.decompress(file.read_bytes()).splitlines()]
    assert (len(posts), len(rejected)) == (result.landed, result.rejected)
    assert result.rows == result.landed + result.rejected
    assert all(fault_of(post) is None for post in posts)
    return result, posts, rejected


def jsonl(path: Path, *rows: object) -> Path:
    path.write_text(
        "".join((r if isinstance(r, str) else json.dumps(r, ensure_ascii=False)) + "\n" for r in rows), "utf-8"
    )
    return path


def table(path: Path, rows: list[dict]) -> Path:
    names = sorted({name for row in rows for name in row})
    pq.write_table(pa.table({name: pa.array([row.get(name) for row in rows]) for name in names}), path)
    return path


def comma(path: Path, rows: list[dict], encoding: str) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, sorted({name for row in rows for name in row}))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_the_three_formats_give_the_same_posts(tmp_path: Path) -> None:
    rows = [
        {**GOOD, "author_id": "1000000001", "likes": 5, "url": "https://example.invalid/1"},
        {
            **GOOD,
            "post_id": "weibo:2",
            "text": " 快充\u200b ",
            "likes": 0,
            "author_id": "1000000002",
            "url": "javascript:alert(1)",
        },
    ]
    typed = [{**row, "published_at": datetime(2026, 11, 18, 4, 30, tzinfo=UTC)} for row in rows]
    given_ = [
        jsonl(tmp_path / "a.jsonl", *rows),
        comma(tmp_path / "a.csv", rows, "utf-8-sig"),
        comma(tmp_path / "b.csv", rows, "gb18030"),
        table(tmp_path / "a.parquet", rows),
        table(tmp_path / "b.parquet", typed),
    ]
    packed = tmp_path / "c.jsonl.gz"
    packed.write_bytes(gzip.compress(given_[0].read_bytes()))
    found = [load(tmp_path / str(n), path)[1] for n, path in enumerate([*given_, packed])]
    for posts in found:
        assert posts == found[0]
    assert [p["text"] for p in found[0]] == ["长续航", "快充"]
    assert [p["url"] for p in found[0]] == ["https://example.invalid/1", None]
    assert found[0][0]["published_at"] == found[0][0]["observed_at"] == datetime(2026, 11, 18, 4, 30, tzinfo=UTC)
    assert all(p["author_id"].startswith("a") and len(p["author_id"]) == 21 for p in found[0])


def test_values_are_read_as_feeds_write_them(tmp_path: Path) -> None:
    row = {
        "post_id": 4758945039910155,
        "platform": "Weibo",
        "published_at": 1795000000,
        "likes": "1.2万",
        "comments": "100万+",
        "views": "",
        "hashtags": "#长续航#, 快充",
        "media": '["text", "image"]',
        "is_ad": "false",
        "parent_id": "77",
        "observed_at": "2026-11-19T07:00:00+08:00",
        "author_id": 123,
        "author_verified": "organisation",
        "author_name": "编的机构",
    }
    _, (post,), _ = load(tmp_path, jsonl(tmp_path / "a.ndjson", row), keep_names=True)
    assert (post["post_id"], post["kind"], post["parent_id"]) == ("weibo:4758945039910155", "post", "weibo:77")
    assert (post["likes"], post["comments"], post["views"], post["shares"]) == (12_000, 1_000_000, None, None)
    assert (post["hashtags"], post["media"], post["is_ad"]) == (["长续航", "快充"], ["text", "image"], False)
    assert post["observed_at"] == datetime(2026, 11, 18, 23, tzinfo=UTC)
    assert post["author_name"] == "编的机构"


BAD = [
    ({"post_id": None}, "post_id is missing"),
    ({"post_id": ""}, "post_id is missing"),
    ({"post_id": "a b"}, "post_id is not"),
    ({"post_id": "zhihu:1"}, "post_id is not weibo"),
    ({"post_id": ["x"]}, "post_id is not a text"),
    ({"platform": "微博"}, "platform is not a word"),
    ({"kind": "tweet"}, "kind is not one of"),
    ({"published_at": None}, "published_at is missing"),
    ({"published_at": "第三十二日"}, "published_at is not a time"),
    ({"published_at": "1999-12-31"}, "before 2000"),
    ({"published_at": "2027-01-01"}, "lies in the future"),
    ({"observed_at": "2027-01-01"}, "lies in the future"),
    ({"published_at": "2026-11-18", "observed_at": "2026-11-17"}, "lies after observed_at"),
    ({"text": "字" * 1_000_000}, "1000000 characters"),
    ({"text": {"a": 1}}, "text is not a text"),
    ({"likes": "很多"}, "likes is not a count"),
    ({"likes": -1}, "likes is not a count"),
    ({"likes": True}, "likes is not a count"),
    ({"author_verified": "blue"}, "author_verified is not one of"),
    ({"hashtags": "[1, 2"}, "hashtags is neither"),
    ({"media": "hologram"}, "media is not of"),
    ({"is_ad": "vielleicht"}, "is_ad is neither"),
]


@pytest.mark.parametrize(("changed", "reason"), BAD)
def test_bad_rows_are_kept_whole_with_the_reason(tmp_path: Path, changed: dict, reason: str) -> None:
    result, posts, rejected = load(
        tmp_path, jsonl(tmp_path / "a.jsonl", {**GOOD, **changed, "author_name": "某人"}, GOOD)
    )
    assert len(posts) == 1
    assert reason in rejected[0]["reason"]
    assert set(json.loads(rejected[0]["raw"])) >= set(GOOD)
    assert "某人" not in rejected[0]["raw"]
    assert sum(result.reasons.values()) == 1


@pytest.mark.parametrize(
    ("changed", "reason"), [b for b in BAD if not isinstance(next(iter(b[0].values())), list | dict)]
)
def test_bad_rows_of_parquet_too(tmp_path: Path, changed: dict, reason: str) -> None:
    good = [{**GOOD, "post_id": f"weibo:{n}"} for n in range(3)]
    rows = [*good, {**GOOD, **changed}]
    if any(isinstance(v, bool | int) for v in changed.values()):
        rows = rows[-1:]  # a Parquet column has one type
    result, _, rejected = load(tmp_path, table(tmp_path / "a.parquet", rows))
    assert result.rejected == 1
    assert reason in rejected[0]["reason"]


def test_broken_lines_are_kept(tmp_path: Path) -> None:
    lines = [
        GOOD,
        '{"post_id": "weibo:2", "nickname": "某人", "tex',
        "[1]",
        "",
        "\ufeff\u0000",
        {**GOOD, "post_id": "weibo:3"},
    ]
    result, posts, rejected = load(tmp_path, jsonl(tmp_path / "a.jsonl", *lines))
    assert [p["post_id"] for p in posts] == ["weibo:1", "weibo:3"]
    assert [r["reason"].partition(":")[0] for r in rejected] == ["not JSON", "not a JSON object", "not JSON"]
    assert result.platforms == ["weibo"]
    assert "某人" not in rejected[0]["raw"]


def test_csv_with_too_many_cells_quotes_and_newlines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        'post_id,platform,published_at,text\n1,weibo,2026-11-18 12:30,"一,二\n""三"""\n'
        "2,weibo,2026-11-18,四,多出来的\n3,weibo,2026-11-18\n",
        "utf-8",
    )
    _, posts, rejected = load(tmp_path, path)
    assert [(p["post_id"], p["text"]) for p in posts] == [("weibo:1", '一,二\n"三"'), ("weibo:3", None)]
    assert rejected[0]["reason"].startswith("5 cells")


def test_unknown_columns_are_told_once_and_duplicates_are_observations(tmp_path: Path) -> None:
    rows = [{**GOOD, "note_url": "x", "ip": "1"}] * 3
    result, posts, _ = load(tmp_path, jsonl(tmp_path / "a.jsonl", *rows))
    assert result.unknown_columns == ["ip", "note_url"]
    assert len(posts) == 3
    assert result.days == [date(2026, 11, 18)]


def test_several_platforms_go_to_their_own_files(tmp_path: Path) -> None:
    rows = [
        GOOD,
        {**GOOD, "post_id": "zhihu:1", "platform": "zhihu"},
        {"post_id": "bilibili:9", "published_at": "2026-11-01"},
    ]
    result, _, _ = load(tmp_path, jsonl(tmp_path / "a.jsonl", *rows))
    assert result.platforms == ["bilibili", "weibo", "zhihu"]
    assert {p.parent.name for p in tmp_path.glob("*/*.parquet")} == {"bilibili", "weibo", "zhihu"}
    record = json.loads((tmp_path / "imports" / f"{result.run}.json").read_text("utf-8"))
    assert record["landed"] == 3
    assert result.run.startswith("import-")


def test_the_same_content_is_imported_once(tmp_path: Path) -> None:
    first, _, _ = load(tmp_path, jsonl(tmp_path / "a.jsonl", GOOD))
    again, _, _ = load(tmp_path, jsonl(tmp_path / "other name.jsonl", GOOD))
    assert again == first


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"PK", "none of the known formats: looked for a name ending in one of .csv"),
        ("a.jsonl", b"", "lacks post_id and published_at"),
        ("a.jsonl", b'{"id": 1, "content": "x"}\n', "found content id"),
        ("a.jsonl", b"hello\nworld\n", "not JSON"),
        ("a.csv", "编号,正文\n1,二\n".encode(), "found 正文 编号"),
        ("a.csv", b"\xff\xfe\x00\x81\xff", "neither UTF-8 nor GB18030"),
        ("a.csv", b"", "lacks post_id"),
        ("a.parquet", b"PAR1 not really", "not whole Parquet"),
        ("a.jsonl.gz", b"\x1f\x8b\x08 cut", "not whole gzip"),
        ("a.jsonl.gz", b"no gzip at all", "not whole gzip"),
    ],
)
def test_files_that_cannot_be_imported_say_what_was_looked_for(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ImportFileError, match="(?s)" + words):
        import_file(path, tmp_path / "landing", "salt", AS_OF)
    assert not list((tmp_path / "landing").rglob("*.*")), "nothing is left behind"


def test_a_missing_file_and_a_cut_file(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="is not there"):
        import_file(tmp_path / "no.csv", tmp_path / "landing", "salt", AS_OF)
    rows = [{**GOOD, "post_id": f"weibo:{n}", "text": f"第{n}条{hash(str(n))}"} for n in range(30_000)]
    whole = gzip.compress(jsonl(tmp_path / "a.jsonl", *rows).read_bytes())
    (tmp_path / "cut.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ImportFileError, match="gzip"):
        import_file(tmp_path / "cut.jsonl.gz", tmp_path / "landing", "salt", AS_OF)
    assert not list((tmp_path / "landing").rglob("*.*")), "half an import is none"


def test_typed_parquet_of_every_kind(tmp_path: Path) -> None:
    when = datetime(2026, 11, 18, 4, 30)  # noqa: DTZ001 without a zone: Asia/Shanghai
    columns = {
        "post_id": pa.array(["1", "2", "3"], pa.large_string()),
        "platform": pa.array(["weibo", "weibo", "zhihu"]).dictionary_encode(),
        "published_at": pa.array([when] * 3, pa.timestamp("ns")),
        "likes": pa.array([1.0, float("nan"), 3.0]),
        "shares": pa.array([1, None, 3], pa.uint16()),
        "hashtags": pa.array([["一", "二"], [], None], pa.large_list(pa.string())),
        "text": pa.array(["长", None, "\u3000续\u200b"]),
        "is_ad": pa.array([True, None, False]),
    }
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    _, posts, _ = load(tmp_path, tmp_path / "a.parquet")
    assert [p["post_id"] for p in posts] == ["weibo:1", "weibo:2", "zhihu:3"]
    assert [p["likes"] for p in posts] == [1, None, 3]
    assert [p["shares"] for p in posts] == [1, None, 3]
    assert [p["hashtags"] for p in posts] == [["一", "二"], [], None]
    assert [p["text"] for p in posts] == ["长", None, "续"]
    assert [p["is_ad"] for p in posts] == [True, None, False]
    assert posts[0]["published_at"] == datetime(2026, 11, 17, 20, 30, tzinfo=UTC)
    assert pq.read_schema(next(tmp_path.glob("weibo/*.parquet"))).equals(SCHEMA)


VALUES = (
    st.none()
    | st.text(max_size=20)
    | st.sampled_from(["1.2万", "weibo", "weibo:1", "post", "昨天 12:30", "\ud83d", "a\x00b", "1"])
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.dictionaries(st.sampled_from(SCHEMA.names), VALUES | st.integers() | st.floats() | st.lists(VALUES)),
        min_size=1,
        max_size=5,
    )
)
def test_no_row_is_ever_lost(tmp_path_factory: pytest.TempPathFactory, rows: list[dict]) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    path = folder / "a.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in [GOOD, *rows]), "utf-8")
    result, _, _ = load(folder, path)
    assert result.rows == len(rows) + 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                n: st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=12) for n in SCHEMA.names
            },
        ),
        min_size=1,
        max_size=4,
    )
)
def test_columns_and_rows_agree(tmp_path_factory: pytest.TempPathFactory, rows: list[dict]) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    rows = [{**dict.fromkeys(SCHEMA.names), **GOOD}, *({**dict.fromkeys(SCHEMA.names), **GOOD, **row} for row in rows)]
    _, by_column, out = load(folder / "a", table(folder / "a.parquet", rows))
    _, by_row, out_too = load(folder / "b", jsonl(folder / "a.jsonl", *rows))
    key = lambda post: (post["post_id"], str(post))  # noqa: E731
    assert sorted(by_column, key=key) == sorted(by_row, key=key)
    assert sorted(r["reason"] for r in out) == sorted(r["reason"] for r in out_too)


def test_memory_does_not_grow_with_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawlers.importers.containers.jsonl.BATCH", 500)

    def peak(count: int) -> int:
        path = jsonl(tmp_path / f"{count}.jsonl", *({**GOOD, "post_id": f"weibo:{n}"} for n in range(count)))
        tracemalloc.start()
        import_file(path, tmp_path / str(count), "salt", AS_OF)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(8000) < 1.5 * peak(2000)


def test_rejected_parquet_rows_are_named_by_their_place(tmp_path: Path) -> None:
    rows = [{**GOOD, "post_id": "weibo:1", "kind": "tweet" if n == 7 else "post"} for n in range(10)]
    for row in rows:
        row["published_at"] = datetime(2026, 11, 18, tzinfo=UTC)
    _, _, rejected = load(tmp_path, table(tmp_path / "a.parquet", rows))
    assert rejected[0]["url"] == "row 8"


@pytest.mark.skipif(not STREAMS.is_dir(), reason="the real streams are not at ../shared/data/posts")
def test_a_real_stream_is_imported_whole(tmp_path: Path) -> None:
    told: list[Progress] = []
    result = import_file(STREAMS / "hot_zhihu.parquet", tmp_path, "salt", AS_OF, on_progress=told.append)
    assert (result.rows, result.landed, result.platforms) == (107_475, 107_475, ["zhihu"])
    assert (told[-1].done, told[-1].subject) == (107_475, "100 % of hot_zhihu.parquet")


def test_every_container_is_complete() -> None:
    names = ["delimited", "json_document", "jsonl", "parquet", "spreadsheet", "sqlite"]
    assert [f.__name__.rpartition(".")[2] for f in known_containers()] == names
    assert all(f.suffixes and callable(f.read) for f in known_containers())
