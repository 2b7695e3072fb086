"""`[report]`: what is wrong is one sentence, and what is set stands in the report that each subscriber gets."""

import email
import email.policy
import sys
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from lxml import html as lxml_html
from PIL import Image

from contract.errors import SettingsError
from fengxiang import reporting, stages, telling
from fengxiang.editions import edition_of
from fengxiang.settings import Settings, load
from reports.inside import Inside
from reports.section_names import ALWAYS, section_names

sys.path.append(str(Path(__file__).resolve().parents[1] / "reports"))
from small_warehouse import AS_OF, FIRST, LAST, WEEK, told

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def settings(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / "fengxiang.toml"
    file.write_text('home = "."\n' + text, "utf-8")
    return load(file)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            'without = ["contrats"]',
            "3: [report] without: value error, there is no section contrats; what can be left out: ",
        ),
        ('without = ["coverage"]', "coverage cannot be left out (the report would mislead); what can: "),
        ('colour = "red"', "3: [report] colour: value error, write # and six digits, like #0b5f6b, found 'red'"),
        ('colour = "#0b5f6"', "write # and six digits"),
        (
            'url = "reports.example"',
            "3: [report] url: value error, an address begins with https:// or http:// and names a",
        ),
        ('url = "javascript://x.example"', "an address begins with https:// or http://"),
        ('url = "https://[x"', "an address begins with https:// or http://"),
        ('url = "https://x.example/?a=1"', "an address is a host and perhaps a path in ASCII"),
        ('url = "https://x.example/\\"><script>"', "an address is a host and perhaps a path in ASCII"),
        ('attach = ["doc"]', "[report] attach: input should be 'html', 'xlsx' or 'pdf', found 'doc'"),
        ('attach = ["html", "html"]', "attach names one kind twice"),
        ('attach = ["pdf"]', "attach names pdf, but pdf = false: it would never be there"),
        ('attach = ["xlsx"]\nxlsx = false', "attach names xlsx, but xlsx = false"),
        ('themes = [" "]', "an empty text stands among them"),
        ('logo = "none.png"', "[report] logo: "),
        ("logos = 3", "[report] logos: there is no such setting"),
    ],
)
def test_a_wrong_setting_is_one_clear_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as fault:
        settings(tmp_path, f"[report]\n{text}\n")
    assert sentence in str(fault.value) and "\n" not in str(fault.value)


def test_a_password_in_the_address_is_refused_and_not_shown(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as fault:
        settings(tmp_path, '[report]\nurl = "https://me:hidden@x.example"\n')
    assert "without names" in str(fault.value) and "hidden" not in str(fault.value)


def test_what_may_be_left_out_are_the_sections_but_for_three(tmp_path: Path) -> None:
    from reports.section import discover

    assert set(section_names()) == {section.name for section in discover()}
    names = [name for name in section_names() if name not in ALWAYS]
    assert settings(tmp_path, f"[report]\nwithout = {names}\n").report.without == tuple(names)


def test_every_setting_reaches_the_edition(tmp_path: Path) -> None:
    (tmp_path / "brand").mkdir()
    Image.new("RGB", (40, 20), (200, 30, 30)).save(tmp_path / "brand" / "logo.png")
    text = """brand = "Anhe"
[report]
themes = ["快充", "快充"]
without = ["contrast"]
colour = "#FF6900"
logo = "brand/logo.png"
url = "http://reports.example/fx/"
attach = ["xlsx", "html"]
"""
    edition = edition_of(settings(tmp_path, text))
    assert edition.logo is not None and edition.logo.content == (tmp_path / "brand" / "logo.png").read_bytes()
    assert (edition.brand, edition.colour, edition.address) == ("Anhe", "#ff6900", "http://reports.example/fx")
    assert edition.themes == ("快充",) and edition.without == {"contrast"} and edition.attach == ("xlsx", "html")


def test_themes_are_those_of_the_subscriber_of_the_report_or_of_the_watch(tmp_path: Path) -> None:
    watched = settings(tmp_path, '[watch]\nthemes = ["a", "b"]\n')
    assert edition_of(watched).themes == ("a", "b") and edition_of(watched, ("c",)).themes == ("c",)
    assert edition_of(settings(tmp_path, '[watch]\nthemes = ["a"]\n[report]\nthemes = ["b"]\n')).themes == ("b",)
    assert edition_of(settings(tmp_path, "")).themes == ()


def test_the_environment_sets_it_too_and_a_browser_by_name_stays_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FENGXIANG_REPORT__JSON", "false")
    monkeypatch.setenv("FENGXIANG_REPORT__PDF", "true")
    report = settings(tmp_path, '[report]\nattach = ["pdf"]\nbrowser = "chromium"\n').report
    assert (report.as_json, report.pdf, report.xlsx, report.browser) == (False, True, True, "chromium")
    other = settings(tmp_path, '[report]\nbrowser = "bin/chromium"\nlogo = ""\n').report
    assert other.browser == str(tmp_path / "bin" / "chromium") and other.logo is None


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "warehouse").mkdir()
    told().write(tmp_path / "warehouse" / "warehouse.duckdb")
    return tmp_path


