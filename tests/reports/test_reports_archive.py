"""The archive: whole, without a dead link, the same bytes again, and every number of it the answer of its query."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from archive_world import BEFORE, FAST, FIRST, GLOW, GONE, LONG, dead_links, pages, topics, tree, write
from lxml import html as lxml_html
from number_walk import Walk, days_of
from small_warehouse import AS_OF, LAST, WEEK

from contract.errors import ReportError
from reports import site_names, weekly
from reports.archive import mend, write_site, writing
from reports.archive.writing import Folder
from reports.atomic import write_whole
from reports.edition import Edition

FEW = {"20", "3", "0"}  # posts below which shares are greyed; standard errors of a clear difference; no rows at all
TOPIC = f"topics/{LONG}.html"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return topics().write(tmp_path_factory.mktemp("published") / "warehouse.duckdb")


@pytest.fixture(scope="module", params=["zh", "en"])
def home(request: pytest.FixtureRequest, warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two weeks, of which the second has its report beside it."""
    made = tmp_path_factory.mktemp(request.param)
    write(warehouse, made, BEFORE, request.param)
    weekly.write(weekly.render(warehouse, WEEK, request.param, AS_OF), made)
    write(warehouse, made, WEEK, request.param)
    return made


@pytest.fixture(scope="module")
def first_week(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("first")
    write(warehouse, made, BEFORE)
    return made


@pytest.fixture(scope="module")
def both_weeks(first_week: Path, warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = shutil.copytree(first_week, tmp_path_factory.mktemp("both"), dirs_exist_ok=True)
    write(warehouse, made, WEEK)
    return made


def language_of(home: Path) -> str:
    return "zh" if 'lang="zh-CN"' in (home / "reports/site/index.html").read_text("utf-8") else "en"


def page(home: Path, name: str) -> lxml_html.HtmlElement:
    return lxml_html.fromstring((home / "reports" / "site" / name).read_text("utf-8"))


def test_there_is_a_page_for_each_week_topic_and_theme_and_no_dead_link(home: Path) -> None:
    site = home / "reports" / "site"
    names = set(tree(site))
    assert {"index.html", "style.css", "site.js", "weeks/2026-W46.html", "weeks/2026-W47.html",
            "files/2026-W47/report.html"} <= names  # fmt: skip
    assert {name for name in names if name.startswith("topics/")} == {f"topics/{t}.html" for t in (LONG, FAST, GLOW)}
    assert len([name for name in names if name.startswith("themes/")]) == 7
    assert all(name.isascii() for name in names)
    assert dead_links(site) == []


def test_evidence_is_two_clicks_away_from_index_and_week(home: Path) -> None:
    for start in ("index.html", "weeks/2026-W47.html"):
        links = page(home, start).xpath(f"//a[contains(@href, '{TOPIC}')]")
        assert links, start
    quotes = page(home, TOPIC).xpath("//section[@id='posts']//blockquote")
    assert len(quotes) == 3 and quotes[0].xpath(".//mark/text()") == ["长续航"]
    originals = page(home, TOPIC).xpath("//section[@id='posts']//a/@href")
    assert len(originals) == 3 and all(address.startswith("https://") for address in originals)


def test_every_number_is_what_its_query_says_and_none_comes_from_elsewhere(home: Path, warehouse: Path) -> None:
    counted = 0
    for path in pages(home / "reports" / "site"):
        walk = Walk(path.read_text("utf-8"), language_of(home), warehouse)
        week = BEFORE if path.stem == str(BEFORE) else WEEK
        first, last = (week.window.first, week.window.last) if path.parent.name == "weeks" else (FIRST, LAST)
        known = FEW | days_of(first - timedelta(days=7 if path.stem == "index" else 0), last, walk.figures)
        assert list(walk.wrong()) == [], path.name
        assert list(walk.strays(known | ({"46", "47"} if path.stem == "index" else set()))) == [], path.name
        counted += len(walk.numbers())
    assert counted > 1000


def test_the_index_counts_what_the_week_s_report_counts(home: Path) -> None:
    index, week = page(home, "index.html"), page(home, "weeks/2026-W47.html")
    told = index.xpath("//article[@data-week='2026-W47']//dd")
    shown = week.xpath("//dl[@class='tiles']//dd")
    assert [one.xpath("string(data)") for one in told] == [one.xpath("string(data)") for one in shown]
    lead = index.xpath("string(//article[@data-week='2026-W47']/p[contains(@class, 'lead')])")
    assert lead and lead in week.xpath("string(//ol[@class='sentences'])")


def test_a_topic_tells_its_kin_its_weeks_and_the_table_behind_its_chart(home: Path) -> None:
    shown = page(home, TOPIC)
    kin = shown.xpath("//section[@id='kin']//li")
    assert [one.xpath(".//a/@href") for one in kin] == [[], [f"../topics/{GLOW}.html"]]  # 老话题 has no page
    assert (
        "老话题" in kin[0].text_content() and GONE not in lxml_html.tostring(shown, encoding="unicode").split("<pre")[0]
    )
    assert shown.xpath("//section[@id='summary']//a[contains(@href, 'weeks/')]/text()") == ["2026-W47", "2026-W46"]
    weeks = shown.xpath("//section[@id='course']//tbody/tr")
    assert len(weeks) == 10 and len(shown.xpath("//section[@id='course']//svg")) == 3
    assert len(shown.xpath("//section[@id='days']//tbody/tr")) == 10


def test_weeks_lead_to_one_another_and_an_old_one_stays_as_it_was_told(first_week: Path, both_weeks: Path) -> None:
    old, new = ((home / "reports/site/weeks/2026-W46.html").read_text("utf-8") for home in (first_week, both_weeks))
    assert 'rel="next"' not in old
    assert page(both_weeks, "weeks/2026-W46.html").xpath("//a[@rel='next']/@href") == ["2026-W47.html"]
    assert page(both_weeks, "weeks/2026-W47.html").xpath("//a[@rel='prev']/@href") == ["2026-W46.html"]
    assert old.partition("<!--/turn-->")[2] == new.partition("<!--/turn-->")[2]


def test_the_same_warehouse_and_week_give_the_same_bytes_and_nothing_is_written_twice(
    warehouse: Path, both_weeks: Path, tmp_path: Path
) -> None:
    for week in (BEFORE, WEEK):
        write(warehouse, tmp_path, week)
    assert tree(tmp_path) == tree(both_weeks)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    again = write(warehouse, tmp_path, WEEK)
    assert again.written == () and again.same > 10
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == times


@pytest.mark.parametrize("last", [0, 3, 12])
def test_killed_and_run_again_it_is_the_same_folder(
    warehouse: Path, first_week: Path, both_weeks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: int
) -> None:
    shutil.copytree(first_week, tmp_path, dirs_exist_ok=True)
    left = last

    def dying(path: Path, content: bytes) -> Path:
        nonlocal left
        if left == 0:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.with_name(f".{path.name}.1.part").write_bytes(content[:9])  # what a killed writer leaves
            raise KeyboardInterrupt
        left -= 1
        return write_whole(path, content)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(writing, "write_whole", dying)
        write(warehouse, tmp_path, WEEK)
    assert tree(tmp_path) != tree(both_weeks)
    write(warehouse, tmp_path, WEEK)
    assert tree(tmp_path) == tree(both_weeks)


def test_an_older_week_written_again_leaves_the_index_of_the_newest(
    warehouse: Path, both_weeks: Path, tmp_path: Path
) -> None:
    shutil.copytree(both_weeks, tmp_path, dirs_exist_ok=True)
    write(warehouse, tmp_path, BEFORE)
    assert tree(tmp_path) == tree(both_weeks)


def test_files_of_a_week_are_carried_and_go_with_it(warehouse: Path, tmp_path: Path) -> None:
    for name in ("report.html", "report.pdf", "report.txt"):
        write_whole(tmp_path / "reports" / "2026-W47" / name, name.encode())
    write(warehouse, tmp_path, WEEK)
    links = page(tmp_path, "weeks/2026-W47.html").xpath("//span[@class='files']/a")
    assert [one.text_content() for one in links] == ["HTML", "PDF"]
    assert [one.get("download") for one in links] == ["fengxiang-2026-W47.html", "fengxiang-2026-W47.pdf"]
    write_whole(tmp_path / "reports/2026-W47/report.html", b"anew")
    (tmp_path / "reports/2026-W47/report.pdf").unlink()
    write(warehouse, tmp_path, WEEK)
    assert (tmp_path / "reports/site/files/2026-W47/report.html").read_bytes() == b"anew"
    assert len(page(tmp_path, "weeks/2026-W47.html").xpath("//span[@class='files']/a")) == 1
    assert not (tmp_path / "reports/site/files/2026-W47/report.pdf").exists()


def test_what_has_gone_leaves_no_dead_link_and_no_entry(both_weeks: Path, tmp_path: Path) -> None:
    shutil.copytree(both_weeks, tmp_path, dirs_exist_ok=True)
    site = tmp_path / "reports" / "site"
    lead = page(tmp_path, "index.html").xpath("string(//article[@data-week='2026-W46']/p)")
    assert lead
    (site / "weeks/2026-W46.html").unlink()
    (site / "topics" / f"{FAST}.html").unlink()
    assert dead_links(site) != []
    assert mend(site) > 1
    assert dead_links(site) == []
    assert lead not in (site / "index.html").read_text("utf-8") and "快充" in (site / "index.html").read_text("utf-8")
    assert mend(site) == 0


def test_cards_lead_to_the_archive_only_where_it_can_be_reached(warehouse: Path) -> None:
    def links(edition: Edition) -> list[str]:
        html = lxml_html.fromstring(weekly.render(warehouse, WEEK, "zh", AS_OF, edition).html)
        return [address for address in html.xpath("//a/@href") if "topics/" in address or "themes/" in address]

    assert links(Edition()) == []
    assert f"https://wind.example/site/{TOPIC}#posts" in links(Edition(address="https://wind.example/site/"))
    assert links(Edition(address="javascript:alert(1)//")) == []


def test_a_second_language_lies_in_a_folder_of_its_own(warehouse: Path, both_weeks: Path, tmp_path: Path) -> None:
    shutil.copytree(both_weeks, tmp_path, dirs_exist_ok=True)
    zh = tree(tmp_path / "reports/site")
    write_site(warehouse, tmp_path, WEEK, "en", AS_OF, under="site/en")
    assert {name: content for name, content in tree(tmp_path / "reports/site").items() if name[:3] != "en/"} == zh
    assert dead_links(tmp_path / "reports/site") == []


def test_themes_that_are_not_asked_for_have_no_page(warehouse: Path, tmp_path: Path) -> None:
    write_site(warehouse, tmp_path, WEEK, "zh", AS_OF, Edition(themes=("快充",)))
    assert [p.name for p in (tmp_path / "reports/site/themes").iterdir()] == [
        site_names.theme_file("快充").partition("/")[2]
    ]
    assert dead_links(tmp_path / "reports/site") == []


def test_two_pages_of_one_name_are_refused(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.put("topics/a.html", "a")
    with pytest.raises(ReportError, match=r"topics/a\.html"):
        folder.put("topics/a.html", "b")
    assert site_names.topic_file("../../x") != site_names.topic_file("../x") and ".." not in site_names.topic_file(
        "../x"
    )
