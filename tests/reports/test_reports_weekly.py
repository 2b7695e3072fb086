"""The weekly report: its words match the warehouse's numbers, verdicts stay apart, and it needs nothing but itself."""

import html as entities
import re
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from lxml import html as lxml_html
from small_warehouse import AS_OF, FIRST, LAST, WEEK, empty, told

from contract.clock import Week
from contract.errors import ReportError, SettingsError
from reports import weekly
from reports.edition import Edition
from reports.page_script import digest, script
from reports.section import discover
from reports.text import unmarked


def text_of(report: weekly.Report, section: str) -> str:
    page = lxml_html.document_fromstring(unmarked(report.html))
    (found,) = page.xpath(f"//section[@id='{section}']")
    for query in found.xpath(".//details[@class='query']"):
        query.drop_tree()
    return " ".join(" ".join(found.itertext()).split())


@pytest.fixture(scope="module")
def zh(told_warehouse: Path) -> weekly.Report:
    return weekly.render(told_warehouse, WEEK, "zh", AS_OF)


@pytest.fixture(scope="module")
def en(told_warehouse: Path) -> weekly.Report:
    return weekly.render(told_warehouse, WEEK, "en", AS_OF, Edition("Anhe"))


def test_headline_says_what_the_numbers_say(zh: weekly.Report) -> None:
    assert zh.sentences == (
        "「长续航」升温最明显：声量约为平时的 3.4 倍（90% 区间 2.9–4.0），始于11月7日。",
        "同样在升温的有「快充」（3.0 倍）。",
        "微博上「星野手机」的负面占比从 15% 变为 54%（+39 个百分点）。",
        "看似升温、其实不是：「#素颜挑战#」（营销活动）、「零食盲盒」（疑似刷量）和「防晒」（采集假象）。",
        "数据有缺口：11月18日（周三）微博有 2 个查询抓取失败，当天的数字偏低。",
    )
    assert zh.subject == f"风向 2026 年第 47 周趋势报告：{zh.sentences[0]}"


def test_english_headline_has_english_grammar(en: weekly.Report) -> None:
    assert en.sentences[0].startswith("“long battery life” rises most: about 3.4 times its usual volume")
    assert "“#素颜挑战#” (campaign), “零食盲盒” (suspected flood) and “防晒” (crawl artefact)" in en.sentences[3]
    assert "on Wed 18 Nov the crawl of Weibo failed for 2 queries" in en.sentences[4]
    assert en.subject.startswith("Fengxiang · Anhe · Trend report, week 47 of 2026")


def test_each_sentence_leads_to_evidence_that_is_there(zh: weekly.Report) -> None:
    page = lxml_html.document_fromstring(zh.html)
    targets = page.xpath("//ol[@class='sentences']//a/@href")
    assert len(targets) == len(zh.sentences)
    for target in page.xpath("//a[starts-with(@href,'#')]/@href"):
        assert len(page.xpath(f"//*[@id='{target[1:]}']")) == 1, target


def test_rising_topics_are_the_organic_ones_with_their_latest_numbers_over_all_platforms(zh: weekly.Report) -> None:
    page = lxml_html.document_fromstring(zh.html)
    assert page.xpath("//section[@id='rising_topics']//article//h3/text()") == ["长续航", "快充"]
    shown = text_of(zh, "rising_topics")
    for expected in (
        "3.4 倍",
        "区间 2.9–4.0",
        "1,234 位作者",
        "1,402 条帖子",
        "平时约 361",
        "微博最先",
        "续航焦虑",
        "极简主义 观察中",
    ):
        assert expected in shown
    assert "演唱会 已过" in shown and "11月18日之后回到平常" in shown  # last week's spike is no rise of this week
    assert "9.9" not in shown  # the row of weibo alone
    assert "1,100" not in shown  # an earlier day's row
    assert "出差三天没带充电器" in shown


def test_what_is_not_organic_is_listed_apart_with_reasons(zh: weekly.Report) -> None:
    rising, apart = text_of(zh, "rising_topics"), text_of(zh, "lookalikes")
    for name, verdict, reason in (
        ("零食盲盒", "疑似刷量", "发帖账号很少、文字大量雷同、odd_hours"),  # an unknown code is shown as it is
        ("防晒", "采集假象", "抓取范围变了"),
    ):
        assert name not in rising
        assert f"{verdict} " in apart and name in apart and reason in apart
    assert apart.index("年度节点") < apart.index("疑似刷量") < apart.index("采集假象")
    campaigns = text_of(zh, "campaigns")  # told once, in a section of their own
    assert "#素颜挑战#" not in rising + apart and "#素颜挑战#" in campaigns
    assert "由同一标签带动、由少数大号带动" in campaigns


