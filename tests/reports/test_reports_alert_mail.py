"""The mail of an alert: every metric and state says what, where, how much, why; its query gives its numbers."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import duckdb
import pytest
from alert_world import OTHER, THEME, TURNED, alert, one, world
from lxml import html as lxml_html
from small_warehouse import AS_OF, LAST, WEEK

from contract.needles import Needles
from reports import alerts, weekly
from reports.alert_mail import certainty, questions
from reports.alert_mail.drivers import Driver, standing_out
from reports.alerts import Alert, render_alert
from reports.erasure import erase_mail
from reports.mail import Mail, message

KINDS = {
    "theme": {},
    "aspect": {"rule": "aspect_drop", "aspect": "续航", "value": 0.8, "baseline": 0.3},
    "complaints": {"rule": "complaint_burst", "metric": "complaint_authors", "value": 11.0, "baseline": 2.1,
                   "change": 8.9, "change_low": 4.2, "change_high": 20.0},
    "phrase": {"rule": "complaint_phrase", "metric": "new_phrase", "detail": "三成电", "value": 4.0, "baseline": 0.2,
               "change": 3.8, "change_low": 2.1, "change_high": 7.0},
    "silence": {"rule": "feed_silent", "metric": "silence", "theme": "", "value": 0.92, "baseline": 0.0,
                "change": 0.92, "change_low": 0.8, "change_high": 0.97, "days": 1, "authors": 0, "posts": 2},
    "unknown": {"rule": "my_rule", "metric": "odd_metric", "value": 7.0, "baseline": 2.0, "change": 5.0,
                "change_low": None, "change_high": None},
}  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return world(tmp_path_factory.mktemp("alerts") / "w.duckdb", [])


def mail_of(path: Path, language: str = "zh", url: str = "", **values: object) -> Mail:
    row = alert(**values)
    return render_alert(one(path, row), Alert(row), language, AS_OF, acknowledge_url=url)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("status", ["open", "escalated", "acknowledged", "cooled", "recovered", "closed"])
@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_and_state_has_its_mail(told: Path, kind: str, status: str, language: str) -> None:
    mail = mail_of(told, language, **KINDS[kind], status=status, opened=LAST - timedelta(days=2), step=2)
    page = lxml_html.document_fromstring(mail.html)
    assert mail.subject == page.findtext(".//title") and mail.text.startswith(mail.subject)
    assert len(mail.html.encode()) < 40_000 and not page.xpath("//script | //link | //@background | //svg")
    assert set(page.xpath("//img/@src")) == {f"cid:{one.cid}" for one in mail.attachments}
    assert all(page.xpath("//img/@alt")) and not re.search(
        r"\{|None|url\(", re.sub(r"(?s)<style>.*?</style>", "", mail.html)
    )
    assert 2 <= len(mail.brief.splitlines()) <= 6
    assert ("fengxiang alerts ack 5f1c0a9be2d47c88" in mail.text) == (status in ("open", "escalated", "cooled"))
    assert "[alerts." in mail.text


def test_the_subject_says_what_where_and_how_much(told: Path) -> None:
    assert mail_of(told).subject == "【严重】「星野手机」在微博：负面占比 15% → 54%（+39 点）"
    row = {"status": "escalated", "severity": "warning", "aspect": "续航", "scope": "all"}
    assert mail_of(told, "en", **row).subject == (
        "[escalated] “Xingye phone · battery life” on all platforms: negative share 15% → 54% (+39 points)"
    )
    assert mail_of(told, **KINDS["complaints"], severity="notice").subject == (
        "「星野手机」在微博：每天抱怨的人数 2.1 → 11（+8.9）"
    )
    assert "「三成电」，每天 4 人" in mail_of(told, **KINDS["phrase"]).subject
    assert mail_of(told, **KINDS["silence"], severity="warning").subject == "微博几乎没有新帖：比平时少 92%"


def test_interval_days_and_people_are_told(told: Path) -> None:
    mail = mail_of(told)
    assert "11月20日至11月22日这 3 天里" in mail.text and "+28 到 +47 个百分点" in mail.text
    assert "51 条帖子、48 位作者" in mail.text
    assert "11月22日（周日）这一天" in mail_of(told, days=1).text
    assert "截至11月22日 14 时的 24 小时里" in mail_of(told, days=1, hour=14).text
    unknown = mail_of(told, change_low=None, change_high=None)
    assert "区间" not in unknown.brief and "没有可用的区间" in unknown.text


def test_the_aspect_that_drives_it_stands_in_mail_and_brief(told: Path) -> None:
    mail = mail_of(told)
    (share,) = re.findall(r"主要是「续航」（39 点中占 (\+\d+) 点）", mail.brief)
    now, before = (
        duckdb.connect(str(told), read_only=True)
        .execute(
            "SELECT sum(negative) FILTER (a.dt >= $turned) / (SELECT sum(posts) FROM sentiment_daily "
            "WHERE theme = $theme AND platform = 'weibo' AND dt >= $turned), "
            "sum(negative) FILTER (a.dt BETWEEN $last - 65 AND $last - 10) / (SELECT sum(posts) FROM sentiment_daily "
            "WHERE theme = $theme AND platform = 'weibo' AND dt BETWEEN $last - 65 AND $last - 10) "
            "FROM aspect_daily a WHERE theme = $theme AND platform = 'weibo' AND aspect = '续航'",
            {"theme": THEME, "turned": TURNED, "last": LAST},
        )
        .fetchone()
    )
    assert share == f"+{round(100 * (now - before))}"
    assert f"* 续航: 平时 {before:.0%}, 现在 {now:.0%}, 变化 {share}" in mail.text


def test_a_mix_shift_drives_nothing() -> None:
    asked = {"alert_id": "x", "theme": THEME, "scope": "all", "first": LAST, "last": LAST,
             "usual_first": LAST - timedelta(days=65), "usual_last": LAST - timedelta(days=10)}  # fmt: skip
    with duckdb.connect(":memory:") as con:
        con.execute("CREATE TABLE sentiment_daily (dt DATE, platform TEXT, theme TEXT, posts BIGINT)")
        con.execute("CREATE TABLE aspect_daily (dt DATE, platform TEXT, theme TEXT, aspect TEXT, negative BIGINT)")

        def driven() -> list[tuple[object, ...]]:
            return con.execute(questions.DRIVERS, asked).fetchall()

        def say(back: int, platform: str, posts: int, bad: int) -> None:
            day = LAST - timedelta(days=back)
            con.execute("INSERT INTO sentiment_daily VALUES (?, ?, ?, ?)", [day, platform, THEME, posts])
            con.execute("INSERT INTO aspect_daily VALUES (?, ?, ?, 'x', ?)", [day, platform, THEME, bad])

        assert driven() == []
        for platform, before, now in (("a", 100, 90), ("b", 900, 10)):
            say(20, platform, before, before // 2 if platform == "a" else 0)
            say(0, platform, now, now // 2 if platform == "a" else 0)
        assert driven() == []
        say(0, "a", 10, 10)
        ((_, aspect, now, before, more, posts),) = driven()
        assert (aspect, posts) == ("x", 55) and now == pytest.approx(55 / 110)
        assert before == pytest.approx(100 / 110 * 0.5) and more == pytest.approx(now - before)


def test_equals_are_told_as_spread() -> None:
    one, two = Driver("x", 0.3, 0.1, 0.2, 30), Driver("y", 0.25, 0.09, 0.16, 25)
    assert standing_out([one, two], 0.3) is None and standing_out([one], 0.3) == one
    assert standing_out([one], 0.9) is None and standing_out([], 0.3) is None


def test_people_since_yesterday_platforms_and_posts(told: Path) -> None:
    row = alert(step=3, status="escalated", opened=LAST - timedelta(days=4))
    one(told, row)
    with duckdb.connect(str(told)) as connection:
        connection.execute(
            "INSERT INTO alert BY NAME "
            "SELECT * REPLACE (1 AS step, 'open' AS status, dt - 4 AS dt, .31 AS value) FROM alert"
        )
    text = render_alert(told, Alert(row), "zh", AS_OF).text
    assert "上一封邮件（11月18日）里是 31%，现在是 54%。" in text
    assert re.search(r"11月22日：负面占比 \d+%（\d+ 条帖子），前一天 \d+%（\d+ 条帖子）。", text)
    assert re.search(r"KOL \d+ 位.*普通用户 \d+ 位。其中认证账号 1 个。", text)
    assert "的人此前没有在数据中出现过" in text and "发帖最多的地区：" in text
    assert [re.search(rf"\* {name}: 平时 \d+%", text) is not None for name in ("微博", "小红书", "知乎")] == [True] * 3
    posts = re.findall(r"^> (.*)$", text, re.M)
    assert 3 <= len(posts) <= 5 and len({post[:14] for post in posts}) == len(posts)
    assert len(re.findall(r"^  https://weibo\.example/\d+$", text, re.M)) == len(posts)


def test_posts_of_an_aspect_speak_badly_of_it(told: Path) -> None:
    page = lxml_html.document_fromstring(mail_of(told, **KINDS["aspect"]).html)
    marked = page.xpath("//td[@class='quote']/b/text()")
    assert len(marked) >= 3 and set(marked) <= {"电", "续航"}
    phrase = lxml_html.document_fromstring(mail_of(told, **KINDS["phrase"]).html)
    assert set(phrase.xpath("//td[@class='quote']/b/text()")) == {"三成电"}


def test_it_says_how_long_it_lasted_and_the_worst_day(told: Path) -> None:
    mail = mail_of(told, status="recovered", opened=LAST - timedelta(days=6), value=0.18, change=0.03)
    assert mail.subject == "已恢复：「星野手机」在微博，负面占比回到 18%（平时 15%）"
    assert "起持续 6 天" in mail.text and re.search(r"其间最差的一天是11月2\d日：\d\d%", mail.text)
    assert "> " not in mail.text and "alerts ack" not in mail.text
    silent = mail_of(told, **{**KINDS["silence"], "value": 0.03}, status="recovered", opened=LAST - timedelta(days=2))
    assert silent.subject == "已恢复：微博又有帖子进来了（比平时少 3%）" and "起持续 2 天" in silent.text
    assert "由 小王 关闭" in mail_of(told, status="closed", actor="小王").text


def test_how_sure_names_people_model_and_data(told: Path) -> None:
    text = mail_of(told).text
    assert "比较有把握：往少里算，变化有 +28 点，来自 48 位不同的作者" in text and "当天的抓取是完整的" in text
    assert "很有把握" in mail_of(told, authors=300).text and "只看到一天" in mail_of(told, days=1).text
    assert "不含知乎（当天资料不足）" in mail_of(told, scope="all").text
    docs = (Path(__file__).parents[2] / "docs" / "sentiment.md").read_text("utf-8")
    three = [float(re.search(rf"\| {name} \|.*", docs)[0].split("|")[8]) for name in ("moods8", "smp2020")]
    assert tuple(round(100 * x) for x in three) == certainty.RIGHT


def run(path: Path, mail: Mail) -> dict[str, object]:
    """The answer to the query that stands in a mail's text."""
    (query,) = re.findall(r"^((?:WITH|SELECT|FROM) .*?);$", mail.text, re.S | re.M)
    with duckdb.connect(str(path), read_only=True) as connection:
        told = connection.execute(query)
        return dict(zip([column[0] for column in told.description], told.fetchone(), strict=True))


