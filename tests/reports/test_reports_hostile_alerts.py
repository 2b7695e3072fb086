"""Hostile text in alerts: markup, header lines, bidi and control characters, walls of text and running addresses.

Whatever a post, a name, a phrase or an actor says, nothing of it runs, hides, reorders its neighbours or reaches a
header, in page, plain text, subject and chat lines.
"""

import email
import email.policy
import re
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from alert_world import alert, one
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from small_warehouse import AS_OF, LAST, empty

from reports.alert_mail.proof import proof
from reports.alerts import Alert, render_alert
from reports.mail import Mail, message
from reports.published import as_pasted

EVIL = (
    "<script>alert(1)</script><img src=http://e.example/x onerror=alert(2)>{{ 7*7 }}{0}%s\r\nBcc: x@y.example\r\n\r\n"
)
EVIL += "\u202eevil\u200b\u2066\ufeff\u0000\u001b[31mred\u0007 ]]>--></style></td></table>"
BAD = ["\u202e", "\u200b", "\u2066", "\ufeff", "\u0000", "\u001b", "\u0007", "\r"]
URLS = ["javascript:alert(1)", 'https://ok.example/"onmouseover=alert(1)', "https://ok.example/2", "data:text/html,x"]
URLS += ["https://ok.example/\u202e"]
LONG = "长" * 5_000 + "W" * 5_000
METRICS = {"negative_share": "", "aspect": EVIL, "new_phrase": "", "complaint_authors": "", "silence": "", EVIL: ""}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = empty()
    made.rows["theme"] = [{"theme": name, "zh": name, "en": name} for name in (EVIL, LONG)]
    made.rows["platform"] = [{"platform": "weibo", "zh": EVIL, "en": EVIL}]
    made.rows["aspect"] = [{"aspect": EVIL, "zh": EVIL, "en": EVIL}]
    for number, url in enumerate(URLS):
        for theme in (EVIL, LONG):
            post_id = f"weibo:{number}{theme[:2]}"
            unlike = "".join(chr(0x4E00 + 900 * number + place) for place in range(90))
            made.post(
                post_id, text=unlike + EVIL + LONG, title=EVIL if number == 2 else None, url=url, themes=[theme],
                dt=LAST, sentiment="negative", intents=["complaint"], author_id=f"a{number}", author_followers=10,
                words=list(EVIL), author_name=EVIL, region=EVIL,
            )  # fmt: skip
            made.add("post_aspect", post_id=post_id, dt=LAST, platform="weibo", aspect=EVIL, start=0,
                     polarity="negative", probability=0.9, end=9)  # fmt: skip
    for theme in (EVIL, LONG):
        for back in range(40):
            told = {"dt": LAST - timedelta(days=back), "platform": "weibo", "theme": theme, "posts": 9}
            made.add("sentiment_daily", **told, negative=4, neutral=3, positive=2)
            made.add(
                "aspect_daily", **told, aspect=EVIL, authors=9, negative=8 if back < 3 else 1, neutral=1, positive=0
            )
    made.add("quality_daily", dt=LAST, scope="weibo", status="insufficient", reasons=[EVIL], missing=[EVIL], trust=1.0,
             observed=1.0, usual=9.0, history=9)  # fmt: skip
    return made.write(tmp_path_factory.mktemp("hostile") / "w.duckdb")


def mail_of(path: Path, url: str = "", **values: object) -> Mail:
    row = alert(**values)
    return render_alert(one(path, row), Alert(row), "zh", AS_OF, brand=EVIL, acknowledge_url=url)


def holds(mail: Mail) -> None:
    page = lxml_html.document_fromstring(mail.html)
    assert not page.xpath("//script | //img[not(starts-with(@src, 'cid:'))] | //@onerror | //@onmouseover | //base")
    assert all(link.startswith("https://ok.example/") for link in page.xpath("//a/@href"))
    assert len(page.xpath("//style")) == 1 and len(page.xpath("//title")) == 1
    for part in (mail.subject, mail.text, mail.html, mail.brief):
        assert not [bad for bad in BAD if bad in part]
    assert "\n" not in mail.subject and len(mail.subject) <= 160
    assert not re.search(r"^Bcc:", mail.text + "\n" + mail.brief, re.M)
    assert len(mail.html.encode()) < 100_000 and len(mail.text) < 20_000 and len(mail.brief) < 2_500
    built = message(mail, "f@example.com", "a@example.com", AS_OF)
    read = email.message_from_bytes(built.as_bytes(), policy=email.policy.default)
    assert read["Bcc"] is None and len(read.get_all("Subject")) == 1


@pytest.mark.parametrize("metric", list(METRICS), ids=lambda name: name[:9])
@pytest.mark.parametrize("theme", [EVIL, LONG], ids=["markup", "10000 characters"])
@pytest.mark.parametrize("status", ["open", "closed"])
def test_nothing_of_it_runs_hides_or_reaches_a_header(hostile: Path, theme: str, metric: str, status: str) -> None:
    told = {"metric": "negative_share", "aspect": EVIL} if metric == "aspect" else {"metric": metric, "aspect": ""}
    mail = mail_of(hostile, **told, theme=theme, detail=EVIL, actor=EVIL, rule=EVIL, severity=EVIL, status=status)
    holds(mail)
    if metric == "negative_share" and status == "open" and theme == EVIL:
        assert "&lt;script&gt;" in mail.html and "{{ 7*7 }}" in mail.html and mail.html.count("ok.example") == 2


def test_ids_scopes_states_and_links_are_text(hostile: Path) -> None:
    mail = mail_of(hostile, "javascript:alert(1)", theme=EVIL, alert_id=EVIL, scope=EVIL, status=EVIL)
    holds(mail)
    assert "alerts ack" not in mail.text and "javascript:" not in mail.html + mail.brief
    holds(mail_of(hostile, 'https://ok.example/a?x="><script>', theme=EVIL))


def test_the_query_of_a_hostile_name_runs_and_shows_what_it_is(hostile: Path) -> None:
    row = alert(theme=EVIL)
    query = proof(row)
    assert "chr(8238)" in query and "\u202e" not in query
    with duckdb.connect(str(hostile), read_only=True) as connection:
        assert connection.execute(query).fetchone()[3] == 27
        assert connection.execute(proof(alert(theme=LONG, alert_id="none"))).fetchall() == []


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_one_literal(text: str) -> None:
    told = as_pasted("SELECT $text", {"text": text})
    assert duckdb.execute(told).fetchone() == (text,) and told.isprintable()
