"""The weekly mail: it says what the page says, leads to where evidence stands, and stays small whatever texts hold."""

import email
import email.policy
import io
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import html as lxml_html
from mail_views import CHROMIUM, measured
from PIL import Image
from small_warehouse import AS_OF, FIRST, LAST, WEEK, Made, empty, told

from reports import weekly
from reports.chats import dingtalk, feishu, slack, wecom
from reports.chats.wire import text_of
from reports.colours import accents, contrast
from reports.edition import Edition, Logo
from reports.mail import Attachment, Mail, message
from reports.text import unmarked
from reports.weekly_letter import enclosed
from reports.weekly_mail import mail_of

ADDRESS = "https://reports.example/fx"
MOST = 100_000  # Gmail cuts a mail at 102 KB
EVIL = "<script>alert(1)</script>\u202e{{ 7*7 }}\r\nBcc: x@y.z\u200b"
LONG = "名" * 150 + "W" * 150


@pytest.fixture(scope="module")
def zh(told_warehouse: Path) -> weekly.Report:
    return weekly.render(told_warehouse, WEEK, "zh", AS_OF)


@pytest.fixture(scope="module")
def archived(told_warehouse: Path) -> Mail:
    return weekly.render(told_warehouse, WEEK, "zh", AS_OF, Edition("安禾", address=ADDRESS)).mail


@pytest.fixture(scope="module")
def alone(told_warehouse: Path) -> Mail:
    return weekly.render(told_warehouse, WEEK, "en", AS_OF).mail


def page_of(mail: Mail) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(mail.html)


def shown(mail: Mail) -> str:
    return " ".join(page_of(mail).text_content().split())


def body(mail: Mail) -> bytes:
    """As it is sent, without attachments and pictures."""
    return message(replace(mail, attachments=()), "f@example.com", "a@example.com", AS_OF).as_bytes()


def logo(size: tuple[int, int] = (300, 90)) -> Logo:
    drawn = io.BytesIO()
    Image.new("RGBA", size, (255, 105, 0, 255)).save(drawn, "PNG")
    return Logo(drawn.getvalue(), "image/png")


def test_each_sentence_leads_to_its_place_in_the_archive(zh: weekly.Report, archived: Mail) -> None:
    report = zh
    links = page_of(archived).xpath("//ol/li/a/@href")
    assert links == [f"{ADDRESS}/weeks/2026-W47.html{said.href}" for said in report.inside.sentences]
    anchors = set(lxml_html.document_fromstring(report.html).xpath("//@id"))
    assert {link.partition("#")[2] for link in links} <= anchors
    for number, (said, link) in enumerate(zip(report.sentences, links, strict=True), 1):
        assert f"{number}. {said}\n   {link}\n" in archived.text
        assert said in shown(archived)
    assert page_of(archived).xpath("//td[@class='button']/a/@href") == [f"{ADDRESS}/weeks/2026-W47.html"]


def test_without_an_archive_words_lead_to_the_attached_page(alone: Mail) -> None:
    told_links = page_of(alone).xpath("//a/@href")
    assert told_links and all(link.startswith("https://") and ".example/" in link for link in told_links)  # posts alone
    assert not any("weeks/" in link for link in told_links)
    assert alone.text.count("(see “Rising topics” in the report)") == 2
    assert "(see “Sentiment alerts” in the report)" in shown(alone)
    assert "Attached: fengxiang-2026-W47.html." in alone.text and not page_of(alone).xpath("//td[@class='button']")


def test_a_topics_line_says_what_its_card_says(archived: Mail) -> None:
    rows = page_of(archived).xpath("//table[@class='cells']//tr[td]")
    lines = [" ".join(row.text_content().split()) for row in rows]
    assert len(lines) == 2
    assert lines[0].startswith("长续航上升 · 自然升温 · 始于11月7日微博、小红书和知乎 · 例帖")
    assert "3.4 倍2.9–4.0" in lines[0] and "快充" in lines[1]
    assert (
        "* 长续航：3.4 倍（2.9–4.0）\n  上升 · 自然升温 · 始于11月7日 · 微博、小红书和知乎 · 负面 20%（18–22%）"
        in archived.text
    )


