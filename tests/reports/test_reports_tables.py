"""The workbook of a report read back: every row is there, the numbers are numbers, and nothing in it runs."""

import re
import shutil
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
import python_calamine
from lxml import etree
from report_inside import catalogue, inside_of
from small_warehouse import AS_OF, empty

from reports.column_words import Catalogue, headings
from reports.edition import Edition
from reports.inside import Inside
from reports.report_tables import sheets_of, write_tables
from reports.section import Section
from reports.sheet_names import sheet_names, widths
from reports.tables_book import Front, Sheet, write_xlsx
from reports.wording import wording
from reports.workbook import Workbook

MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@pytest.fixture(scope="module")
def zh(told_warehouse: Path) -> tuple[Inside, Catalogue]:
    return inside_of(told_warehouse)


@pytest.fixture(scope="module")
def book(zh: tuple[Inside, Catalogue], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tables(*zh, tmp_path_factory.mktemp("book") / "report.xlsx")


def sheet_xml(path: Path, number: int) -> etree._Element:
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))


def number_format(path: Path, number: int, cell: str) -> str:
    with zipfile.ZipFile(path) as archive:
        styles = etree.fromstring(archive.read("xl/styles.xml"))
    formats = {f.get("numFmtId"): f.get("formatCode") for f in styles.findall(".//m:numFmt", MAIN)}
    (found,) = sheet_xml(path, number).xpath(f"//m:c[@r='{cell}']", namespaces=MAIN)
    used = styles.find("m:cellXfs", MAIN)[int(found.get("s", 0))].get("numFmtId")
    return formats.get(used, used)


