"""Several alerts in one mail: grouped, worst first, every state; the same changes are the same digest."""

from datetime import timedelta
from pathlib import Path

import pytest
from alert_world import OTHER, alert, world
from lxml import html as lxml_html
from mail_views import CHROMIUM, measured
from small_warehouse import AS_OF, LAST
from test_reports_hostile_alerts import EVIL, LONG, holds, hostile

from reports.alerts import Alert
from reports.digest import MOST, key_of, render_digest
from reports.mail import message

__all__ = ["hostile"]
ALERTS = [
    Alert(alert(alert_id="a1", severity="notice", status="recovered", step=2, value=0.17, change=0.02)),
    Alert(alert(alert_id="a2", theme=OTHER, severity="critical", scope="zhihu")),
    Alert(alert(alert_id="a3", severity="warning", status="acknowledged", step=3, actor="小王", aspect="续航")),
    Alert(alert(alert_id="a4", metric="silence", theme="", severity="warning", value=0.9, baseline=0.0, days=1)),
    Alert(alert(alert_id="a5", status="cooled", step=4, scope="all", opened=LAST - timedelta(days=14))),
    Alert(alert(alert_id="a6", status="escalated", step=2, severity="critical")),
]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return world(tmp_path_factory.mktemp("digest") / "w.duckdb", [])


def test_worst_first_by_theme_with_every_state(told: Path) -> None:
    mail = render_digest(told, ALERTS, "zh", AS_OF, brand="安禾", period="week")
    page = lxml_html.document_fromstring(mail.html)
    assert page.xpath("//h2/text()") == ["星野手机", "快充", "平台与数据"]
    names = page.xpath("//td[@class='entry']/div[1]/b/text()")
    assert names[:4] == ["星野手机 · 微博", "星野手机 · 续航 · 微博", "星野手机 · 全部平台", "星野手机 · 微博"]
    assert names[4:] == ["快充 · 知乎", "微博 · 缺少的帖子"]
    assert mail.subject.startswith("本周预警摘要：5 项进行中，1 项已结束。最严重：【严重 · 加重】「星野手机」在微博")
    assert "已知悉（小王）" in mail.text and "已平息未恢复" in mail.text and "已恢复" in mail.text
    assert mail.text.count("区间 +28 至 +47") == 5
    assert len(page.xpath("//img")) == len(mail.attachments) == 5 and all(page.xpath("//img/@alt"))
    assert 3 <= len(mail.brief.splitlines()) <= 6 and mail.brief.splitlines()[-1] == "另有 2 个未列出。"
    assert len(message(mail, "a@e.cn", "b@e.cn", AS_OF).as_bytes()) < 100_000


def test_the_same_changes_are_the_same_digest(told: Path) -> None:
    mail = render_digest(told, ALERTS, "en", AS_OF)
    again = render_digest(told, list(reversed(ALERTS)), "en", AS_OF)
    assert (mail.kind, mail) == ("digest", again)
    assert len({key_of(ALERTS, "day"), key_of(ALERTS, "week"), key_of(ALERTS[1:], "day")}) == 3
    assert mail.subject.startswith("Alerts of the day: 5 going on, 1 over. Worst: [critical, escalated] “Xingye")


def test_an_alert_stands_once_in_its_latest_state(told: Path) -> None:
    steps = [Alert(alert(step=2, status="escalated")), Alert(alert(step=1)), Alert(alert(step=3, status="recovered"))]
    mail = render_digest(told, steps, "zh", AS_OF, period="quiet")
    assert mail.subject.startswith("几条预警：0 项进行中，1 项已结束。") and mail.text.count("* ") == 1


def test_none_and_many(told: Path) -> None:
    assert render_digest(told, [], "zh", AS_OF).subject == "今日预警摘要：没有新的变化。"
    many = [Alert(alert(alert_id=f"m{number}", scope=("weibo", "zhihu")[number % 2])) for number in range(MOST + 7)]
    mail = render_digest(told, many, "en", AS_OF)
    assert "7 more" in mail.text and len(mail.html.encode()) < 100_000


def test_hostile_names_do_no_harm(hostile: Path) -> None:
    evil = {"aspect": EVIL, "actor": EVIL, "status": EVIL, "severity": EVIL}
    told = [(EVIL, "negative_share"), (LONG, EVIL), (EVIL, "new_phrase")]
    rows = [alert(alert_id=f"{EVIL}{n}", theme=theme, metric=metric, **evil) for n, (theme, metric) in enumerate(told)]
    holds(render_digest(hostile, [Alert(row) for row in rows], "zh", AS_OF, brand=EVIL))


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: apt-get install chromium")
def test_it_fits_a_telephone_and_fetches_nothing(told: Path, tmp_path: Path) -> None:
    mail, widths = render_digest(told, ALERTS, "en", AS_OF), [360, 800]
    for seen, width in zip(measured([mail], widths, tmp_path), widths, strict=True):
        assert seen["width"] <= width and seen["wide"] == [] and seen["pictures"] == [1080] * 5
        assert all(name.startswith("data:") for name in seen["asked"])
