"""Weeks unlike others, still whole and readable: no posts, one post, one platform, a topic of a hundred thousand."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from browser import CHROMIUM, browser, look
from lxml import html as lxml_html
from number_walk import Walk, days_of
from playwright.sync_api import Browser
from small_warehouse import AS_OF, FIRST, LAST, WEEK, Made, empty, told

from reports import weekly
from reports.section import discover
from reports.text import unmarked

CONSTANTS = {"20", "3"}


def nothing() -> Made:
    return empty()


def one_post() -> Made:
    made = empty()
    made.post("weibo:1", text="只有这一条", themes=["快充"], dt=LAST)
    made.add("volume_daily", dt=LAST, platform="weibo", posts=1, organic_posts=1, authors=1, duplicates=0, ads=0)
    made.add("theme_daily", dt=LAST, platform="weibo", theme="快充", posts=1, organic_posts=1, authors=1)
    for theme in ("", "快充"):
        made.add("sentiment_daily", dt=LAST, platform="weibo", theme=theme, posts=1, negative=0, neutral=1, positive=0)
    return made


def one_platform() -> Made:
    made = told()
    for rows in made.rows.values():
        rows[:] = [row for row in rows if row.get("platform", "weibo") == "weibo"]
        for row in rows:
            if "platforms" in row:
                row |= {"platforms": ["weibo"]}
    return made


def a_hundred_thousand() -> Made:
    made = told()
    for row in made.rows["trend"]:
        if row["subject"] == "长续航" and row["scope"] == "all":
            row |= {"authors": 123_456, "posts": 234_567, "expected": 31_000.0, "outlook_7": 250_000.0}
    for row in made.rows["theme_daily"]:
        if row["theme"] == "长续航":
            row |= {name: row[name] * 2_000 for name in ("posts", "organic_posts", "authors")}
    for row in made.rows["volume_daily"]:
        row |= {name: row[name] * 2_000 for name in ("posts", "organic_posts", "authors", "duplicates", "ads")}
    return made


WEEKS = [nothing, one_post, one_platform, a_hundred_thousand]


@pytest.fixture(scope="module", params=WEEKS, ids=lambda make: make.__name__)
def odd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    make: Callable[[], Made] = request.param
    return make.__name__, make().write(tmp_path_factory.mktemp(make.__name__) / "w.duckdb")


@pytest.fixture(scope="module")
def running() -> Iterator[Browser | None]:
    if CHROMIUM is None:
        yield None
        return
    with browser() as one:
        yield one


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_whole_and_every_number_is_its_querys(odd: tuple[str, Path], language: str) -> None:
    html = weekly.render(odd[1], WEEK, language, AS_OF).html
    walk = Walk(html, language, odd[1])
    assert list(walk.wrong()) == []
    assert list(walk.strays(CONSTANTS | days_of(FIRST - timedelta(days=70), LAST, walk.figures))) == []
    text = lxml_html.document_fromstring(unmarked(html))
    assert [section.get("id") for section in text.xpath("//main/section")] == [section.name for section in discover()]
    for section in text.xpath("//main/section"):
        told_there = "".join(part for part in section.itertext()).strip()
        assert len(told_there) > 10 and "None" not in told_there and "nan" not in told_there.lower().split()


def test_it_says_what_is_odd(odd: tuple[str, Path]) -> None:
    name, warehouse = odd
    report = weekly.render(warehouse, WEEK, "zh", AS_OF)
    said = {
        "nothing": "没有收录到任何帖子",
        "one_post": "1 条帖子",
        "one_platform": "微博",
        "a_hundred_thousand": "12.3万 位作者",
    }[name]
    page = lxml_html.document_fromstring(unmarked(report.html))
    assert said in page.text_content(), report.sentences
    assert len(report.mail.html.encode()) < 100_000


@pytest.mark.parametrize("width", [360, 1440])
def test_it_can_be_read_at_every_width(
    odd: tuple[str, Path], width: int, running: Browser | None, tmp_path: Path
) -> None:
    if running is None:
        pytest.skip("there is no chromium on this machine")
    file = tmp_path / "page.html"
    file.write_text(weekly.render(odd[1], WEEK, "zh", AS_OF).html, encoding="utf-8")
    seen = look(running, file, width, access=True)
    assert (seen.wide, seen.boxes, seen.faults, seen.asked, seen.access) == ([], [], [], [], [])