def counted(path: Path, where: str, days: int) -> tuple[int, int]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(
            f"SELECT count(*) FILTER ({where}), count(*) FROM post WHERE platform = 'weibo' AND dt > ?",
            [LAST - timedelta(days=days)],
        ).fetchone()


@pytest.mark.parametrize("days", [1, 2, 3])
def test_the_query_gives_the_value(told: Path, days: int) -> None:
    bad, posts = counted(told, "sentiment = 'negative'", days)
    found = run(told, mail_of(told, days=days))
    assert found["value"] == round((bad + 0.5) / (posts + 1), 4)
    assert (found["negative"], found["posts"]) == (bad, posts)
    assert 0.05 < found["baseline"] < 0.25


def test_the_queries_of_the_other_metrics_run_and_give_their_values(told: Path) -> None:
    complaints = run(told, mail_of(told, **KINDS["complaints"]))
    with duckdb.connect(str(told), read_only=True) as connection:
        (people,) = connection.execute(
            "SELECT sum(n) / 3 FROM (SELECT count(DISTINCT author_id) AS n FROM post WHERE list_contains(intents, "
            "'complaint') AND platform = 'weibo' AND dt > ? GROUP BY dt)", [LAST - timedelta(days=3)]
        ).fetchone()  # fmt: skip
    assert complaints["value"] == round(people, 4)
    said, _ = counted(told, "text LIKE '%三成电%'", 3)
    assert run(told, mail_of(told, **KINDS["phrase"]))["value"] == round(said / 3, 4) > 0
    assert run(told, mail_of(told, **KINDS["aspect"]))["value"] > 0.8
    assert run(told, mail_of(told, **KINDS["silence"]))["value"] == 0.0
    assert run(told, mail_of(told, **KINDS["unknown"]))["metric"] == "odd_metric"
    with duckdb.connect(str(told), read_only=True) as connection:
        bad, people = connection.execute(
            "SELECT count(*) FILTER (sentiment = 'negative'), count(*) FROM post WHERE platform = 'weibo' AND "
            "published_at >= TIMESTAMPTZ '2026-11-21 14:00:00+08' "
            "AND published_at < TIMESTAMPTZ '2026-11-22 14:00:00+08'"
        ).fetchone()
    look = run(told, mail_of(told, days=1, hour=14))
    assert look["people"] <= people and look["negative"] <= bad and look["people"] > 10