def test_the_drop_is_told_with_where_how_much_and_a_post(zh: weekly.Report) -> None:
    shown = text_of(zh, "sentiment_drops")
    for expected in ("星野手机 微博", "+39 个百分点", "15% → 54%", "区间 +28 至 +47", "48 位作者", "星野手机 又发烫了"):
        assert expected in shown
    assert "<mark>星野手机</mark>又发烫了" in zh.html


def test_small_numbers_are_called_insufficient(zh: weekly.Report) -> None:
    page = lxml_html.document_fromstring(zh.html)
    (few,) = page.xpath("//section[@id='sentiment']//tr[@class='few']")
    assert "数据不足" in few.text_content() and "14" in few.text_content()


def test_sentiment_table_equals_its_counts(zh: weekly.Report, told_warehouse: Path) -> None:
    with duckdb.connect(str(told_warehouse), read_only=True) as connection:
        row = connection.execute(
            "SELECT sum(negative) / sum(posts), sum(posts) FROM sentiment_daily "
            "WHERE theme = '星野手机' AND platform = 'weibo' AND dt BETWEEN ? AND ?",
            [FIRST, LAST],
        ).fetchone()
    assert row is not None
    page = lxml_html.document_fromstring(zh.html)
    (line,) = page.xpath("//tbody[tr/th='星野手机']/tr[th='微博']")
    cells = [" ".join(cell.text_content().split()) for cell in line.xpath("td")]
    assert cells[1].startswith(f"{row[0] * 100:.0f}% ") and cells[2] == str(int(row[1]))
    assert line.xpath("td/span/@class") == ["move worse"]


def test_platform_contrast_names_safety_on_weibo_and_experience_on_xiaohongshu(zh: weekly.Report) -> None:
    shown = text_of(zh, "contrast")
    assert "说起「安禾宝贝」时" in shown
    assert "微博更常谈「产品安全」" in shown and "小红书更常谈「使用体验」" in shown
    assert "微博 50% 共 40 条 小红书 10% 共 40 条" in shown


def test_failed_day_saturated_query_and_rejected_entries_are_named(zh: weekly.Report) -> None:
    shown = text_of(zh, "coverage")
    assert "11月18日（周三） · 微博：2 个查询没有抓全" in shown
    assert (
        "结果：验证码。 涉及：快充和防晒" in shown
        and "503 Service Unavailable" in shown
        and "只看到应看到的 40%" in shown
    )
    assert "防晒 小红书 7 70%" in shown
    assert "微博 2,852 2,572 175 105 3 420 63" in shown
    assert "volume_daily: rows_near_past_mean(0.5)" in text_of(zh, "how_to_read")


def test_every_shown_query_runs_as_pasted(zh: weekly.Report, told_warehouse: Path) -> None:
    page = lxml_html.document_fromstring(zh.html)
    asked = {section.name: section.queries for section in discover()}
    with duckdb.connect(str(told_warehouse), read_only=True) as connection:
        for section, queries in asked.items():
            shown = page.xpath(f"//section[@id='{section}']//code")
            assert [code.get("data-query") for code in shown] == list(queries)
            for code in shown:
                assert "$" not in code.text
                connection.execute(code.text).fetchall()
        topics = page.xpath("//section[@id='rising_topics']//code[@data-query='topics']")[0].text
        rows = connection.execute(topics).fetchall()
    assert len(rows) == len(page.xpath("//section[@id='rising_topics']//*[self::article or self::tr[@id]]"))


def test_same_warehouse_and_week_give_the_same_bytes(zh: weekly.Report, told_warehouse: Path, tmp_path: Path) -> None:
    again = weekly.render(told_warehouse, WEEK, "zh", AS_OF)
    assert again.html == zh.html and again.mail == zh.mail
    rebuilt = told().write(tmp_path / "again.duckdb")
    assert weekly.render(rebuilt, WEEK, "zh", AS_OF).html == zh.html


