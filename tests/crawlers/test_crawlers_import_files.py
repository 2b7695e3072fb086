"""Folders, archives, mappings, sheets, documents: how files are found and what is said about them."""

import json
import random
import sqlite3
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from crawlers_imported import AS_OF, as_csv, as_json, as_jsonl, as_sqlite, as_xlsx, load
from crawlers_spreadsheet import spreadsheet

from contract.errors import ImportFileError
from contract.progress import Progress
from crawlers.importers import ColumnMapping, Importer, import_files
from crawlers.importers.containers import json_document

ROW = {"note_id": "5102345678901234", "content": "长续航", "create_time": 1731900000, "user_id": "1000000001"}
ROW |= {"comments_count": "1", "shared_count": "1"}
OWN = {
    "编号": "5102345678901234",
    "内容": "#露营# 出发",
    "时间": "2024-11-18 11:20",
    "用户": "1000000001",
    "备注": "无",
}
COLUMNS = {"post_id": "编号", "text": "内容", "published_at": "时间", "author_id": "用户"}
MINE = ColumnMapping("mine", "weibo", COLUMNS)


def importer(folder: Path, **changed) -> Importer:
    return Importer(folder / "landing", "saved", AS_OF, **changed)


def test_a_folder_imports_what_is_recognised_and_says_what_was_passed_over(tmp_path: Path) -> None:
    given = tmp_path / "data"
    (given / "weibo" / "jsonl").mkdir(parents=True)
    (given / ".git").mkdir()
    as_jsonl(given / "weibo" / "jsonl" / "search_contents_2024-11-18.jsonl", [ROW])
    as_csv(given / "b.csv", [{"颜色": "红"}])
    (given / "read me.txt").write_text("x", "utf-8")
    as_jsonl(given / ".git" / "a.jsonl", [ROW])
    done = import_files(importer(tmp_path), [given])
    assert [r.file for r in done.results] == ["search_contents_2024-11-18.jsonl"]
    reasons = {s.name: s.reason for s in done.skipped}
    assert set(reasons) == {"b.csv", "read me.txt"}
    assert "found 颜色" in reasons["b.csv"]
    assert "looked for a name ending in one of .csv" in reasons["read me.txt"]


def test_an_archive_is_a_folder_and_cannot_write_outside_of_it(tmp_path: Path) -> None:
    path = tmp_path / "data.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("../../outside.jsonl", json.dumps(ROW))
        packed.writestr("/abs/a.jsonl", json.dumps({**ROW, "note_id": "2"}))
        packed.writestr("__MACOSX/a.jsonl", json.dumps(ROW))
        packed.writestr("a/图.png", b"x")
    done = import_files(importer(tmp_path), [path])
    assert sum(r.landed for r in done.results) == 2
    assert [s.name for s in done.skipped] == ["a/图.png"]
    assert not (tmp_path.parent / "outside.jsonl").exists()
    assert {p.name for p in tmp_path.iterdir()} == {"data.zip", "landing"}