def mails(home: Path) -> dict[str, EmailMessage]:
    """What lies in the outbox, by recipient."""
    found = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in home.rglob("*.eml")]
    return {str(mail["To"]): mail for mail in found}


def page_in(mail: EmailMessage) -> str:
    (page,) = [part for part in mail.iter_attachments() if part.get_content_type() == "text/html"]
    return str(page.get_content())


PEOPLE = """
[[subscribers]]
name = "all"
to = "all@example.com"
alerts = "none"
[[subscribers]]
name = "charging"
to = "charging@example.com"
alerts = "none"
topics = ["快充"]
[[subscribers]]
name = "charging too"
to = "too@example.com"
alerts = "none"
topics = ["快充"]
[[subscribers]]
name = "charging in English"
to = "english@example.com"
alerts = "none"
topics = ["快充"]
language = "en"
"""


def blocks(page: str) -> list[str]:
    """The themes of the section on sentiment."""
    found = lxml_html.document_fromstring(page).xpath("//section[@id='sentiment']//tr[@class='block']/th")
    return [cell.text_content().strip() for cell in found]


def test_a_subscribers_topics_are_the_themes_of_their_report_and_each_edition_is_made_once(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[str, tuple[str, ...]]] = []
    report_of = telling.weekly.report_of

    def counting(inside: Inside) -> object:
        made.append((inside.page.language, inside.page.edition.themes))
        return report_of(inside)

    monkeypatch.setattr(telling.weekly, "report_of", counting)
    lines = reporting.notify(settings(home, PEOPLE), WEEK, AS_OF)
    assert sum(line.startswith("mail written") for line in lines) == 4
    assert sorted(made) == [("en", ("快充",)), ("zh", ()), ("zh", ("快充",))]
    got = mails(home)
    assert "星野手机" in blocks(page_in(got["all@example.com"]))
    assert "星野手机" not in blocks(page_in(got["charging@example.com"]))
    assert "快充" in blocks(page_in(got["charging@example.com"]))
    bodies = {to: str(mail.get_body(("plain",)).get_content()) for to, mail in got.items()}  # type: ignore[union-attr]
    assert "「星野手机」的负面占比" in bodies["all@example.com"] and "星野手机" not in bodies["charging@example.com"]
    assert bodies["charging@example.com"] == bodies["too@example.com"]
    assert "长续航" in bodies["charging@example.com"]  # what rises is told to all


def attached(mail: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in mail.iter_attachments()]


@pytest.mark.parametrize(
    ("change", "goes_along"),
    [
        (lambda html: html, True),
        (lambda html: html.replace("2026-11-23 00:30", "2026-11-23 07:00"), True),  # only the instant is another
        (lambda html: html.replace("1,234", "1,235"), False),  # of another warehouse
    ],
    ids=["the same", "another instant", "another warehouse"],
)
def test_the_tables_go_along_if_they_are_of_this_report(
    home: Path, change: Callable[[str], str], goes_along: bool
) -> None:
    told_by = settings(home, PEOPLE + '[report]\nattach = ["html", "xlsx"]\n')
    file = stages.report(told_by, WEEK, AS_OF).page
    html = file.read_text("utf-8")
    file.write_text(change(html), "utf-8")
    file.with_name("report.xlsx").write_bytes(b"a workbook")
    reporting.notify(told_by, WEEK, AS_OF)
    got = mails(home)
    assert attached(got["all@example.com"]) == ["text/html", *([SHEET] if goes_along else [])]
    assert attached(got["english@example.com"]) == ["text/html"]  # another language, other topics


def test_a_report_that_lacks_a_platform_goes_out_and_says_so(home: Path) -> None:
    made = told()
    for table in ("volume_daily", "sentiment_daily", "theme_daily", "post"):
        made.rows[table] = [r for r in made.rows[table] if r["platform"] != "weibo" or r["dt"] < FIRST]
    for row in made.rows["coverage_daily"]:
        if row["platform"] == "weibo":
            row |= {"exposure": 0.0, "failed": True, "outcome": "blocked", "detail": "answered with status 403"}
    made.add("quality_daily", dt=LAST, scope="weibo", status="insufficient", reasons=["crawl_failed"], missing=[],
             missing_share=None, exposure=0.0, observed=0.0, expected=400.0)  # fmt: skip
    made.write(home / "warehouse" / "warehouse.duckdb")
    lines = reporting.notify(settings(home, PEOPLE), WEEK, AS_OF)
    assert sum(line.startswith("mail written") for line in lines) == 4
    got = mails(home)
    text = str(got["all@example.com"].get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert "1. 资料不足：微博11月22日（周日）（抓取失败）" in text
    assert "平均覆盖率 63%；资料不足：微博 1 天；抓取失败：微博 7 天；" in text
    english = str(got["english@example.com"].get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert "Insufficient data: Weibo" in english and "failed crawls: Weibo (days: 7)" in english
