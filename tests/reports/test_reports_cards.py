"""Cards of rising topics and alerts: aspects, voices, outlook and drivers say what the warehouse's numbers say."""

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from lxml import html as lxml_html
from small_warehouse import AS_OF, FIRST, LAST, WEEK, empty, told
from test_reports_weekly import text_of

from reports import weekly
from reports.text import unmarked


@pytest.fixture(scope="module")
def zh(told_warehouse: Path) -> weekly.Report:
    return weekly.render(told_warehouse, WEEK, "zh", AS_OF)


@pytest.fixture(scope="module")
def en(told_warehouse: Path) -> weekly.Report:
    return weekly.render(told_warehouse, WEEK, "en", AS_OF)


def card_of(report: weekly.Report, name: str) -> str:
    page = lxml_html.document_fromstring(unmarked(report.html))
    (card,) = [one for one in page.xpath("//article[@class='topic']") if one.findtext(".//h3") == name]
    return " ".join(" ".join(card.itertext()).split())


def test_aspects_have_counts_and_a_liked_share_only_where_there_are_enough(zh: weekly.Report) -> None:
    card = card_of(zh, "长续航")
    assert "续航 正面 180 · 中性 20 · 负面 12 94% 89–96%" in card  # 180 of 192: Wilson by hand .8941 to .9640
    assert "价格 正面 5 · 中性 4 · 负面 30 14% 6–29%" in card  # 5 of 35: .0626 to .2941
    assert "充电 正面 3 · 中性 0 · 负面 4 不足 20 条" in card
    assert "喜欢什么" not in card_of(zh, "快充")  # nothing is known, nothing is said


def test_the_most_liked_and_the_most_disliked_aspect_are_quoted_with_their_words_marked(zh: weekly.Report) -> None:
    card = card_of(zh, "长续航")
    assert "叫好最多的是「续航」 出差三天没带充电器，这手机的长 续航 真的救命。" in card
    assert "抱怨最多的是「价格」 长续航是好， 价格 却涨了三百" in card  # no evidence: found by its theme
    assert "<mark>价格</mark>却涨了三百" in zh.html


def test_few_bad_posts_are_not_called_most_disliked(tmp_path: Path) -> None:
    made = told()
    for row in made.rows["trend"]:
        if row.get("aspects"):
            row["aspects_negative"] = [2, 1, 0]
    report = weekly.render(made.write(tmp_path / "w.duckdb"), WEEK, "zh", AS_OF)
    assert "叫好最多" in card_of(report, "长续航") and "抱怨最多" not in card_of(report, "长续航")


@pytest.mark.parametrize(
    ("kol", "koc", "said"),
    [
        (0.02, 0.34, "主要由普通账号带动"),
        (0.6, 0.1, "主要由 KOL"),
        (0.1, 0.7, "主要由 KOC"),
        (0.4, 0.3, "没有哪一类账号"),
    ],
)
def test_who_drives_it_follows_the_shares(tmp_path: Path, kol: float, koc: float, said: str) -> None:
    made = told()
    for row in made.rows["trend"]:
        if row.get("kols"):
            row |= {"kol_share": kol, "koc_share": koc}
    card = card_of(weekly.render(made.write(tmp_path / "w.duckdb"), WEEK, "zh", AS_OF), "长续航")
    assert said in card
    assert f"普通账号 {1 - kol - koc:.0%}；KOC {koc:.0%}（17 个账号）；KOL {kol:.0%}（1 个账号）" in card


def test_accounts_have_a_singular(en: weekly.Report) -> None:
    assert "ordinary accounts 64%; KOC 34% (17 accounts); KOL 2% (1 account)" in card_of(en, "long battery life")


def test_the_outlook_is_drawn_and_said_with_what_it_assumes(zh: weekly.Report) -> None:
    card = card_of(zh, "长续航")
    said = "近七天 1,290 人次；未来 7 天约 1,250（80% 区间 830–1,900）；14 天合计约 2,300（1,500–3,600）"
    assert said in card and "前提是抓取照旧" in card
    page = lxml_html.document_fromstring(zh.html)
    assert page.xpath("//*[local-name()='svg'][@class='outlook']/@aria-label") == [said]


