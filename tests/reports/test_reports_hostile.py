"""Hostile text: nothing a post says can run, hide, reorder, break out of its place or reach a header."""

import email
import email.policy
from datetime import date, timedelta
from pathlib import Path

import pytest
from alert_world import alert
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from small_warehouse import AS_OF, FIRST, LAST, WEEK, Made, empty
from told_more import call

from contract.errors import MailError
from reports import alerts, weekly
from reports.edition import Edition
from reports.mail import Mail, address, message
from reports.mentions import place_of, written
from reports.page_script import script
from reports.quoting import MAX_QUOTE, clean, excerpt, quote, web_address

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}"
EVIL += "\u202eevil\u200b\u0000\x1b[31m\u2066\ufeff ]]>--></style>"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = empty()
    made.rows["theme"] = [{"theme": "<b>坏</b>", "zh": "<b>坏</b>\u202e", "en": '"><script>x</script>'}]
    made.rows["platform"] = [{"platform": "weibo", "zh": "<i>微博", "en": "<i>Weibo"}]
    name = "名" * 150 + "W" * 150
    made.trend(name, subject_kind="term", score=20.0)
    made.trend("<script>alert(3)</script>", subject_kind="hashtag", score=10.0, reasons=["<u>reason"])
    made.trend("坏人", subject_kind="term", verdict="<script>v", phase='"><p', score=9.0, reasons=["<u>reason"])
    made.post(
        "weibo:1", text=EVIL * 200, title="<h1>", url="javascript:alert(1)", author_name="<a href=x>\r\nBcc: x", dt=LAST
    )
    made.post("weibo:2", text="好\x00坏", url='https://ok.example/"onmouseover=alert(1)', dt=LAST)
    made.post("weibo:3", text=EVIL, url="https://ok.example/1", themes=["<b>坏</b>"], sentiment="negative", dt=LAST)
    for rank in (1, 2, 3):
        made.evidence(name, f"weibo:{rank}", rank, kind="term")
    made.add("volume_daily", dt=LAST, platform="weibo", posts=3, organic_posts=3, authors=3, duplicates=0, ads=0)
    made.add("coverage_daily", dt=LAST, platform="weibo", query="<q>\u202e", exposure=0.5, saturated=True, failed=True,
             outcome="<b>", pages=1, entries=1, landed=1, rejected=1, detail="<pre>" * 100)  # fmt: skip
    made.add("alert", alert_id="<x>", dt=LAST, scope="weibo", theme="<b>坏</b>", metric="negative_share",
             status="open", step=1, rule="sentiment_drop", aspect="", detail="",
             severity="critical", value=0.5, baseline=0.1, change=0.4,
             change_high=0.5, days=3, actor="", change_low=0.2, authors=30, posts=40,
             opened=LAST)  # fmt: skip
    _meant(made, name)
    _hostile_crowd(made)
    return made.write(tmp_path_factory.mktemp("hostile") / "w.duckdb")


def _hostile_crowd(made: Made) -> None:
    """A campaign, an account, an aspect and a faded topic with names that would break out."""
    made.add("aspect", aspect="<u>", zh="<u>面\u202e", en="<u>aspect")
    made.trend(EVIL, subject_kind="hashtag", verdict="campaign", kol_share=1.0, kols=1)
    for number in range(40):
        dt = LAST - timedelta(days=1)
        made.post(f"weibo:h{number}", author_id='"><i\u202e>', author_name="<script>\u202e", hashtags=[EVIL], text=EVIL,
                  dt=dt, is_ad=number < 20, url="https://ok.example/h")  # fmt: skip
        made.add("post_aspect", post_id=f"weibo:h{number}", dt=dt, platform="weibo", aspect="<u>", polarity="negative",
                 probability=0.9, start=0, end=1)  # fmt: skip
    made.evidence(EVIL, "weibo:h1", kind="hashtag")
    made.add("author_weekly", dt=FIRST, week="2026-W47", platform="weibo", author_id='"><i\u202e>', tier='"><q>',
             verified="<u>", followers=1, posts=40, engagement=99, themes=["<b>坏</b>"], negative=1, neutral=1,
             positive=1)  # fmt: skip
    made.trend("<q>退\u202e", subject_kind="term", dt=FIRST - timedelta(days=9), since=FIRST - timedelta(days=12))
    for back in range(30):
        made.add("term_daily", dt=LAST - timedelta(days=back), platform="weibo", term="<q>退\u202e", posts=3,
                 organic_posts=3, authors=3)  # fmt: skip


