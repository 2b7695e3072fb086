"""Watched themes and what faded: they say what the counts hold, and an outage of the crawl is no fall."""

import itertools
import math
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from lxml import html as lxml_html
from number_walk import Walk
from section_lines import lines_of, rendered
from small_warehouse import AS_OF, FIRST, LAST, WEEK, Made, empty
from test_reports_weekly import text_of

from contract.clock import Week
from reports import weekly
from reports.edition import Edition

NEW = ("watched_themes", "campaigns", "voices", "faded")
HELD = {"missing": [], "missing_share": None, "exposure": 0.1, "observed": 3.0, "expected": 40.0, "trust": 1.0}


@pytest.fixture(scope="module")
def zh(told_warehouse: Path) -> weekly.Report:
    return weekly.render(told_warehouse, WEEK, "zh", AS_OF)


@pytest.fixture(scope="module")
def en(told_warehouse: Path) -> weekly.Report:
    return weekly.render(told_warehouse, WEEK, "en", AS_OF)


def test_a_change_is_per_exposure_and_its_interval_follows_the_formula(zh: weekly.Report, told_warehouse: Path) -> None:
    with duckdb.connect(str(told_warehouse), read_only=True) as connection:
        counted = connection.execute(
            "SELECT dt, platform, authors, exposure FROM theme_daily "
            "JOIN (SELECT dt, platform, avg(exposure) AS exposure FROM coverage_daily GROUP BY ALL) "
            "USING (dt, platform) WHERE theme = '快充'"
        ).fetchall()
    said = {(day, platform): (authors, exposure) for day, platform, authors, exposure in counted}
    now = before = expected = 0.0
    for (day, platform), (authors, exposure) in said.items():
        if FIRST <= day <= LAST:
            then, seen_then = said[day - timedelta(days=7), platform]
            now, before, expected = now + authors, before + then, expected + then * exposure / seen_then
    totals = [sum(a for (day, _), (a, _) in said.items() if day == LAST - timedelta(days=b)) for b in range(28)]
    phi = [(x - y) ** 2 / (x + y) for x, y in itertools.pairwise(totals)]
    half = 1.96 * math.sqrt(max(1, sum(phi) / len(phi)) * (1 / (now + 0.5) + 1 / (before + 0.5)))
    low, high = (((now + 0.5) / (expected + 0.5)) * math.exp(sign * half) - 1 for sign in (-1, 1))
    line = lines_of(zh, "watched_themes")["快充"]
    assert f"+{round((now / expected - 1) * 100)}% 明显上升" in line
    assert f"95% 区间 +{round(low * 100)}% 至 +{round(high * 100)}%" in line
    assert expected < before  # the failed crawl of the week's third day saw less


def test_themes_stand_by_weight_with_phase_voice_and_where_they_are_loudest(zh: weekly.Report) -> None:
    lines = lines_of(zh, "watched_themes")
    assert list(lines)[:3] == ["极简主义", "长续航", "快充"] and len(lines) == 7
    assert lines["长续航"].startswith("长续航 上升") and "最响：知乎 30.3%、小红书 19.3%" in lines["长续航"]
    assert "上升" not in lines["产品安全"] and "无明显变化" in lines["产品安全"]
    assert "32% +17 点 明显变差" in lines["星野手机"] and "明显变差" not in lines["产品安全"]


def test_what_moved_clearly_is_said_in_words_and_not_by_colour_alone(zh: weekly.Report) -> None:
    page = lxml_html.document_fromstring(zh.html)
    for tone, word in (("up", "明显上升"), ("worse", "明显变差")):
        marked = page.xpath(f"//section[@id='watched_themes']//td[span[contains(@class, 'move {tone}')]]")
        assert marked and all(word in cell.text_content() for cell in marked)


def test_an_outage_is_no_fall(tmp_path: Path) -> None:
    def outage(made: Made) -> None:
        gone = {FIRST + timedelta(days=number) for number in range(3)}
        for table in ("theme_daily", "volume_daily", "sentiment_daily"):
            made.rows[table] = [
                row
                for row in made.rows[table]
                if row["dt"] not in gone or row["platform"] not in ("weibo", "xiaohongshu")
            ]
        for day in gone:
            for platform in ("weibo", "xiaohongshu"):
                made.add("quality_daily", **HELD, dt=day, scope=platform, status="insufficient", reasons=["no_crawl"])

    lines = lines_of(rendered(tmp_path, outage), "watched_themes")
    assert "明显下降" not in " ".join(lines.values())
    assert "平时声量的" in lines["产品安全"] and "可比" in lines["产品安全"] and "无明显变化" in lines["产品安全"]