def test_a_link_to_acknowledge_is_shown_only_if_it_is_a_web_address(told: Path) -> None:
    mail = mail_of(told, url="https://fx.example/a?id=1&sig=<x")
    assert 'href="https://fx.example/a?id=1&amp;sig=' in mail.html and "&sig=<x" in mail.brief
    for bad in ("javascript:alert(1)", "", "//x.example"):
        assert "标记为已知悉" not in mail_of(told, url=bad).html


def test_a_theme_that_nobody_spoke_of_still_has_a_mail(told: Path) -> None:
    mail = mail_of(told, theme=OTHER, scope="zhihu")
    assert mail.attachments == () and "「快充」在知乎" in mail.subject and "cid:" not in mail.html


def test_the_same_alert_is_the_same_bytes_and_its_picture_travels_along(told: Path) -> None:
    row = alert()
    one(told, row)
    twice = [message(render_alert(told, Alert(row), "zh", AS_OF), "a@e.cn", "b@e.cn", AS_OF).as_bytes() for _ in "ab"]
    assert twice[0] == twice[1]
    built = message(render_alert(told, Alert(row), "zh", AS_OF), "a@e.cn", "b@e.cn", AS_OF)
    parts = [part.get_content_type() for part in built.walk()]
    assert parts == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    picture = list(built.walk())[-1]
    assert picture["Content-ID"] == f"<{render_alert(told, Alert(row), 'zh', AS_OF).attachments[0].cid}>"
    assert picture.get_content_disposition() == "inline" and picture.get_content()[:4] == b"\x89PNG"