def test_sentiment_stands_with_its_interval_or_with_how_few_posts_it_is_of(tmp_path: Path) -> None:
    made = told()
    made.rows["trend"][0] |= {"mood_posts": 400, "negative_share": 0.28, "negative_low": 0.24, "negative_high": 0.33,
                              "positive_share": 0.4}  # fmt: skip
    made.trend("少", subject_kind="term", score=8.0, mood_posts=12, negative_share=0.5, negative_low=0.25,
               negative_high=0.75, positive_share=0.2)  # fmt: skip
    text = weekly.render(made.write(tmp_path / "w.duckdb"), WEEK, "zh", AS_OF).mail.text
    assert "负面 28%（24–33%）" in text and "负面 50%（共 12 条）" in text


def test_pictures_are_small_and_hold_eight_weeks(archived: Mail) -> None:
    pictures = [file for file in archived.attachments if file.cid]
    assert page_of(archived).xpath("//img/@src") == [f"cid:{file.cid}" for file in pictures] and len(pictures) == 2
    for file in pictures:
        with Image.open(io.BytesIO(file.content)) as picture:
            assert picture.size == (224, 60)  # twice the size on paper
            columns = {x for x in range(224) for y in range(60) if picture.convert("RGBA").getpixel((x, y))[3] > 200}
        assert len(columns) > 200 and len(file.content) < 2500
    captions = page_of(archived).xpath("//img/@alt")
    assert all(caption.startswith("近八周每日声量") and "<" not in caption for caption in captions)


def test_topics_have_their_own_pages_and_ids_that_are_none_do_not_make_addresses(tmp_path: Path) -> None:
    made = told()
    ids = {"甲": "20261103-c", "乙": "../../x?<y>"}
    for place, (name, topic_id) in enumerate(ids.items()):
        made.trend(name, subject_kind="term", score=40.0 - place)
        made.add("topic_member", dt=LAST, scope="all", topic_id=topic_id, subject_kind="term", subject=name, rank=1,
                 weight=9.0)  # fmt: skip
        made.add("topic_daily", dt=LAST, scope="all", topic_id=topic_id, name=name, name_kind="term", first_day=FIRST,
                 rise_week=1, members=1, score=40.0, verdict="organic")  # fmt: skip
    mail = weekly.render(made.write(tmp_path / "w.duckdb"), WEEK, "zh", AS_OF, Edition(address=ADDRESS)).mail
    links = dict(zip(page_of(mail).xpath("//td/b/a/text()"), page_of(mail).xpath("//td/b/a/@href"), strict=True))
    assert links["甲"] == f"{ADDRESS}/topics/20261103-c.html"
    assert re.fullmatch(re.escape(ADDRESS) + r"/weeks/2026-W47\.html#t-[0-9a-f]{10}", links["乙"])


def test_open_alerts_have_a_line_each_and_what_is_missing_has_one(archived: Mail) -> None:
    assert "* 【严重】「星野手机」在微博：负面占比 15% → 54%（+39 点）（11月18日起，预警中）" in archived.text
    missing = "平均覆盖率 92%；抓取失败：微博 1 天；2 个查询被平台截断"
    assert missing in archived.text and missing in shown(archived)


def test_alerts_beyond_six_are_counted_and_those_that_are_over_are_not_told(tmp_path: Path) -> None:
    made = told()
    row = next(row for row in made.rows["alert"] if row["alert_id"] == "drop-1")
    for number in range(9):
        made.add("alert", **row | {"alert_id": f"more-{number}", "theme": "快充", "status": "acknowledged"})
    made.add("alert", **row | {"alert_id": "over", "theme": "极简主义", "status": "recovered"})
    text = weekly.render(made.write(tmp_path / "w.duckdb"), WEEK, "zh", AS_OF).mail.text
    assert text.count("预警中）") == 1 and text.count("已知悉）") == 5 and "另有 4 个未列出。" in text
    assert "极简主义" not in text.partition("未解除的预警")[2]