def test_where_most_could_not_be_judged_no_change_is_told(tmp_path: Path) -> None:
    def blind(made: Made) -> None:
        for number in range(5):
            for platform in ("weibo", "xiaohongshu", "zhihu"):
                day = FIRST + timedelta(days=number)
                made.add("quality_daily", **HELD, dt=day, scope=platform, status="insufficient", reasons=["low_volume"])

    for line in lines_of(rendered(tmp_path, blind), "watched_themes").values():
        assert "资料不足" in line and "明显" not in line and "点" not in line.replace("最响", "")


def test_an_artefact_is_no_change_and_a_theme_of_few_posts_is_grey(tmp_path: Path) -> None:
    def story(made: Made) -> None:
        made.trend("使用体验", verdict="artefact", score=1.0)
        made.add("theme", theme="新主题", zh="新主题", en="new theme")
        for back, said in ((0, 12), (7, 3)):
            made.add("theme_daily", dt=LAST - timedelta(days=back), platform="weibo", theme="新主题", posts=said,
                     organic_posts=said, authors=said)  # fmt: skip

    report = rendered(tmp_path, story)
    lines = lines_of(report, "watched_themes")
    assert "抓取多了或少了" in lines["使用体验"] and "%" not in lines["使用体验"].partition("无法相比")[0]
    assert "帖子太少" in lines["新主题"] and "区间" not in lines["新主题"]
    page = lxml_html.document_fromstring(report.html)
    assert [row.xpath("th")[0].text for row in page.xpath("//table[contains(@class,'watched')]//tr[@class='few']")] == [
        "新主题"
    ]


def test_a_great_fall_to_few_posts_is_told(tmp_path: Path) -> None:
    def fall(made: Made) -> None:
        kept = [row for row in made.rows["theme_daily"] if row["theme"] != "产品安全" or row["dt"] < FIRST]
        made.rows["theme_daily"] = kept

    assert "−100% 明显下降" in lines_of(rendered(tmp_path, fall), "watched_themes")["产品安全"]


def test_an_edition_of_some_themes_watches_these_only(told_warehouse: Path) -> None:
    report = weekly.render(told_warehouse, WEEK, "zh", AS_OF, Edition(themes=("快充", "产品安全")))
    assert list(lines_of(report, "watched_themes")) == ["快充", "产品安全"]


def test_what_faded_tells_peak_length_and_level(zh: weekly.Report, en: weekly.Report) -> None:
    (line,) = lines_of(zh, "faded").values()
    # on the 26th 40, on six days before 20 (from the 20th on): a mean of 160/7 = 23; now 2
    assert line == "奶茶自由 回到平常 自然升温 10月26日 当天 40 位作者 10 天 10月20日至10月29日 9% 七天日均 2，最高 23"
    assert "back to usual organic 26 Oct 40 authors that day 10 days 20 Oct to 29 Oct 9%" in text_of(en, "faded")


def test_what_still_rises_or_fades_or_cannot_be_judged(tmp_path: Path) -> None:
    def still(made: Made) -> None:
        made.trend("奶茶自由", subject_kind="term", phase="peaking", since=date(2026, 10, 20))

    assert "退去的" in text_of(rendered(tmp_path, still), "faded") and not lines_of(rendered(tmp_path, still), "faded")

    def fading(made: Made) -> None:
        made.trend("奶茶自由", subject_kind="term", phase="fading", since=date(2026, 10, 20))

    assert "奶茶自由 回落" in lines_of(rendered(tmp_path, fading), "faded")["奶茶自由"]

    def blind(made: Made) -> None:
        for number in range(7):
            day = FIRST + timedelta(days=number)
            made.add("quality_daily", **HELD, dt=day, scope="all", status="insufficient", reasons=["no_crawl"])

    assert "没有一天可以判断" in text_of(rendered(tmp_path, blind), "faded")  # not: back to usual


def test_a_bare_warehouse_says_so_in_each_section(tmp_path: Path) -> None:
    made = empty()
    made.rows.clear()
    report = weekly.render(made.write(tmp_path / "bare.duckdb"), WEEK, "zh", AS_OF)
    for section in NEW:
        assert 'class="empty"' in report.html.partition(f'<section id="{section}"')[2].partition("</section>")[0]
        assert "None" not in text_of(report, section)
    assert "没有退去的" in text_of(report, "faded")


@pytest.mark.parametrize("number", [44, 45, 48])
def test_other_weeks_are_whole_and_their_numbers_hold(told_warehouse: Path, number: int) -> None:
    week = Week.parse(f"2026-W{number}")
    walk = Walk(weekly.render(told_warehouse, week, "en", AS_OF).html, "en", told_warehouse)
    assert list(walk.wrong()) == []