def _meant(made: Made, name: str) -> None:
    """Evil in wishes, questions, complaints, aspects, new phrases and in what was told earlier."""
    evil, told = "<script>alert(4)</script>", {"aspects": [EVIL], "aspects_negative": [9], "aspects_neutral": [0]}
    made.rows["trend"][0] |= told | {"aspects_positive": [9]}
    made.add("aspect", aspect=EVIL, zh=EVIL, en=EVIL)
    for number in range(6):
        post_id = f"weibo:m{number}"
        made.post(post_id, title=f"{EVIL}？", text=EVIL * 20, themes=["<b>坏</b>"], author_id=f"m{number}", dt=LAST,
                  intents=["wish", "question", "complaint"], words=["evil"], sentiment="negative",
                  url="javascript:alert(5)")  # fmt: skip
        made.add("post_aspect", post_id=post_id, dt=LAST, platform="weibo", aspect=EVIL, polarity="negative",
                 probability=0.9, start=0, end=9999)  # fmt: skip
        made.evidence(name, post_id, 4 + number, kind="term")
    made.add("intent_daily", dt=LAST, platform="weibo", theme="<b>坏</b>", intent="wish", posts=9, organic_posts=9,
             authors=9)  # fmt: skip
    made.add("aspect_daily", dt=LAST, platform="weibo", theme="<b>坏</b>", aspect=EVIL, posts=9, authors=9, negative=9,
             neutral=0, positive=0)  # fmt: skip
    made.add("alert", **made.rows["alert"][0] | {"alert_id": "<y>", "metric": "new_phrase", "detail": EVIL})
    call(made, LAST - timedelta(days=7), evil, subject_kind="hashtag", verdict="organic")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_report_and_mails_hold(hostile: Path, language: str) -> None:
    report = weekly.render(hostile, WEEK, language, AS_OF, Edition("<b>\nBcc: x@y.z"))
    alert = alerts.changes(hostile, WEEK.window)[0]
    mail = alerts.render_alert(hostile, alert, language, AS_OF)
    for text in (report.html, report.mail.html, mail.html):
        page = lxml_html.document_fromstring(text)
        assert [one.text for one in page.xpath("//script")] == ([str(script())] if text is report.html else [])
        assert not page.xpath(" //img[not(starts-with(@src, 'cid:'))] | //i | //u | //q")
        assert not page.xpath("//@onerror | //@onmouseover")
        assert all(a.startswith(("#", "https://ok.example/")) for a in page.xpath("//a/@href"))
        assert not any(bad in text for bad in "\u202e\u200b\u2066\ufeff\x00\x1b")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in report.html
    assert "{{ 7*7 }}" in report.html
    assert report.html.count("alert(1)") < 60  # long texts are cut
    assert "&lt;script&gt;alert(4)&lt;/script&gt;" in report.html
    for section in ("ideas", "rising_topics", "sentiment_drops", "scoreboard"):  # it is told there, and is harmless
        (found,) = lxml_html.document_fromstring(report.html).xpath(f"//section[@id='{section}']")
        assert "<script>" in found.text_content(), section
    assert not any(bad in report.mail.text + mail.text for bad in "\u202e\u200b\x00\x1b")
    for told in (report.mail, mail):
        built = message(told, "f@example.com", "a@example.com", AS_OF)
        read = email.message_from_bytes(built.as_bytes(), policy=email.policy.default)
        assert read["Bcc"] is None and len(read.get_all("Subject")) == 1


def test_300_characters_of_name_are_whole_and_wrap(hostile: Path) -> None:
    report = weekly.render(hostile, WEEK, "zh", AS_OF)
    assert "名" * 150 + "W" * 150 in report.html
    assert "名" * 59 + "…" in report.sentences[0] and len(report.subject) < 200
    assert "overflow-wrap:anywhere" in report.html