def test_pending_are_the_latest_states(told: Path) -> None:
    one(told, alert())
    (found,) = alerts.changes(told, alerts.Week.of(LAST).window)
    assert found.key == f"5f1c0a9be2d47c88@{LAST}:open"


def test_the_weekly_report_tells_every_metric_and_state_in_its_place(told: Path) -> None:
    rows = [alert(alert_id=f"w{n}", **kind) for n, kind in enumerate(KINDS.values())]
    rows += [
        alert(alert_id="w7", status="cooled", step=4),
        alert(alert_id="w8", status="closed", step=5, severity="notice"),
    ]
    one(told, rows[0])
    with duckdb.connect(str(told)) as connection:
        for row in rows[1:]:
            connection.execute(
                f"INSERT INTO alert ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values())
            )
    page = lxml_html.document_fromstring(weekly.render(told, WEEK, "zh", AS_OF).html)
    section, cover = (
        page.xpath(f"//section[@id='{name}']")[0].text_content() for name in ("sentiment_drops", "coverage")
    )
    assert len(page.xpath("//article[starts-with(@class, 'alert')]")) == len(rows) - 1
    assert "缺少的帖子" not in section and "微博：11月22日（周日）起比平时少 92% 的帖子，预警中。" in cover
    for told_so in ("星野手机 · 续航", "星野手机 · 三成电", "抱怨人数 2.1 → 11", "每天 +8.9 人", "odd_metric 2 → 7",
                    "已平息未恢复", "已关闭", "区间 +4.2 至 +20"):  # fmt: skip
        assert told_so in section
    assert set(page.xpath("//article[.//h3[contains(., '三成电')]]//mark/text()")) == {"三成电"}
    headline = weekly.render(told, WEEK, "zh", AS_OF).sentences
    assert any("另有" in said and "项预警未解除" in said for said in headline)


def test_a_quoted_post_can_be_erased_from_a_mail_that_waits(told: Path, tmp_path: Path) -> None:
    mail = mail_of(told)
    quoted = re.findall(r"^> (.*)$", mail.text, re.M)[0]
    path = tmp_path / "a.eml"
    path.write_bytes(message(mail, "a@e.cn", "b@e.cn", AS_OF).as_bytes())
    assert erase_mail(path, Needles(texts=frozenset({quoted})), carry_out=True) == 1
    read = message_from_bytes(path.read_bytes(), policy=policy.default)
    html = read.get_body(("html",)).get_content()
    assert quoted not in read.get_body(("plain",)).get_content() + lxml_html.document_fromstring(html).text_content()
    assert "［已应要求删除］" in html and html.count('class="quote"') == mail.html.count('class="quote"')
    assert list(read.walk())[-1].get_content() == mail.attachments[0].content