def without_a_platform() -> Made:
    """The story, but of Weibo not one post came in that week: its crawls failed."""
    made = told()
    for table in ("volume_daily", "sentiment_daily", "theme_daily", "post"):
        made.rows[table] = [r for r in made.rows[table] if r["platform"] != "weibo" or r["dt"] < FIRST]
    made.rows["coverage_daily"] = [
        r | ({"exposure": 0.0, "failed": True, "outcome": "blocked"} if r["platform"] == "weibo" else {})
        for r in made.rows["coverage_daily"]
    ]
    for back in range(7):
        made.add("quality_daily", dt=LAST - timedelta(days=back), scope="weibo", status="insufficient",
                 reasons=["crawl_failed", "zero_rows"], missing=[], missing_share=None, exposure=0.0, observed=0.0,
                 expected=400.0)  # fmt: skip
    return made


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_platform_that_failed_is_told_and_the_mail_goes_out(tmp_path: Path, language: str) -> None:
    mail = weekly.render(without_a_platform().write(tmp_path / "w.duckdb"), WEEK, language, AS_OF).mail
    name, why = {"zh": ("微博", "抓取失败和没有收到帖子"), "en": ("Weibo", "crawl failed and no posts came in")}[
        language
    ]
    lead, missing = mail.text.partition("\n2.")[0], re.split("缺了什么|What is missing", mail.text)[1]
    assert name in lead and why in lead and name in missing
    expected = {
        "zh": "平均覆盖率 63%；资料不足：微博 7 天；抓取失败：微博 7 天；",
        "en": "On average 63% of what there was could be seen; insufficient data: Weibo (days: 7);",
    }
    assert expected[language] in missing
    assert message(mail, "f@example.com", "a@example.com", AS_OF)["Subject"]


def test_imported_and_empty_weeks_say_what_is_not_known(tmp_path: Path) -> None:
    made = empty()
    made.add("volume_daily", dt=LAST, platform="weibo", posts=5, organic_posts=5, authors=5, duplicates=0, ads=0)
    imported = weekly.render(made.write(tmp_path / "i.duckdb"), WEEK, "zh", AS_OF).mail
    assert "这些帖子是导入的，没有抓取记录" in imported.text
    nothing = weekly.render(empty().write(tmp_path / "e.duckdb"), WEEK, "zh", AS_OF).mail
    assert "没有抓取记录，无法知道还缺什么" in nothing.text and "升温话题" not in nothing.text
    made.add("coverage_daily", dt=LAST, platform="weibo", query="手机", exposure=1.0, saturated=False, failed=False,
             pages=1, entries=5, landed=5, rejected=0)  # fmt: skip
    whole = weekly.render(made.write(tmp_path / "w.duckdb"), WEEK, "zh", AS_OF).mail
    assert "平均覆盖率 100%；没有发现缺失" in whole.text


def test_the_same_mail_has_the_same_bytes(told_warehouse: Path) -> None:
    edition = Edition("安禾", "#ff6900", logo(), address=ADDRESS)
    sent = {
        message(weekly.render(told_warehouse, WEEK, "zh", AS_OF, edition).mail, "f@e.com", "a@e.com", AS_OF).as_bytes()
        for _ in range(2)
    }
    assert len(sent) == 1