def test_clean_keeps_text_and_emoji() -> None:
    assert (
        clean("续航\u200b真\u202e好\n\t👨\u200d👩\u200d👧 e\u0301\u0301\u0301\u0301")
        == "续航真好 👨\u200d👩\u200d👧 e\u0301\u0301"
    )
    assert clean(None) == "" and clean("\u200d") == ""


@given(st.text(max_size=400))
def test_quotes_are_one_short_line_without_invisible_characters(text: str) -> None:
    shown = quote(text)
    assert len(shown) <= MAX_QUOTE and "\n" not in shown and shown == shown.strip()
    assert not any(character in shown for character in "\u202a\u202e\u2066\u200b\u200e\ufeff\x00\x1b\x7f\u2028")


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://weibo.example/1?a=b#c", True),
        ("HTTP://x.example", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//x.example", False),
        ("https://", False),
        ("https://[bad", False),
        ("https://x.example/\u202e", False),
        ("https://x.example/" + "a" * 3000, False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, linked: bool) -> None:
    assert web_address(url) == (url if linked else None)


def test_subjects_cannot_carry_headers() -> None:
    mail = Mail("weekly", "k", "a\r\nBcc: x@y.example\u202e" + "长" * 500, "t", "<p>h</p>")
    built = message(mail, "f@example.com", "a@example.com", AS_OF)
    assert built["Bcc"] is None and "\n" not in built["Subject"] and len(built["Subject"]) <= 160


@pytest.mark.parametrize("bad", ["", "nobody", "a@b\r\nBcc: c@d", "a b@c", "@x", "a@", "a@b, c@d"])
def test_wrong_addresses_name_the_setting(bad: str) -> None:
    with pytest.raises(MailError, match=r"mail\.recipients: .* is not a mail address"):
        address(bad, "mail.recipients")


def test_alert_query_is_quoted(hostile: Path) -> None:
    row = alert(theme="x' OR 1=1 --", opened=date(2026, 11, 1))
    assert "theme = 'x'' OR 1=1 --'" in alerts.proof(row)


@given(st.text(st.characters(codec=None), max_size=600), st.integers(0, 600), st.integers(1, 300))
def test_excerpts_are_one_short_line_whatever_stands_around_the_mention(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    before, mention, after = excerpt(text, start, min(length, len(text) - start))
    shown = before + mention + after
    assert len(shown) <= MAX_QUOTE + 20
    assert "\n" not in shown and "\u202e" not in shown
    assert mention == clean(text[start : start + length])[:MAX_QUOTE] or len(mention) <= MAX_QUOTE


def test_a_long_post_is_cut_around_its_mention() -> None:
    text = "前" * 400 + "，换了长续航手机，" + "后" * 400
    before, mention, after = excerpt(text, text.index("长续航"), 3)
    assert mention == "长续航"
    assert before.startswith("…前") and before.endswith("，换了")
    assert after.startswith("手机，后") and after.endswith("后…")
    assert len(before + mention + after) <= MAX_QUOTE
    assert excerpt("真 长续航 好", 2, 3) == ("真 ", "长续航", " 好")


def test_mentions_are_found_by_kind() -> None:
    post = {
        "title": "开箱", "text": "長 續航真好 #电池#", "hashtags": ["电池"],
        "words": ["开箱", "长", "续航", "真好", "电池"],
        "word_starts": [0, 3, 5, 7, 11], "word_lengths": [2, 1, 2, 2, 2],
        "themes": ["长续航"], "theme_starts": [3], "theme_lengths": [4],
    }  # fmt: skip

    def found(kind: str, subject: str) -> str | None:
        place = place_of({**post, "subject_kind": kind, "subject": subject})
        return written(post)[place[0] : sum(place)] if place else None

    assert found("theme", "长续航") == "長 續航"
    assert found("term", "长续航") == "長 續航"
    assert found("term", "续航真好") == "續航真好"
    assert found("hashtag", "电池") == "电池"
    assert found("aspect", "长续航/续航") is None  # its place is not told
    post |= {"aspect_start": 0, "aspect_end": 2}
    assert found("aspect", "长续航/续航") == written(post)[:2]
    assert found("term", "屏幕") is found("theme", "快充") is found("hashtag", "无") is None