def test_the_file_needs_nothing_but_itself(zh: weekly.Report) -> None:
    page = lxml_html.document_fromstring(zh.html)
    (carried,) = page.xpath("//script")
    assert carried.text == script() and not carried.attrib
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert f"script-src '{digest()}';" in policy and "unsafe-eval" not in policy
    assert not page.xpath("//link | //img | //iframe | //object | //@src | //@srcset | //@onclick")
    own = zh.html.replace(script(), "")
    assert "@import" not in own and "url(" not in own
    outside = [a for a in page.xpath("//a") if not a.get("href").startswith("#")]
    assert outside and all(a.get("href").startswith("https://") and "noopener" in a.get("rel") for a in outside)


def test_landmarks_captions_and_labels(zh: weekly.Report) -> None:
    page = lxml_html.document_fromstring(zh.html)
    assert page.get("lang") == "zh-CN"
    for landmark in ("header", "nav", "main", "footer", "h1"):
        assert page.xpath(f"//body//{landmark}"), landmark
    assert len(page.xpath("//h1")) == 1
    assert all(table.xpath("caption | thead[@class='hidden']") for table in page.xpath("//table"))
    assert all(svg.get("aria-label") or svg.get("aria-hidden") for svg in page.xpath("//svg"))
    for labelled in page.xpath("//@aria-labelledby"):
        assert page.xpath(f"//*[@id='{labelled}']")


def test_tags_are_balanced(zh: weekly.Report, en: weekly.Report) -> None:
    for text in (zh.html, en.html, zh.mail.html):
        open_tags: list[str] = []
        for slash, name, self_closed in re.findall(
            r"<(/?)([a-z][a-z0-9]*)[^>]*?(/?)>",
            re.sub(r"<style>.*?</style>|<script>.*?</script>", "", text, flags=re.S),
        ):
            if slash:
                assert open_tags.pop() == name
            elif not self_closed and name not in ("meta", "br", "img"):
                open_tags.append(name)
        assert open_tags == []


def test_week_without_posts_is_whole_and_says_so(tmp_path: Path) -> None:
    made = empty()
    made.add("coverage_daily", dt=FIRST, platform="weibo", query="手机", exposure=0.0, saturated=False, failed=True,
             outcome="blocked", pages=0, entries=0, landed=0, rejected=0, detail="blocked")  # fmt: skip
    for language in ("zh", "en"):
        report = weekly.render(made.write(tmp_path / f"{language}.duckdb"), WEEK, language, AS_OF)
        assert "–" not in report.sentences[0]
        assert len(report.sentences) == 2
    assert report.sentences[1].startswith("No posts came in") or report.sentences[0].startswith("No posts came in")


def test_nothing_at_all_not_even_platforms(tmp_path: Path) -> None:
    made = empty()
    made.rows.clear()
    report = weekly.render(made.write(tmp_path / "bare.duckdb"), WEEK, "zh", AS_OF)
    assert report.sentences == ("本周没有收录到任何帖子，请先看覆盖情况。",)
    assert "仓库里还没有帖子" in report.html


def test_one_post_reads_in_the_singular(tmp_path: Path) -> None:
    made = empty()
    made.add("volume_daily", dt=LAST, platform="weibo", posts=1, organic_posts=1, authors=1, duplicates=0, ads=0)
    made.post("weibo:1", dt=LAST)
    report = weekly.render(made.write(tmp_path / "one.duckdb"), WEEK, "en", AS_OF)
    assert "1 post came in this week, 100% of them organic." in report.sentences


def test_hot_lists_without_authors_sentiment_or_links_read_well(tmp_path: Path) -> None:
    made = empty()
    made.add("volume_daily", dt=LAST, platform="weibo", posts=50, organic_posts=50, authors=50, duplicates=0, ads=0)
    made.trend("淄博烧烤", subject_kind="term", authors=12, posts=12, expected=None, ratio=None, ratio_low=None,
               ratio_high=None, platforms=["weibo"], scope="weibo")  # fmt: skip
    made.post("weibo:淄博烧烤@20261122", kind="hot_search", author_id=None, dt=LAST, text="淄博烧烤", url=None,
              sentiment=None, words=["淄博", "烧烤"])  # fmt: skip
    made.evidence("淄博烧烤", "weibo:淄博烧烤@20261122", kind="term", scope="weibo")
    report = weekly.render(made.write(tmp_path / "hot.duckdb"), WEEK, "zh", AS_OF)
    shown = text_of(report, "rising_topics")
    assert "12 条帖子" in shown and "位作者" not in shown and "情绪" not in shown and "查看原帖" not in shown
    assert report.sentences[1] == "「淄博烧烤」是新出现的话题，11月13日以前几乎无人提起。"
    assert "这些帖子是导入的" in text_of(report, "coverage")


