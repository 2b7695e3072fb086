"""Exports read back: nothing runs in a spreadsheet, nothing is lost, nothing is half-written."""

import csv
import resource
import sys
import zipfile
from datetime import UTC, date, datetime

import duckdb
import pyarrow.parquet as pq
import pytest
import python_calamine
from typer.testing import CliRunner

from contract.errors import WarehouseError
from fengxiang.cli import app
from fengxiang.exporting import write
from fengxiang.stages import silent
from fengxiang.warehouse_reader import opened
from reports.spreadsheet import safe
from reports.workbook import Workbook

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "　＝1",
    "＋1",
    "－1",
    "＠a",
    "\u200b=1",
    "'=1",
    '"=1"',
    "|cmd",
    "%0A",
]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "kept.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute(
            "CREATE TABLE post (number BIGINT, score DOUBLE, dt DATE, seen TIMESTAMPTZ, ok BOOLEAN, "
            "text VARCHAR, themes VARCHAR[])"
        )
        con.execute("COMMENT ON COLUMN post.text IS 'plain text | 正文'; COMMENT ON COLUMN post.dt IS 'day | 日期'")
        for n, text in enumerate([*HOSTILE, "好\x1b[2J\x00", "http://a.example/", "123", None], 1):
            con.execute(
                "INSERT INTO post VALUES ($n, -$n / 2, DATE '2026-11-20', TIMESTAMPTZ '2026-11-20 08:30:00+08', true, "
                "$t, ['快充', '星野'])",
                {"n": n, "t": text},
            )
    return path


def export(file, to, source="post", **more):
    with opened(file) as con:
        return write(con, source, to, silent, **more)


def test_csv(file, tmp_path):
    assert export(file, tmp_path / "o.csv", chinese=True) == len(HOSTILE) + 4
    raw = (tmp_path / "o.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(raw.decode("utf-8-sig").splitlines())
    assert head == ["number", "score", "日期", "seen", "ok", "正文", "themes"]
    texts = [row[5] for row in rows]
    assert all(text.startswith("'") for text in texts[: len(HOSTILE)])
    assert texts[len(HOSTILE) :] == ["好[2J", "http://a.example/", "123", ""]
    assert rows[0][:5] == ["1", "-0.5", "2026-11-20", "2026-11-20 00:30:00+00:00", "True"]
    assert rows[0][6] == '["快充", "星野"]'


def test_xlsx(file, tmp_path):
    export(file, tmp_path / "o.xlsx")
    with zipfile.ZipFile(tmp_path / "o.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet and "hyperlink" not in sheet
        assert "quotePrefix" in archive.read("xl/styles.xml").decode()
    head, *rows = python_calamine.load_workbook(str(tmp_path / "o.xlsx")).get_sheet_by_index(0).to_python()
    assert head[5] == "text"
    assert rows[0][:5] == [1.0, -0.5, date(2026, 11, 20), datetime(2026, 11, 20, 0, 30), True]  # noqa: DTZ001 - a spreadsheet knows no zones
    assert [row[5] for row in rows][:2] == ["=1+1", "+1"]
    assert rows[-2][5] == "123" and rows[-1][5] == ""


def test_parquet_is_as_it_is(file, tmp_path):
    export(file, tmp_path / "o.parquet", "SELECT text, themes FROM post ORDER BY number")
    assert pq.read_table(tmp_path / "o.parquet").to_pylist()[0] == {"text": "=1+1", "themes": ["快充", "星野"]}


def test_a_sheet_that_is_full_goes_on_on_the_next_and_long_texts_are_cut(tmp_path):
    with Workbook(tmp_path / "o.xlsx", created=datetime(2026, 11, 23, tzinfo=UTC), sheet_rows=4) as book:
        book.table("rows", ["n", "text"])
        for n in range(5):
            book.add([n, "😡" * 20_000 if n == 0 else 2**60 if n == 1 else float("nan")])
    assert [line.split(":")[0].split(" were")[0] for line in book.told()] == [
        "a sheet holds 3 rows",
        "1 texts longer than 32,767 characters",
    ]
    sheets = [
        sheet.to_python()
        for sheet in map(python_calamine.load_workbook(str(tmp_path / "o.xlsx")).get_sheet_by_index, (0, 1))
    ]
    assert [row[0] for row in sheets[0]] == ["n", 0, 1, 2] and [row[0] for row in sheets[1]] == ["n", 3, 4]
    assert len(sheets[0][1][1].encode("utf-16-le")) // 2 <= 32_767
    assert sheets[0][2][1] == str(2**60)


@pytest.mark.parametrize("value", [1, -1.5, None, True, date(2026, 1, 1)])
def test_what_is_no_text_stays(value):
    assert safe(value) == value


def test_a_failing_export_leaves_nothing(file, tmp_path):
    (tmp_path / "o.csv").write_text("before", "utf-8")
    with pytest.raises(WarehouseError, match="糟"):
        export(file, tmp_path / "o.csv", "SELECT CASE WHEN number > 3 THEN error('糟') END AS x FROM post")
    assert (tmp_path / "o.csv").read_text("utf-8") == "before"
    assert {p.name for p in tmp_path.iterdir()} == {"o.csv", "kept.duckdb"}


def test_the_verb(file, tmp_path):
    result = CliRunner().invoke(app, ["export", "post", "--to", str(tmp_path / "o.csv"), "--file", str(file)])
    assert result.exit_code == 0 and (tmp_path / "o.csv").exists()
    for to, more in (("o.pdf", []), ("o.csv", ["--headings", "fr"])):
        wrong = CliRunner().invoke(app, ["export", "post", "--to", str(tmp_path / to), "--file", str(file), *more])
        assert wrong.exit_code == 2 and ("needed" in wrong.output or "neither" in wrong.output)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_rows(file, tmp_path):
    export(file, tmp_path / "o.csv", "SELECT range AS n, repeat('好', 100) AS text FROM range(20000)")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert (
        export(file, tmp_path / "o.csv", "SELECT range AS n, repeat('好', 100) AS text FROM range(500000)") == 500_000
    )
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 75 * 1024 * (1 if sys.platform == "linux" else 1024)