def test_archives_and_folders_without_posts_are_errors(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.zip").write_bytes(b"PK no archive")
    with pytest.raises(ImportFileError, match="holds no file that is recognised: it is empty"):
        import_files(importer(tmp_path), [tmp_path / "empty"])
    with pytest.raises(ImportFileError, match="not a whole zip archive"):
        import_files(importer(tmp_path), [tmp_path / "bad.zip"])


@pytest.mark.parametrize("write", [as_csv, lambda p, rows: as_csv(p, rows, "gb18030"), as_xlsx, as_jsonl])
def test_a_mapped_spreadsheet(tmp_path: Path, write) -> None:
    ending = "xlsx" if write is as_xlsx else "jsonl" if write is as_jsonl else "csv"
    path = write(tmp_path / f"a.{ending}", [OWN, {**OWN, "编号": "P0Qzny4A1"}, {**OWN, "编号": "4.7E+15"}])
    found = load(path, tmp_path / "landing", mappings=[MINE])
    assert [p["post_id"] for p in found.posts] == ["weibo:5102345678901234", "weibo:5102020818120761"]
    assert (found.posts[0]["hashtags"], found.posts[0]["kind"]) == (["露营"], "post")
    assert found.reasons() == ["编号 was rounded by a spreadsheet, its last digits are lost: '4.7E+15'"]
    assert (found.result.unknown_columns, found.result.shapes) == (["备注"], ["mapping mine"])
    assert "1000000001" not in json.dumps(found.rejected)


def test_a_chosen_mapping_is_the_only_one_and_a_mended_one_reads_the_file_again(tmp_path: Path) -> None:
    path = as_jsonl(tmp_path / "a.jsonl", [ROW])
    wrong = ColumnMapping("w", "weibo", {"post_id": "note_id", "published_at": "create_time", "text": "user_id"})
    right = ColumnMapping("w", "weibo", {**wrong.columns, "text": "content"})
    posts = [load(path, tmp_path / "l", mappings=[m], mapping="w").posts[0]["text"] for m in (wrong, right)]
    assert posts == ["1000000001", "长续航"]
    with pytest.raises(ImportFileError, match=r"there is no mapping nope: \[import.mappings\] holds mine"):
        load(path, tmp_path / "l", mappings=[MINE], mapping="nope")
    with pytest.raises(ImportFileError, match=r"lacks 内容 and 时间 and 用户 and 编号.*nearest is mapping mine"):
        load(path, tmp_path / "l", mappings=[MINE], mapping="mine")


def test_a_file_of_no_kind_hears_of_the_nearest(tmp_path: Path) -> None:
    path = as_jsonl(tmp_path / "a.jsonl", [{k: v for k, v in ROW.items() if k != "shared_count"}])
    with pytest.raises(
        ImportFileError, match=r"lacks shared_count.*nearest is MediaCrawler: Weibo posts.*found comments"
    ):
        load(path, tmp_path / "landing")


def test_long_numbers_of_a_spreadsheet_are_refused_and_short_ones_are_exact(tmp_path: Path) -> None:
    heads = ["post_id", "platform", "published_at", "likes"]
    cells = [heads, [5102345678901234, "weibo", "2024-11-18", 3], [51023, "weibo", "2024-11-18", 1.0], [None] * 4]
    path = spreadsheet(tmp_path / "a.xlsx", {"说明": [["请看"], ["下一页"]], "帖子": [[None] * 4, *cells]})
    found = load(path, tmp_path / "landing")
    assert [(p["post_id"], p["likes"]) for p in found.posts] == [("weibo:51023", 1)]
    assert found.reasons()[0].startswith("post_id was rounded by a spreadsheet")
    assert found.rejected[0]["url"] == "row 3"
    assert "found 请看" in found.result.skipped["说明"]


@pytest.mark.parametrize("chunk", [1, 7, 1024])
def test_a_document_is_read_object_by_object(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(json_document, "CHUNK", chunk)
    monkeypatch.setattr(json_document, "BATCH", 3)
    rows = [{**ROW, "note_id": str(5 * 10**15 + n), "content": '引号"括号]}' * n} for n in range(10)]
    for n, path in enumerate([as_json(tmp_path / "a.json", [*rows, 7, [1]]), as_jsonl(tmp_path / "b.json", rows)]):
        found = load(path, tmp_path / str(n))
        assert (found.result.landed, found.result.rejected) == (10, 2 if n == 0 else 0)
    (tmp_path / "c.json").write_text(json.dumps(ROW, indent=1), "utf-8")
    with pytest.raises(ImportFileError, match="holds no rows"):
        load(tmp_path / "c.json", tmp_path / "c")


def test_what_lies_in_a_databases_log_is_read_and_nothing_is_written(tmp_path: Path) -> None:
    path = as_sqlite(tmp_path / "a.db", [ROW])
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode = wal")
    writer.execute("UPDATE posts SET content = '改过'")
    writer.commit()
    assert load(path, tmp_path / "l").posts[0]["text"] == "改过"
    writer.close()
    before = path.read_bytes()
    load(path, tmp_path / "m")
    assert path.read_bytes() == before
    assert not path.with_name("a.db-wal").exists()


def test_progress_tells_rows_and_the_files_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawlers.importers.containers.jsonl.BATCH", 10)
    told: list[Progress] = []
    load(as_jsonl(tmp_path / "a.jsonl", [ROW] * 40), tmp_path / "l", on_progress=told.append)
    assert [step.done for step in told] == [10, 20, 30, 40, 40]
    shares = [int(step.subject.split(" ")[0]) for step in told]
    assert shares == sorted(shares)
    assert told[-1] == Progress(40, None, "rows", "100 % of a.jsonl")


def test_memory_does_not_grow_with_a_parquet_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawlers.importers.containers.parquet.BATCH", 2_000)
    draw = random.Random(3)

    def peak(count: int) -> int:
        path, held = tmp_path / f"{count}.parquet", []
        ids = pa.array([f"weibo:{n}" for n in range(count)])
        texts = pa.array([draw.randbytes(200).hex() for _ in range(count)])
        times = pa.array([AS_OF] * count, pa.timestamp("us", "UTC"))
        table = pa.table({"post_id": ids, "published_at": times, "text": texts})
        pq.write_table(table, path, row_group_size=1_000)
        before = pa.total_allocated_bytes()
        load_only = importer(tmp_path / str(count), on_progress=lambda _: held.append(pa.total_allocated_bytes()))
        import_files(load_only, [path])
        return max(held) - before

    assert peak(40_000) < 1.5 * peak(10_000)