def test_many_topics_become_twelve_cards_and_a_table(tmp_path: Path) -> None:
    made = empty()
    made.add("volume_daily", dt=LAST, platform="weibo", posts=9, organic_posts=9, authors=9, duplicates=0, ads=0)
    for number in range(80):
        made.trend(f"话题{number:02d}", subject_kind="term", score=100.0 - number)
    report = weekly.render(made.write(tmp_path / "many.duckdb"), WEEK, "zh", AS_OF)
    page = lxml_html.document_fromstring(unmarked(report.html))
    assert page.xpath("//article//h3/text()") == [f"话题{number:02d}" for number in range(12)]
    assert len(page.xpath("//table[@class='topics']/tbody/tr")) == 40
    assert "另有 28 个未列出" in text_of(report, "rising_topics")


def test_a_theme_and_a_term_of_one_name_are_one_topic_even_if_the_term_explains_the_theme(tmp_path: Path) -> None:
    made = empty()
    made.trend("快充", part_of="快充", score=5.0)
    made.trend("快充", subject_kind="term", score=6.0)
    report = weekly.render(made.write(tmp_path / "one.duckdb"), WEEK, "zh", AS_OF)
    assert lxml_html.document_fromstring(unmarked(report.html)).xpath("//article//h3/text()") == ["快充"]


def test_write_puts_the_report_in_its_week(zh: weekly.Report, tmp_path: Path) -> None:
    path = weekly.write(zh, tmp_path)
    assert path == tmp_path / "reports" / "2026-W47" / "report.html"
    assert path.read_text(encoding="utf-8") == zh.html
    weekly.write(zh, tmp_path)
    assert [found.name for found in path.parent.iterdir()] == ["report.html"]


def test_missing_and_foreign_warehouses_get_one_clear_sentence(tmp_path: Path, told_warehouse: Path) -> None:
    with pytest.raises(ReportError, match=r"no published warehouse at .*fengxiang run"):
        weekly.render(tmp_path / "none.duckdb", WEEK, "zh", AS_OF)
    (tmp_path / "text.duckdb").write_text("not a database, only words " * 999)
    with pytest.raises(ReportError, match="fengxiang rebuild"):
        weekly.render(tmp_path / "text.duckdb", WEEK, "zh", AS_OF)
    duckdb.connect(str(tmp_path / "bare.duckdb")).close()
    with pytest.raises(ReportError, match="fengxiang rebuild"):
        weekly.render(tmp_path / "bare.duckdb", WEEK, "zh", AS_OF)
    with pytest.raises(SettingsError, match=r"report\.language is one of zh, en, found 'de'"):
        weekly.render(told_warehouse, WEEK, "de", AS_OF)


def test_another_week_shows_only_what_was_known_then(told_warehouse: Path) -> None:
    report = weekly.render(told_warehouse, Week.parse("2026-W46"), "zh", AS_OF)
    assert "星野手机又发烫了" not in report.html
    assert report.sentences[-1] != "" and "升温最明显" not in " ".join(report.sentences)


def test_mail_has_the_sentences_the_table_and_the_page(zh: weekly.Report) -> None:
    for sentence in zh.sentences:
        assert sentence in zh.mail.text
        assert sentence in entities.unescape(lxml_html.fromstring(zh.mail.html).text_content())
    assert "* 长续航：3.4 倍（2.9–4.0）\n  上升" in zh.mail.text
    assert len(zh.mail.html.encode()) < 100_000
    assert zh.mail.attachments[-1].content == zh.html.encode()


def test_days_held_back_stand_at_the_head_and_in_the_coverage(tmp_path):
    made = told()
    row = {"missing": [], "missing_share": None, "exposure": 0.1, "observed": 3.0, "expected": 40.0}
    made.add("quality_daily", **row, dt=FIRST, scope="weibo", status="insufficient", reasons=["crawl_failed"])
    made.add("quality_daily", **row | {"missing": ["weibo"], "missing_share": 0.2}, dt=FIRST, scope="all", status="ok",
             reasons=["crawl_failed"])  # fmt: skip
    warehouse = made.write(tmp_path / "w.duckdb")
    zh = weekly.render(warehouse, WEEK, "zh", AS_OF)
    assert zh.sentences[0].startswith("资料不足：微博") and "抓取失败" in zh.sentences[0]
    assert "全部平台中缺少微博" in zh.html
    en = weekly.render(warehouse, WEEK, "en", AS_OF)
    assert en.sentences[0].startswith("Insufficient data: Weibo on Mon") and "crawl failed" in en.sentences[0]
    assert en.sentences[0] in en.mail.text
    assert [r["scope"] for r in weekly.held_back(warehouse, WEEK)] == ["weibo", "all"]


