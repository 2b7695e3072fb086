"""Ideas and complaints: counts are the warehouse's, quotes are of different people, no advertising is among them."""

from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from lxml import html as lxml_html
from small_warehouse import AS_OF, FIRST, LAST, WEEK, empty, told
from test_reports_weekly import text_of
from told_more import WISHES

from reports import weekly
from reports.edition import Edition
from reports.text import unmarked


@pytest.fixture(scope="module")
def zh(told_warehouse: Path) -> weekly.Report:
    return weekly.render(told_warehouse, WEEK, "zh", AS_OF)


def quotes_of(report: weekly.Report, title: str) -> list[str]:
    page = lxml_html.document_fromstring(unmarked(report.html))
    (part,) = page.xpath(f"//section[@id='ideas']/h3[.='{title}']/following-sibling::div[1]")
    return [" ".join(one.text_content().split()) for one in part.xpath(".//blockquote")]


def test_intents_are_compared_with_last_week_and_few_are_not(zh: weekly.Report) -> None:
    shown = text_of(zh, "ideas")
    # 63 to 28: exp(ln(63.5 / 28.5) -+ 1.96 sqrt(1 / 63.5 + 1 / 28.5)) - 1 = .431 .. 2.469
    assert "星野手机 63 （28） +125% （+43% 至 +247%）" in shown
    page = lxml_html.document_fromstring(unmarked(zh.html))
    (few,) = page.xpath("//section[@id='ideas']//table[@class='intents']//td[contains(@class, 'few')]")
    assert " ".join(few.text_content().split()) == "7 （7）"


def test_without_a_whole_week_before_nothing_is_compared(tmp_path: Path) -> None:
    made = told()
    made.rows["volume_daily"] = [row for row in made.rows["volume_daily"] if row["dt"] != FIRST - timedelta(days=3)]
    shown = text_of(weekly.render(made.write(tmp_path / "w.duckdb"), WEEK, "zh", AS_OF), "ideas")
    assert "星野手机 63 （28） –" in shown and "+125%" not in shown


def test_wishes_stand_by_aspect_most_response_first_one_a_person_and_no_advertising(zh: weekly.Report) -> None:
    shown = text_of(zh, "ideas")
    assert "长续航 3 位作者 充电 2 位作者" in shown and "价格 1 位作者" in shown
    assert [one[:10] for one in quotes_of(zh, "人们希望有什么")] == [
        "长续航有了，要是无线",
        "希望能增加充电提醒，",
        "长续航要是再便宜点就",
    ]
    assert "扫码领券" not in zh.html and "还是我" not in zh.html
    assert "要是无线<mark>充电</mark>也有" in zh.html and "再<mark>便宜</mark>点" in zh.html


def test_counts_of_wishes_are_those_of_organic_posts(zh: weekly.Report, told_warehouse: Path) -> None:
    with duckdb.connect(str(told_warehouse), read_only=True) as con:
        found = con.execute(
            "SELECT aspect, count(DISTINCT author_id) FROM post JOIN post_aspect USING (post_id) "
            "WHERE list_contains(intents, 'wish') AND organic GROUP BY aspect"
        ).fetchall()
    assert dict(found) == {"充电": 2, "价格": 1} and len(WISHES) == 5
    for aspect, people in found:
        assert f"{aspect} {people} 位作者" in text_of(zh, "ideas")


def test_complaints_tell_aspects_and_the_words_that_everybody_else_seldom_uses(zh: weekly.Report) -> None:
    shown = text_of(zh, "ideas")
    assert "星野手机 6 位作者 抱怨里常用的词 烫手 6 发热 6 位作者" in shown
    assert quotes_of(zh, "人们抱怨什么") == ["星野手机冬天也烫手"]


def test_questions_are_told_word_for_word(zh: weekly.Report) -> None:
    assert "长续航手机值得买吗？ 3 位作者" in text_of(zh, "ideas")


def test_a_new_phrase_stands_with_the_complaints(tmp_path: Path) -> None:
    made = told()
    (row,) = [row for row in made.rows["alert"] if row["alert_id"] == "drop-1"]
    made.add("alert", **row | {"alert_id": "new-1", "metric": "new_phrase", "detail": "烫手", "value": 4.5,
                               "baseline": 0.2, "change": 4.3, "change_low": 2.0, "change_high": 7.0})  # fmt: skip
    shown = text_of(weekly.render(made.write(tmp_path / "w.duckdb"), WEEK, "zh", AS_OF), "ideas")
    assert "新的抱怨说法「烫手」：每天 4.5 人，此前 0.2 人（11月18日起）" in shown


def test_an_edition_leaves_out_other_themes(told_warehouse: Path) -> None:
    report = weekly.render(told_warehouse, WEEK, "zh", AS_OF, Edition(themes=("快充",)))
    shown = text_of(report, "ideas")
    assert "便宜" not in shown and "烫手" not in shown and "本周没有识别出" in shown


def test_nothing_meant_says_so(tmp_path: Path) -> None:
    made = empty()
    made.post("weibo:1", dt=LAST)
    for language, said in (("zh", "本周没有识别出抱怨、愿望或提问。"), ("en", "No complaint, wish or question")):
        assert said in text_of(
            weekly.render(made.write(tmp_path / f"{language}.duckdb"), WEEK, language, AS_OF), "ideas"
        )


def test_posts_of_no_theme_stand_last_under_words_of_their_own(tmp_path: Path) -> None:
    made = told()
    made.post("weibo:any", text="要是周末再长一点就好了", intents=["wish"], author_id="w9", likes=99999)
    shown = text_of(weekly.render(made.write(tmp_path / "w.duckdb"), WEEK, "zh", AS_OF), "ideas")
    assert shown.index("长续航 3 位作者") < shown.index("不属于所关注主题的帖子 1 位作者 没有说到具体方面 1 位作者")