def as_shown(value: object) -> object:
    """A value as Excel has it: nothing for what is unknown, instants without a zone (they are UTC)."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    return "" if value is None else pytest.approx(value) if isinstance(value, float) else value


def front(**more: object) -> Front:
    return Front(**({"title": "t", "lines": (), "sentences": (), "as_of": AS_OF, "words": wording("zh")} | more))


def test_each_query_that_has_rows_is_a_sheet_with_all_of_them(book: Path, zh: tuple[Inside, Catalogue]) -> None:
    inside, _ = zh
    asked = [(s, name) for s in inside.sections for name in s.queries if inside.answers[s.name][name]]
    found = python_calamine.load_workbook(str(book))
    assert len(found.sheet_names) == len(asked) + 2
    for (section, name), sheet in zip(asked, found.sheet_names[1:-1], strict=True):
        head, *rows = found.get_sheet_by_name(sheet).to_python()
        answer = inside.answers[section.name][name]
        assert sheet.endswith(name) and [h.split("\n")[-1] for h in head] == list(answer[0])
        assert len(rows) == len(answer)
        for row, told in zip(rows, answer, strict=True):
            for shown, value in zip(row, told.values(), strict=True):
                if value is None or isinstance(value, int | float | date):
                    assert shown == as_shown(value)


def test_the_first_sheet_says_what_it_is_and_leads_to_the_others(book: Path, zh: tuple[Inside, Catalogue]) -> None:
    found = python_calamine.load_workbook(str(book))
    told = [row[0] for row in found.get_sheet_by_index(0).to_python()]
    assert told[0] == "风向 · 安禾 · 2026 年第 47 周趋势报告" and told[1].startswith("2026-W47")
    assert "2026-11-23 00:30" in told[2]
    assert [line[3:] for line in told if re.match(r"\d\. ", line)] == [
        said.text for said in zh[0].contexts["headline"]["sentences"]
    ]
    links = sheet_xml(book, 1).xpath("//m:hyperlink/@location", namespaces=MAIN)
    assert [link.removesuffix("!A1").strip("'") for link in links] == found.sheet_names[1:]


def test_the_last_sheet_has_the_query_of_each_and_it_gives_as_many_rows(book: Path, told_warehouse: Path) -> None:
    found = python_calamine.load_workbook(str(book))
    _, *queries = found.get_sheet_by_index(len(found.sheet_names) - 1).to_python()
    assert [sheet for sheet, *_ in queries] == found.sheet_names[1:-1]
    with duckdb.connect(str(told_warehouse), read_only=True) as con:
        for sheet, _, sql in queries:
            assert len(con.execute(sql).fetchall()) == found.get_sheet_by_name(sheet).height - 1, sheet


def test_heads_stay_in_sight_and_filter_and_numbers_have_their_formats(book: Path) -> None:
    found = python_calamine.load_workbook(str(book)).sheet_names
    number = next(n for n, name in enumerate(found, 1) if name.endswith("shares"))
    xml = sheet_xml(book, number)
    names = [
        h.split("\n")[-1]
        for h in python_calamine.load_workbook(str(book)).get_sheet_by_index(number - 1).to_python()[0]
    ]
    column = {name: chr(ord("A") + n) for n, name in enumerate(names)}
    assert xml.xpath("//m:pane[@state='frozen']/@ySplit", namespaces=MAIN) == ["1"]
    assert xml.xpath("//m:autoFilter/@ref", namespaces=MAIN)[0].startswith(f"A1:{column[names[-1]]}")
    assert number_format(book, number, column["share_low"] + "2") == "0.0%"
    assert number_format(book, number, column["n"] + "2") in ("3", "#,##0")
    assert number_format(book, next(n for n, name in enumerate(found, 1) if name.endswith("saturated")), "D2") == "0.0%"


def test_the_same_report_is_the_same_file_and_dated_by_its_instant(
    book: Path, zh: tuple[Inside, Catalogue], tmp_path: Path
) -> None:
    assert write_tables(*zh, tmp_path / "again.xlsx").read_bytes() == book.read_bytes()
    with zipfile.ZipFile(book) as archive:
        assert b"2026-11-22T16:30:00Z</dcterms:created>" in archive.read("docProps/core.xml")
    assert [path.name for path in tmp_path.iterdir()] == ["again.xlsx"]


def test_english_has_english_words(told_warehouse: Path, tmp_path: Path) -> None:
    inside, words = inside_of(told_warehouse, "en", edition=Edition())
    found = python_calamine.load_workbook(str(write_tables(inside, words, tmp_path / "en.xlsx")))
    assert (found.sheet_names[0], found.sheet_names[-1]) == ("Contents", "Queries")
    chinese = [
        h
        for name in found.sheet_names
        for h in found.get_sheet_by_name(name).to_python()[0]
        if re.search("[一-鿿]", str(h))
    ]
    assert chinese == []


def test_headings_are_the_warehouse_s_own_words_where_a_query_passes_a_column_on(
    told_warehouse: Path, tmp_path: Path
) -> None:
    warehouse = Path(shutil.copy(told_warehouse, tmp_path / "w.duckdb"))
    with duckdb.connect(str(warehouse)) as con:
        con.execute(
            "COMMENT ON COLUMN volume_daily.posts IS 'posts of the day; all of them | 当日帖子数；含转发';"
            "COMMENT ON COLUMN volume_daily.ads IS 'adverts | 广告';"
            "COMMENT ON COLUMN theme_daily.posts IS 'other | 另一回事'"
        )
    queries = {
        "passed": "SELECT posts, ads FROM volume_daily",
        "added": "SELECT sum(posts) FILTER (ads > 1) AS posts, max(ads) ads FROM volume_daily",
        "two": "SELECT v.posts, ads, 1 AS unheard FROM volume_daily v JOIN theme_daily t USING (dt, platform)",
        "named": "WITH t(posts) AS (SELECT sum(ads) FROM volume_daily) SELECT posts FROM t",
    }
    section = Section("s", {"zh": "s", "en": "s"}, 1, queries, lambda rows, page: {})
    found = catalogue(warehouse, [section])
    zh = {name: headings(sql, ["posts", "ads", "unheard"], found, wording("zh")) for name, sql in queries.items()}
    assert zh["passed"][:2] == ["当日帖子数\nposts", "广告\nads"]
    assert zh["added"][:2] == ["帖子数\nposts", "广告数\nads"]  # computed: the report's own words
    assert zh["two"] == ["帖子数\nposts", "广告\nads", "unheard"]  # two tables differ about posts
    assert zh["named"][0] == "帖子数\nposts"
    assert headings(queries["passed"], ["posts"], found, wording("en")) == ["posts of the day\nposts"]


def test_hostile_texts_stay_texts_and_long_ones_are_cut_and_said(tmp_path: Path) -> None:
    texts = ["=1+1", "@SUM(1)", "https://a.example/", "好\x1b[2J\x00", "😡" * 40_000]
    sheet = Sheet("坏[帖]*?", "po/sts", ["text"], [[text] for text in texts], "注")
    path = write_xlsx([sheet], tmp_path / "o.xlsx", front(sentences=["=2+2"]))
    found = python_calamine.load_workbook(str(path))
    assert found.sheet_names == ["目录", "坏 帖 · po sts", "查询语句"]
    cells = [row[0] for row in found.get_sheet_by_index(1).to_python()[1:]]
    assert cells[:4] == [*texts[:3], "好[2J"] and len(cells[4].encode("utf-16-le")) // 2 <= 32_767
    assert any("已截断" in str(row[-1]) for row in found.get_sheet_by_index(0).to_python())
    for number in (1, 2, 3):
        xml = etree.tostring(sheet_xml(path, number)).decode()
        assert "<f>" not in xml and "r:id" not in xml  # no formula; a link that leaves the file has an id


def test_lists_are_read_as_lists(tmp_path: Path) -> None:
    path = write_xlsx(
        [Sheet("s", "q", ["a", "b"], [[["微博", None, "知乎"], [{"x": 1}]]])], tmp_path / "o.xlsx", front()
    )
    rows = python_calamine.load_workbook(str(path)).get_sheet_by_index(1).to_python()
    assert rows[1] == ["微博、–、知乎", '[{"x": 1}]']


def test_names_of_sheets_are_short_allowed_and_unique() -> None:
    long = "A section whose title is longer than any sheet's name"
    wanted = [
        (long, "topics"),
        (long, "Topics"),
        (long, "q" * 50),
        ("'a':b", ""),
        ("", "History"),
        ("😡" * 40, "x"),
        ("目录", ""),
    ]
    names = sheet_names(wanted, ["目录"])
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name.encode("utf-16-le")) // 2 <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)
    assert names[0].endswith("… · topics") and names[3:5] == ["a' b", "History 2"] and names[-1] == "目录 2"


def test_a_column_is_as_wide_as_its_chinese() -> None:
    assert widths(["n", "text"], [[1, "说来话长" * 5], [1_000_000, None]]) == [11.0, 42.0]
    assert widths(["n"], [["好" * 500]]) == [60.0]


def test_a_table_that_goes_on_does_not_take_another_s_name(tmp_path: Path) -> None:
    with Workbook(tmp_path / "o.xlsx", created=datetime(2026, 1, 1, tzinfo=UTC), sheet_rows=3) as book:
        for name in ("a 2", "a"):
            book.table(name, ["n"])
            for n in range(3):
                book.add([n])
    assert python_calamine.load_workbook(str(tmp_path / "o.xlsx")).sheet_names == ["a 2", "a 2 2", "a", "a 3"]


def test_a_week_without_anything_is_a_whole_workbook(tmp_path: Path) -> None:
    made = empty()
    made.rows.clear()
    inside, words = inside_of(made.write(tmp_path / "bare.duckdb"))
    rows = {sheet.query: len(sheet.rows) for sheet in sheets_of(inside, words)}
    assert "shares" not in rows and "topics" not in rows
    names = python_calamine.load_workbook(str(write_tables(inside, words, tmp_path / "o.xlsx"))).sheet_names
    assert names[0] == "目录" and names[-1] == "查询语句"
