"""The explorer: its numbers are those of its queries, what was asked comes back, nothing hostile gets into a page."""

import math
import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import explorable
import pytest
from small_warehouse import LAST, PLATFORMS, SIZES

from fengxiang.search_query import clauses_and_words
from reports.bounded import Bounded, TooSlow
from reports.edition import Edition
from reports.explorer import frame
from reports.explorer.asked import VIEWS, Asked, Unclear, understood
from reports.explorer.catalogue import catalogue_of
from reports.explorer.drawings import Line, axis, plot
from reports.explorer.posts import _said_at
from reports.published import Published, as_pasted
from reports.wording import wording

FRAME = frame.Frame(Edition(brand="Brand <b>"), "/style.css")
PICKS: tuple[dict[str, str], ...] = (
    {},
    {"theme": "长续航"},
    {"theme": "星野手机", "platform": "weibo"},
    {"words": "发热"},
    {"words": "(发热 | 续航) -广告", "theme": "星野手机", "sort": "engagement"},
    {"theme": "安禾宝贝", "sort": "engagement", "page": "2"},
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return explorable.write(tmp_path_factory.mktemp("explored") / "warehouse.duckdb", explorable.made())


@pytest.fixture(scope="module")
def published(file: Path) -> Iterator[Published]:
    with Published(file) as opened:
        yield opened


def understand(published: Published, view: str, given: dict[str, str], language: str = "zh") -> Asked:
    return understood(view, given, catalogue_of(published, wording(language)), LAST, clauses_and_words)


def asked(published: Published, view: str, language: str = "zh", **given: str) -> Asked:
    return understand(published, view, given, language)


def page(published: Published, view: str, language: str = "zh", **given: str) -> str:
    pick = asked(published, view, language, **given)
    return frame.page(published, pick, catalogue_of(published, wording(language)), FRAME)


def table(published: Published, view: str, name: str, **given: str) -> list[dict[str, Any]]:
    return [dict(row) for row in frame.table(published, asked(published, view, **given), name)]


def texts(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def wilson(k: int, n: int) -> tuple[float, float]:
    z = 1.959964
    middle = (k + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * math.sqrt(k * (n - k) / n + z * z / 4)
    return middle - half, middle + half


def test_the_volume_of_a_theme_is_that_of_the_daily_tables(published: Published) -> None:
    days = table(published, "volume", "daily", theme="长续航")
    assert [row["dt"] for row in days] == [LAST - timedelta(days=back) for back in range(27, -1, -1)]
    told = published.rows("SELECT sum(organic_posts) AS n, sum(posts) AS posts FROM theme_daily WHERE theme = '长续航' "
                          "AND dt = DATE '2026-11-22'")[0]  # fmt: skip
    everyone = published.rows("SELECT sum(organic_posts) AS n FROM volume_daily WHERE dt = DATE '2026-11-22'")[0]
    last = days[-1]
    assert (last["organic_posts"], last["posts"]) == (told["n"], told["posts"])
    assert last["share"] == pytest.approx(told["n"] / everyone["n"])
    assert (last["share_low"], last["share_high"]) == pytest.approx(wilson(told["n"], everyone["n"]), abs=1e-5)
    (total,) = table(published, "volume", "total", theme="长续航")
    assert total["organic_posts"] == sum(row["organic_posts"] for row in days)
    before = published.rows("SELECT sum(organic_posts) AS n FROM theme_daily WHERE theme = '长续航' AND dt BETWEEN "
                            "DATE '2026-09-28' AND DATE '2026-10-25'")[0]["n"]  # fmt: skip
    assert total["organic_before"] == before and total["change"] == pytest.approx(total["organic_posts"] / before - 1)
    one = table(published, "volume", "total", theme="长续航", platform="zhihu")[0]
    assert 0 < one["organic_posts"] < total["organic_posts"]


def test_the_volume_of_words_counts_the_posts_that_say_them(published: Published) -> None:
    days = {row["dt"]: row for row in table(published, "volume", "daily", words="发热")}
    day = days[LAST - timedelta(days=2)]  # six of weibo, one of them a copy, and the hostile one; 發熱 is 发热
    assert (day["posts"], day["organic_posts"], day["authors"]) == (7, 6, 3)
    assert sum(row["posts"] for row in days.values()) == 7
    with_theme = table(published, "volume", "total", words="发热", theme="星野手机")[0]
    assert with_theme["posts"] == 4
    assert table(published, "volume", "total", words="发热 -第0次")[0]["posts"] == 6


def test_a_day_without_data_is_a_gap_and_no_change_is_told_without_a_past(published: Published) -> None:
    days = table(published, "volume", "daily", since="2026-09-01", until="2026-09-20")
    unknown = [row for row in days if row["posts"] is None]
    assert [row["dt"] for row in unknown] == [date(2026, 9, 1) + timedelta(days=n) for n in range(13)]
    assert table(published, "volume", "total", since="2026-09-01", until="2026-09-20")[0]["change"] is None
    html = page(published, "volume", since="2026-09-01", until="2026-09-20")
    assert '9月1日（周二）</th><td class="number">–' in html and "与此前同样长的时段相比" not in html
    assert "这段时间没有数据" in page(published, "volume", since="2026-08-01", until="2026-08-05")


def test_trends_are_told_with_verdict_phase_ratio_and_reasons(published: Published) -> None:
    rising = texts(page(published, "volume", theme="长续航"))
    assert "长续航 主题 · 全部平台 理由：明显高于平时 升温 自然升温 3.4" in rising or "3.4" in rising
    rows = table(published, "volume", "trends", theme="长续航")
    assert {(r["scope"], r["subject_kind"]) for r in rows} == {("all", "theme"), ("weibo", "theme")}
    assert len([r for r in rows if r["scope"] == "all"]) == 2  # two rises: they began on other days
    everything = table(published, "volume", "trends")
    verdicts = [row["verdict"] for row in everything]
    assert verdicts == sorted(verdicts, key=lambda verdict: verdict != "organic") and "campaign" in verdicts
    assert all(row["scope"] == "all" for row in everything)
    assert [r["subject"] for r in table(published, "volume", "trends", words="#素颜挑战#")] == ["素颜挑战"]
    both = frame.questions_of(asked(published, "volume", words="发热", theme="星野手机"))
    assert "trends" not in both and "不针对主题与词语的组合" in page(
        published, "volume", words="发热", theme="星野手机"
    )


def test_the_sentiment_of_a_theme_and_its_aspects(published: Published) -> None:
    days = table(published, "sentiment", "daily", theme="星野手机", platform="weibo")
    (raw,) = published.rows(
        "FROM sentiment_daily WHERE theme = '星野手机' AND platform = 'weibo' AND dt = DATE '2026-11-22'"
    )
    n = raw["negative"] + raw["neutral"] + raw["positive"]
    assert days[-1]["negative_share"] == pytest.approx(raw["negative"] / n)
    assert (days[-1]["negative_low"], days[-1]["negative_high"]) == pytest.approx(wilson(raw["negative"], n), abs=1e-5)
    aspects = {row["aspect"]: row for row in table(published, "sentiment", "aspects", theme="星野手机")}
    heat, price = aspects["heat"], aspects["price"]
    assert (heat["aspect"], heat["posts"], heat["liked"], heat["disliked"]) == ("heat", 60, 12, 40)
    assert heat["liked_share"] == pytest.approx(12 / 52) and price["liked_share"] is None
    html = page(published, "sentiment", theme="星野手机")
    assert "发热散热" in html and 'class="band negative"' in html and "NaN" not in html


def test_the_sentiment_of_words_comes_from_their_posts(published: Published) -> None:
    (total,) = table(published, "sentiment", "total", words="发热", platform="weibo")
    assert (total["n"], total["negative"], total["neutral"], total["positive"]) == (5, 3, 1, 1)
    (heat,) = table(published, "sentiment", "aspects", words="发热")
    assert (heat["posts"], heat["liked"], heat["disliked"]) == (2, 1, 1)
    assert "没有情绪已知" in page(published, "sentiment", words="没有人说的话")


def test_evidence_is_ordered_filtered_marked_and_paged(published: Published) -> None:
    loud = table(published, "evidence", "posts", words="发热", sort="engagement")
    assert [row["post_id"] for row in loud] == ["weibo:h4", "weibo:h3", "weibo:h2", "weibo:h1", "zhihu:h6", "weibo:h0"]
    bad = table(published, "evidence", "posts", words="发热", feeling="negative")
    assert {row["sentiment"] for row in bad} == {"negative"} and len(bad) == 4
    assert "weibo:h5" in [row["post_id"] for row in table(published, "search", "posts", words="发热")]  # a copy
    html = page(published, "evidence", words="发热", sort="engagement")
    assert "<mark>發熱</mark>，手机又发热了" in html.replace("次<mark>", "次<mark>")
    assert "<mark>长续航</mark>" in page(published, "evidence", theme="长续航")
    seen: list[str] = []
    address = asked(published, "evidence", theme="安禾宝贝").path()
    for number in range(1, 6):
        given = dict(parse_qsl(urlsplit(address).query))
        html = page(published, "evidence", **given)
        seen += re.findall(r'<a href="(https://[^"]+)" rel="noopener', html)
        assert html.count('<p class="said">') == (20 if number < 5 else 0)
        found = re.search(r'rel="next" href="([^"]+)"', html)
        assert (found is None) == (number >= 4)
        if not found:
            break
        address = unescape(found[1])
    assert number == 4 and len(seen) == 80
    assert "这一页没有帖子" in page(published, "evidence", theme="安禾宝贝", page="9")
    assert len(table(published, "evidence", "posts", theme="安禾宝贝", page="3")) == 80  # a file is whole


def test_a_mention_is_a_whole_word() -> None:
    row = {"title": None, "text": "Happy App", "folded_text": "happy app", "folded_words": ["app"]}
    assert _said_at(row) == (6, 3)
    assert _said_at({**row, "folded_words": ["10"], "text": "a100 10", "folded_text": "a100 10"}) == (5, 2)
    assert _said_at({**row, "folded_words": ["快充"], "text": "快 充", "folded_text": "快 充"}) == (0, 3)
    assert _said_at({**row, "folded_text": "shorter"}) is None
    assert _said_at({**row, "folded_words": ["(a+)+$", "happ"]}) is None


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("pick", PICKS, ids=str)
def test_pasted_queries_give_what_the_page_shows(published: Published, view: str, pick: dict[str, str]) -> None:
    question = frame.questions_of(asked(published, view, **pick))
    parameters = asked(published, view, **pick).parameters()
    html = page(published, view, **pick)
    for name, one in question.items():
        pasted = as_pasted(one.sql, parameters)
        assert "$" not in pasted and f'data-query="{name}"' in html
        assert pasted in unescape(html)
        assert published.rows(pasted) == published.rows(one.sql, parameters), name


@pytest.mark.parametrize("pick", PICKS, ids=str)
def test_an_address_says_all_that_was_asked(published: Published, pick: dict[str, str]) -> None:
    one = asked(published, "evidence", **pick)
    again = dict(parse_qsl(urlsplit(one.path()).query))
    assert asked(published, "evidence", **again) == one
    assert again["since"] == "2026-10-26" and again["until"] == "2026-11-22"
    links = re.findall(r'<a [^>]*href="(/explore/[^"]+)"', page(published, "volume", **pick))
    assert len(links) > 10
    for link in map(urlsplit, map(unescape, links)):
        if not link.path.endswith(".csv"):
            asked(published, link.path.removeprefix("/explore/"), **dict(parse_qsl(link.query)))


@pytest.mark.parametrize(
    ("given", "field", "key"),
    [
        ({"since": "abc"}, "since", "day"),
        ({"until": "2026-13-01"}, "until", "day"),
        ({"since": "0001-01-01"}, "since", "day"),
        ({"since": "2026-11-22", "until": "2026-11-21"}, "since", "order"),
        ({"since": "2000-01-01"}, "since", "span"),
        ({"theme": "<script>"}, "theme", "theme"),
        ({"platform": "all'; DROP TABLE post; --"}, "platform", "choice"),
        ({"sort": "random()"}, "sort", "choice"),
        ({"feeling": "happy"}, "feeling", "choice"),
        ({"page": "0"}, "page", "page"),
        ({"page": "٣"}, "page", "page"),
        ({"page": "999999999999"}, "page", "page"),
        ({"language": "xx"}, "language", "choice"),
        ({"words": "长" * 300}, "words", "long"),
        ({"words": "(发热"}, "words", "parentheses"),
        ({"words": '"发热'}, "words", "quotation"),
        ({"words": "发热 |"}, "words", "or_side"),
        ({"words": "()"}, "words", "nothing"),
        ({"words": "NOT"}, "words", "or_side"),
        ({"words": " ".join("ab" for _ in range(61))}, "words", "many_words"),
    ],
)
def test_what_is_wrong_is_said_in_both_languages(
    published: Published, given: dict[str, str], field: str, key: str
) -> None:
    with pytest.raises(Unclear) as caught:
        understand(published, "search", given)
    assert (caught.value.field, caught.value.key) == (field, f"explore_fault.{key}")
    for language in ("zh", "en"):
        html = frame.fault_page(caught.value, "search", given, catalogue_of(published, wording(language)), FRAME)
        assert 'role="alert"' in html and "<script" not in html
        assert html.count("aria-invalid") == (field not in ("page", "language"))


def test_hostile_posts_and_searches_stay_text(published: Published) -> None:
    pages = [page(published, view, words="发热") for view in VIEWS]
    pages.append(page(published, "search", words='"发热" | "<img src=x onerror=alert(1)>" | \u202e发'))
    for html in pages:
        assert not re.search(r"<script|<img|<b>|javascript:|\x1b|\u202e", html)
        assert not re.search(r" on\w+=", re.sub(r"&lt;.*?&gt;", "", html))
    shown = pages[VIEWS.index("evidence")]
    assert "&lt;script&gt;alert(1)" in shown or "&lt;img src=x" in shown
    assert max(len(texts(said)) for said in re.findall(r'<p class="said">.*?</p>', shown)) < 320
    assert "Brand &lt;b&gt;" in shown and "&lt;b&gt;恶人&lt;/b&gt;" in shown


def test_both_languages_show_the_same_numbers(published: Published) -> None:
    for view in VIEWS:
        zh, en = (page(published, view, language, theme="星野手机", words="发热") for language in ("zh", "en"))
        cells = [re.findall(r'<td class="number">([\d.,%–<>]+)', html) for html in (zh, en)]
        assert cells[0] == cells[1]
        assert 'lang="zh-CN"' in zh and '<html lang="en">' in en


def test_a_question_that_takes_too_long_is_stopped(file: Path) -> None:
    with Bounded(file, 0.3) as opened:
        with pytest.raises(TooSlow):
            opened.rows("SELECT sum(a.range * b.range) AS n FROM range(10000000) a, range(10000000) b")
        with pytest.raises(TooSlow):
            opened.rows("SELECT 1 AS one")
    with Bounded(file, 60) as opened:
        assert opened.rows("SELECT 1 AS one") == [{"one": 1}]


def test_drawings_leave_gaps_and_their_middle_is_no_rounding() -> None:
    html = str(
        plot(
            [Line("posts", [1, 2, None, 3]), Line("a", [1, None, 1, 1], [0, None, 0, 0], [2, None, 2, 2])],
            4,
            "<",
            list("abcd"),
        )
    )
    assert html.count("M") >= 5 and "nan" not in html and 'aria-label="&lt;"' in html and html.count("<title>") == 4
    assert re.search(r'trace posts" d="M90\.0 134\.5L270\.0 90\.0M630\.0 45\.5h0"', html)
    for peak in (0, 1, 2, 3, 7, 9.5, 11, 13, 99, 101, 450, 12_345, 10**7):
        top = axis([Line("posts", [peak])])
        assert top >= peak and top / 2 == int(top / 2) and (peak < 10 or top <= 2 * peak)
    assert axis([Line("a", [0.105])], 0.01) == pytest.approx(0.12) and axis([Line("a", [])], 0.01) == pytest.approx(
        0.02
    )


def test_the_warehouse_names_what_can_be_picked(published: Published) -> None:
    catalogue = catalogue_of(published, wording("en"))
    assert set(catalogue.platforms) == set(PLATFORMS) == set(SIZES)
    assert catalogue.theme_called("FAST charging") == "快充" and catalogue.theme_called("nothing") is None
    assert catalogue.last == catalogue.whole == LAST