@pytest.fixture(scope="module")
def worst(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As long and as bad as texts can be, and as many of everything as there can be."""
    made = told()
    made.rows["platform"] = [{"platform": f"p{n}", "zh": LONG, "en": EVIL + LONG} for n in range(12)]
    made.rows["theme"] = [{"theme": EVIL + LONG, "zh": EVIL + LONG, "en": EVIL + LONG}]
    for number in range(30):
        name = f"{number:02d}{EVIL}{LONG}"
        made.trend(name, subject_kind="hashtag", score=90.0 - number, platforms=[f"p{n}" for n in range(12)],
                   first_platform="p1", mood_posts=50, negative_share=0.5, negative_low=0.4, negative_high=0.6,
                   positive_share=0.1, verdict="organic", phase="rising")  # fmt: skip
        made.trend(f"{name}!", subject_kind="term", verdict=LONG, score=80.0 - number)
        made.add("hashtag_daily", dt=LAST, platform="p1", hashtag=name, posts=9, organic_posts=9, authors=9)
        url = f"https://ok.example/{'x' * 1900}{number}" if number % 2 else f"https://ok.example/{'y' * 370}{number}"
        made.post(f"p1:{number}", text=f"{name} {EVIL}" * 20, url=url, hashtags=[name], author_name=LONG)
        made.evidence(name, f"p1:{number}", kind="hashtag")
        made.add("alert", **made.rows["alert"][0] | {
            "alert_id": f"a{number}", "scope": "p2", "theme": EVIL + LONG, "detail": EVIL + LONG, "status": LONG,
            "metric": "new_phrase" if number % 2 else "negative_share"})  # fmt: skip
        made.add("coverage_daily", dt=LAST, platform=f"p{number % 12}", query=f"{number}{LONG}", exposure=0.1,
                 saturated=True, failed=True, outcome=EVIL, pages=1, entries=1, landed=1, rejected=1,
                 detail=LONG)  # fmt: skip
        made.add("quality_daily", dt=LAST, scope=f"p{number % 12}", status="insufficient", reasons=[EVIL + LONG],
                 missing=[], missing_share=None, exposure=0.1, observed=1.0, expected=9.0)  # fmt: skip
    return made.write(tmp_path_factory.mktemp("worst") / "w.duckdb")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_worst_mail_is_below_what_gmail_shows_and_holds(worst: Path, language: str) -> None:
    address = f"https://{'a' * 60}.example/{'b' * 120}"
    edition = Edition(EVIL + LONG, "#ff6900", logo(), address=address)
    mail = weekly.render(worst, WEEK, language, AS_OF, edition).mail
    assert len(body(mail)) < MOST
    assert len(mail.html.encode()) < MOST * 2 // 3
    pictures = [file for file in mail.attachments if file.cid]
    assert len(pictures) == 11 and sum(len(file.content) for file in pictures) < 40_000
    page = page_of(mail)
    assert not page.xpath("//script | //img[not(starts-with(@src, 'cid:'))]")
    assert all(link.startswith((address, "https://ok.example/")) for link in page.xpath("//a/@href"))
    assert not any(bad in mail.html + mail.text + mail.brief for bad in "\u202e\u200b")
    assert "{{ 7*7 }}" in mail.html and "<data" not in mail.html
    assert len(page.xpath("//table[@class='cells']//tr[td]")) == 10
    read = email.message_from_bytes(message(mail, "f@e.com", "a@e.com", AS_OF).as_bytes(), policy=email.policy.default)
    assert read["Bcc"] is None and len(read.get_all("Subject")) == 1


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: apt-get install chromium")
def test_mails_fit_every_width_and_fetch_nothing(worst: Path, archived: Mail, alone: Mail, tmp_path: Path) -> None:
    branded = Edition(LONG, "#ff6900", logo(), address=ADDRESS)
    mails = [archived, alone, weekly.render(worst, WEEK, "zh", AS_OF, branded).mail]
    widths = [360, 600, 800]
    seen = measured(mails, widths, tmp_path)
    assert len(seen) == 9
    for one, width in zip(seen, widths * 3, strict=True):
        assert one["width"] == width and one["wide"] == []
        assert [name for name in one["asked"] if not name.startswith("data:")] == []
    assert seen[0]["pictures"] == [224, 224] and seen[6]["pictures"][0] == 300


def test_a_chat_gets_the_other_sentences_and_the_link_whole(worst: Path, archived: Mail) -> None:
    lines = archived.brief.splitlines()
    assert len(lines) == 5 and lines[-1] == f"{ADDRESS}/weeks/2026-W47.html"
    assert "升温最明显" in archived.subject and "升温最明显" not in archived.brief
    hard = weekly.render(worst, WEEK, "zh", AS_OF, Edition(address=f"https://{'a' * 180}.example")).mail
    for kind in (wecom, feishu, dingtalk, slack):
        for mail in (archived, hard):
            assert text_of(mail, kind.LIMIT).endswith("/weeks/2026-W47.html")


FILES = (
    Attachment("report.xlsx", b"x" * 4_000_000, "application/x-sheet"),
    Attachment("report.pdf", b"p" * 4_000_000, "application/pdf"),
)


def with_files(
    report: weekly.Report, attach: tuple[str, ...], files: tuple[Attachment, ...] = FILES, address: str = ""
) -> Mail:
    page = replace(report.inside.page, edition=Edition(attach=attach, address=address))
    return mail_of(replace(report.inside, page=page), report.html, files)


def test_what_is_attached_is_chosen_and_in_the_order_chosen(zh: weekly.Report) -> None:
    def names(*attach: str) -> list[str]:
        return [file.name for file in with_files(zh, attach).attachments if not file.cid]

    assert names("html") == ["风向周报-2026-W47.html"]
    assert names("xlsx", "html") == ["风向周报-2026-W47.xlsx", "风向周报-2026-W47.html"]
    mail = with_files(zh, ("html", "pdf"), ())
    assert [file.name for file in mail.attachments if not file.cid] == ["风向周报-2026-W47.html"]
    assert "pdf" not in mail.text  # none was written: there is nothing to say


def test_a_mail_does_not_grow_beyond_its_limit_and_says_what_was_left_out(zh: weekly.Report) -> None:
    mail = with_files(zh, ("html", "xlsx", "pdf"))
    assert [file.name[-4:] for file in mail.attachments if not file.cid] == ["html", "xlsx"]
    assert len(message(mail, "f@e.com", "a@e.com", AS_OF).as_bytes()) < enclosed.LARGEST
    said = "report.pdf 有 4.0 MB，太大，没有附上；在主目录的 reports/2026-W47/report.pdf。"
    assert said in mail.text and said in shown(mail)


def test_with_nothing_attached_the_mail_says_where_the_report_lies(zh: weekly.Report) -> None:
    mail = with_files(zh, ())
    assert not [file for file in mail.attachments if not file.cid]
    assert "完整报告在主目录的 reports/2026-W47/report.html。" in mail.text and "附件" not in mail.text
    assert "主目录" not in with_files(zh, (), address=ADDRESS).text


def test_the_colour_is_the_accent_of_page_and_mail_where_it_can_be_read(told_warehouse: Path) -> None:
    report = weekly.render(told_warehouse, WEEK, "zh", AS_OF, Edition(colour="#ffe600", address=ADDRESS))
    told_by = accents("#ffe600")
    assert "#ffe600" not in report.mail.html.replace(told_by.dark, "") and told_by.light in report.mail.html
    dark = report.mail.html.split("(prefers-color-scheme: dark)")[-1]
    assert f"a,.rise{{color:{told_by.dark} !important}}" in dark.partition("</style>")[0]
    assert page_of(report.mail).xpath("//td[@class='button']")[0].get("style").count(told_by.light) == 1
    style = report.html.partition("</style>")[0]
    last_of_the_house = style.rindex("--accent:#")  # what is told later wins
    for rule in (f":root{{--accent:{told_by.light};", f"@media print{{:root{{--accent:{told_by.light};"):
        assert rule in style
    assert style.index(f":root{{--accent:{told_by.light};") > style.rindex("--accent:#0b5f6b")
    assert f"(prefers-color-scheme:dark){{:root{{--accent:{told_by.dark};" in style[:last_of_the_house]
    assert contrast(told_by.light, "#ffffff") >= 4.5 and contrast(told_by.dark, "#12181a") >= 4.5


def test_the_logo_stands_in_the_page_and_goes_with_the_mail(told_warehouse: Path) -> None:
    edition = Edition("安禾", logo=logo())
    report = weekly.render(told_warehouse, WEEK, "zh", AS_OF, edition)
    (mark,) = lxml_html.document_fromstring(report.html).xpath("//p[@class='brand']/img")
    assert mark.get("src") == logo().address and mark.get("alt") == ""
    (shown_in_mail,) = page_of(report.mail).xpath("//img[contains(@class, 'logo')]")
    assert (shown_in_mail.get("width"), shown_in_mail.get("height")) == ("107", "32")
    assert report.mail.attachments[0].content == logo().content
    assert shown_in_mail.get("src") == f"cid:{report.mail.attachments[0].cid}"
    assert "width: 107px" in shown_in_mail.get("style") and "100%" not in shown_in_mail.get("style")


def test_no_link_leads_to_a_section_that_is_left_out(told_warehouse: Path) -> None:
    left_out = frozenset({"sentiment_drops", "lookalikes", "campaigns", "rising_topics"})
    report = weekly.render(told_warehouse, WEEK, "zh", AS_OF, Edition(without=left_out, address=ADDRESS))
    page = lxml_html.document_fromstring(unmarked(report.html))
    places = set(page.xpath("//@id"))
    assert {link[1:] for link in page.xpath("//a/@href") if link.startswith("#")} <= places
    assert len(page.xpath("//ol[@class='sentences']/li")) == 5 == len(report.sentences)
    assert page.xpath("//dl[@class='tiles']//dt[not(a)]/text()") == ["升温话题", "未解除的预警"]
    assert page_of(report.mail).xpath("//li/a/@href") == [f"{ADDRESS}/weeks/2026-W47.html#coverage"]
    assert "## 升温话题" not in report.mail.text and "## 未解除的预警" not in report.mail.text
