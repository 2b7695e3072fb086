"""The scoreboard: what was told then, by what was known then, against what came; and honest gaps."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from lxml import html as lxml_html
from small_warehouse import AS_OF, LAST, WEEK, empty, told
from test_reports_weekly import text_of
from told_more import FORTNIGHT_AGO, SIX_WEEKS_AGO, WEEK_AGO, call

from reports import weekly
from reports.text import unmarked


@pytest.fixture(scope="module")
def zh(told_warehouse: Path) -> weekly.Report:
    return weekly.render(told_warehouse, WEEK, "zh", AS_OF)


def line_of(report: weekly.Report, day: str) -> list[str]:
    page = lxml_html.document_fromstring(unmarked(report.html))
    (line,) = page.xpath(f"(//section[@id='scoreboard']//table[@class='board'])[1]//tr[starts-with(th, '{day}')]")
    return [" ".join(cell.text_content().split()) for cell in line.xpath("td")]


def authors_after(warehouse: Path, theme: str, day: date) -> int:
    with duckdb.connect(str(warehouse), read_only=True) as con:
        told = con.execute(
            "SELECT sum(authors) FROM theme_daily WHERE theme = ? AND dt BETWEEN ?::DATE + 1 AND ?::DATE + 7",
            [theme, day, day],
        ).fetchone()
    assert told is not None
    return int(told[0])


def test_calls_are_checked_against_the_week_after(zh: weekly.Report, told_warehouse: Path) -> None:
    shown = text_of(zh, "scoreboard")
    risen, fallen = (authors_after(told_warehouse, *one) for one in (("快充", WEEK_AGO), ("安禾宝贝", FORTNIGHT_AGO)))
    assert risen > 150 and fallen < 450  # half of 900
    assert f"快充 继续升温 3.0 倍 150 → {risen} 平时约 100 200–5,000，命中" in shown
    assert f"安禾宝贝 随即回落 3.0 倍 900 → {fallen} 平时约 100 600–900，未中" in shown
    assert "#素颜挑战# 后来判为营销活动" in shown
    assert "极简主义" not in shown  # told as peaking: no call
    assert "产品安全" not in shown and "使用体验" not in shown  # withdrawn before, and known only after the cutoff


def test_weeks_and_their_total(zh: weekly.Report) -> None:
    assert line_of(zh, "截至11月15日") == ["2", "1 / 2", "0", "1", "尚不可知", "1 / 2"]
    assert line_of(zh, "截至11月8日") == ["1", "0 / 1", "1", "0", "尚不可知", "0 / 1"]
    assert line_of(zh, "截至11月1日") == ["0", "–", "0", "0", "–", "–"]
    assert line_of(zh, "截至9月27日") == ["没有留存记录"]
    assert line_of(zh, "合计") == ["4", "2 / 4", "1", "1", "31 天", "1 / 3"]
    shown = text_of(zh, "scoreboard")
    assert "继续升温或保持高位 50% 共 4 个判断，95% 区间 15–85%" in shown  # Wilson, 2 of 4
    assert "fengxiang backfill" in shown and "9月27日至10月4日之间" in shown


def test_the_peak_is_the_day_with_most_authors_up_to_four_weeks_after(zh: weekly.Report, told_warehouse: Path) -> None:
    since = SIX_WEEKS_AGO - timedelta(days=3)
    with duckdb.connect(str(told_warehouse), read_only=True) as con:
        told = con.execute(
            "SELECT arg_max(dt, (n, -epoch(dt))) FROM (SELECT dt, sum(authors) AS n FROM theme_daily "
            "WHERE theme = '长续航' AND dt BETWEEN ? AND ? GROUP BY dt)", [since, SIX_WEEKS_AGO + timedelta(days=28)],
        ).fetchone()  # fmt: skip
    assert told is not None
    peak: date = told[0]
    assert f"{peak.month}月{peak.day}日到顶，距起点 {(peak - since).days} 天" in text_of(zh, "scoreboard")


def test_alerts_are_counted_by_the_week_they_opened_in(zh: weekly.Report) -> None:
    shown = text_of(zh, "scoreboard")
    assert "截至10月11日 1 1 1 1 0 0 6" in shown  # 6 to 12 October
    assert "截至11月15日 0 0 0 0 0 1 –" in shown  # told, and taken back later
    assert "截至11月22日 1 0 0 0 1 0 –" in shown
    assert "合计 2 1 1 1 1 1 6" in shown


def world(tmp_path: Path, **values: Any) -> Path:
    made = empty()
    for back in range(28):
        day = LAST - timedelta(days=back)
        made.add("volume_daily", dt=day, platform="weibo", posts=50, organic_posts=50, authors=50, duplicates=0, ads=0)
        made.add("theme_daily", dt=day, platform="weibo", theme="快充", posts=10, organic_posts=10, authors=10)
    call(made, WEEK_AGO, "快充", **values)
    return made.write(tmp_path / "w.duckdb")


@pytest.mark.parametrize(
    ("then", "usual", "outcome"),
    [(69.0, 46.0, "继续升温"), (70.0, 46.0, "保持高位"), (139.0, 46.0, "保持高位"), (141.0, 46.0, "随即回落"),
     (60.0, 47.0, "随即回落"), (60.0, None, "继续升温")],
)  # fmt: skip
def test_the_definition_holds_at_its_edges(tmp_path: Path, then: float, usual: float | None, outcome: str) -> None:
    warehouse = world(tmp_path, author_days=then, expected=usual)  # the week after has 70
    shown = text_of(weekly.render(warehouse, WEEK, "zh", AS_OF), "scoreboard")
    assert f"快充 {outcome}" in shown and " → 70" in shown


def test_a_week_that_was_not_seen_whole_is_not_judged(tmp_path: Path) -> None:
    warehouse = world(tmp_path)
    with duckdb.connect(str(warehouse)) as con:
        con.execute("DELETE FROM volume_daily WHERE dt = ?", [LAST - timedelta(days=2)])
    shown = text_of(weekly.render(warehouse, WEEK, "zh", AS_OF), "scoreboard")
    assert "快充 尚不可知" in shown and "还没有一个判断可以核对" in shown


def test_subjects_of_one_topic_are_one_call_by_the_name_it_had(tmp_path: Path) -> None:
    made = told()
    known = {"known_from": made.rows["trend_vintage"][0]["known_from"], "known_to": None}
    for rank, (subject, score) in enumerate((("露营", 30.0), ("天幕", 20.0)), 1):
        call(made, WEEK_AGO, subject, subject_kind="term", score=score)
        made.add(
            "topic_member", dt=WEEK_AGO, scope="all", topic_id="c", subject_kind="term", subject=subject, rank=rank
        )
    made.add("topic_daily_vintage", dt=WEEK_AGO, scope="all", topic_id="c", name="露营热", name_kind="hashtag", **known)
    report = weekly.render(made.write(tmp_path / "w.duckdb"), WEEK, "zh", AS_OF)
    assert line_of(report, "截至11月15日")[0] == "3"
    shown = text_of(report, "scoreboard")
    assert "#露营热# 随即回落" in shown and "天幕" not in shown


@pytest.mark.parametrize(("language", "said"), [("zh", "没有留下当时所知的记录"), ("en", "Nothing is on record")])
def test_without_vintages_it_says_so_and_how_to_make_them(tmp_path: Path, language: str, said: str) -> None:
    made = told()
    del made.rows["trend_vintage"], made.rows["alert_vintage"]
    report = weekly.render(made.write(tmp_path / "w.duckdb"), WEEK, language, AS_OF)
    shown = text_of(report, "scoreboard")
    assert said in shown and "fengxiang backfill --from … --to …" in shown
    assert "合计 2 1 1 1 1 0 6" in shown or language == "en"  # alerts are told all the same


def test_this_weeks_calls_wait(tmp_path: Path) -> None:
    made = told()
    call(made, LAST, "快充")
    report = weekly.render(made.write(tmp_path / "w.duckdb"), WEEK, "zh", AS_OF)
    assert line_of(report, "截至11月22日") == ["1", "一周后才知道"]