def test_feeling_has_intervals_and_the_change_too(zh: weekly.Report) -> None:
    card = card_of(zh, "长续航")
    assert "负面 20% (18–22%)" in card and "正面 50% (47–53%)" in card
    assert "负面比此前四周 +4 个百分点（95% 区间 −1 至 +9）" in card


def test_platforms_that_began_together_are_said_to(tmp_path: Path) -> None:
    made = told()
    for row in made.rows["trend"]:
        if row.get("lead_days"):
            row["lead_days"] = 0
    assert "微博与另一平台同日开始" in card_of(
        weekly.render(made.write(tmp_path / "w.duckdb"), WEEK, "zh", AS_OF), "长续航"
    )


def test_the_drop_names_the_aspects_that_drive_it_in_points(zh: weekly.Report, told_warehouse: Path) -> None:
    opened = date(2026, 11, 18)
    with duckdb.connect(str(told_warehouse), read_only=True) as con:

        def share(first: date, last: date) -> float:
            told = con.execute(
                "SELECT (SELECT sum(negative) FROM aspect_daily WHERE theme = '星野手机' AND aspect = '发热' "
                "AND platform = 'weibo' AND dt BETWEEN $first AND $last) / (SELECT sum(posts) FROM sentiment_daily "
                "WHERE theme = '星野手机' AND platform = 'weibo' AND dt BETWEEN $first AND $last)",
                {"first": first, "last": last},
            ).fetchone()
            assert told is not None
            return float(told[0])

        now = share(opened - timedelta(days=2), opened)
        before = share(opened - timedelta(days=65), opened - timedelta(days=10))
    shown = text_of(zh, "sentiment_drops")
    points = f"+{round(100 * (now - before))}"
    assert f"主要是「发热」（+39 点中占 {points} 点）" in shown
    assert f"发热 {before:.0%} {now:.0%} {points} 点 21" in shown and "售后 5%" in shown


def test_the_aspect_that_moved_most_stands_in_the_table(zh: weekly.Report, told_warehouse: Path) -> None:
    with duckdb.connect(str(told_warehouse), read_only=True) as con:
        told = con.execute(
            "SELECT sum(posts) FILTER (dt >= $first), sum(posts) FILTER (dt < $first) FROM sentiment_daily "
            "WHERE theme = '星野手机' AND platform = 'weibo' AND dt BETWEEN $first - 7 AND $last",
            {"first": FIRST, "last": LAST},
        ).fetchone()
    assert told is not None
    now, before = (6 * 10 + 1) / told[0], 7 / told[1]
    page = lxml_html.document_fromstring(unmarked(zh.html))
    (line,) = page.xpath("//section[@id='sentiment']//tbody[tr/th='星野手机']/tr[th='微博']/td[last()]")
    said = " ".join(line.text_content().split())
    assert said.startswith(f"发热 +{round(100 * (now - before))} 点 {before:.0%} → {now:.0%}")
    assert line.xpath(".//span/@class")[:2] == ["name", "move worse"]


def test_an_aspect_that_moves_within_chance_has_no_colour(tmp_path: Path) -> None:
    made = empty()
    for back, bad in ((0, 8), (7, 5)):
        day = LAST - timedelta(days=back)
        made.add(
            "sentiment_daily", dt=day, platform="weibo", theme="快充", posts=60, negative=20, neutral=20, positive=20
        )
        made.add("aspect_daily", dt=day, platform="weibo", theme="快充", aspect="充电", posts=30, authors=30,
                 negative=bad, neutral=0, positive=30 - bad)  # fmt: skip
    html = weekly.render(made.write(tmp_path / "w.duckdb"), WEEK, "zh", AS_OF).html
    assert '<span class="name">充电</span> <span class="move same">+5 点</span>' in unmarked(html)