def test_a_topic_is_one_entry_with_its_name_and_week(tmp_path: Path) -> None:
    made, words = told(), (("hashtag", "露营热", 16.0), ("term", "天幕", 17.0), ("term", "露营", 15.0))
    for rank, (kind, subject, score) in enumerate(words, 1):
        made.trend(subject, subject_kind=kind, score=score)
        made.add("topic_member", dt=LAST, scope="all", topic_id="20261103-c", subject_kind=kind, subject=subject,
                 rank=rank, weight=9.0)  # fmt: skip
    made.add("topic_daily", dt=LAST, scope="all", topic_id="20261103-c", name="露营热", name_kind="hashtag",
             first_day=LAST - timedelta(days=19), rise_week=3, members=3, score=17.0, verdict="organic")  # fmt: skip
    warehouse = made.write(tmp_path / "warehouse.duckdb")
    for language, week in (("zh", "第 3 周"), ("en", "week 3")):
        report = weekly.render(warehouse, WEEK, language, AS_OF)
        cards = re.findall(r'<article class="topic".*?</article>', unmarked(report.html), re.S)
        (card,) = [card for card in cards if "天幕" in card]
        assert "#露营热#</h3>" in card and f"<small>{week}</small>" in card and ">露营</span>" in card
        assert sum("露营" in other for other in cards) == 1
        assert not any(f"<small>{week}</small>" in other for other in cards if other != card)
        assert "#露营热#" in report.sentences[0]


def test_an_aspect_of_a_theme_has_the_names_of_both_and_marks_its_words(tmp_path: Path) -> None:
    made, pair = told(), "星野手机/续航"
    made.add("aspect", aspect="续航", zh="续航", en="battery life")
    made.trend(pair, subject_kind="aspect", score=30.0)
    made.trend("极简主义/<b>价格", subject_kind="aspect", score=29.0)  # of no lexicon any more
    for i, text in enumerate(("星野手机掉电真快", "星野手机不错"), 1):
        made.post(f"weibo:pair{i}", text=text, themes=["星野手机"], sentiment="negative")
        made.evidence(pair, f"weibo:pair{i}", i, "aspect")
    spoken = {"post_id": "weibo:pair1", "dt": LAST - timedelta(days=2), "platform": "weibo", "aspect": "续航"}
    for start in (6, 4):
        made.add("post_aspect", **spoken, polarity="negative", probability=0.9, start=start, end=start + 2)
    made.add("aspect_daily", dt=LAST, platform="weibo", theme="星野手机", aspect="续航", posts=9, authors=8)
    warehouse = made.write(tmp_path / "warehouse.duckdb")
    for language, name, kind in (
        ("zh", "星野手机 · 续航", "主题的方面"),
        ("en", "Xingye phone: battery life", "aspect"),
    ):
        report = weekly.render(warehouse, WEEK, language, AS_OF)
        (card,) = [
            c for c in re.findall(r'<article class="topic".*?</article>', report.html, re.S) if f"{name}</h3>" in c
        ]
        assert kind in card and "<mark>掉电</mark>真快" in card
        assert name in report.sentences[0] + report.sentences[1] and name in report.mail.text
        assert "&lt;b&gt;价格" in report.html and "<b>价格" not in report.html
        assert "8" in " ".join(lxml_html.fromstring(card).xpath("//*[local-name()='svg']/@aria-label"))


def test_a_topic_tells_when_it_began_who_drives_it_and_what_may_come(zh: weekly.Report, en: weekly.Report) -> None:
    section = text_of(zh, "rising_topics")
    assert "约 11月4日起步（90% 区间 11月1日 至 11月6日）；微博比下一个平台早 3 天" in section
    assert "Began about 4 Nov (90% interval 1 Nov to 6 Nov); Weibo ahead of the next platform by days: 3" in text_of(
        en, "rising_topics"
    )
    assert section.count("起步") == 2  # its term and the line; of the others nothing is known, and nothing is said


def test_what_comes_every_year_stands_apart_and_says_why(zh: weekly.Report) -> None:
    told = text_of(zh, "lookalikes")
    assert "年度节点" in told and "黑五清单" in told and "名称里就有年度节点" in told
    assert "黑五清单" not in text_of(zh, "rising_topics")
