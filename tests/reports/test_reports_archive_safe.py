"""Nothing a post says can break out of a page of the archive, and what is erased leaves every page of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from archive_world import LONG, dead_links, pages, topics, tree, write
from lxml import html as lxml_html
from small_warehouse import LAST, WEEK

from contract.needles import Needles
from reports.archive import mend
from reports.erasure import erase_page, erase_text

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}\u202eevil\u200b\x00"
TEXT = "出差三天没带充电器，这手机的长续航真的救命。"  # the first post of small_warehouse


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose theme, topic, hashtag and posts are all meant to do harm."""
    made, folder = topics(), tmp_path_factory.mktemp("hostile")
    theme = '../../<b>坏</b>"><script>x</script>'
    made.rows["theme"].append({"theme": theme, "zh": theme, "en": "<i>bad</i>\u202e"})
    made.add("topic", topic_id='../../../etc/"><script>', name=EVIL, name_kind="term", theme=theme, first_day=LAST,
             last_day=LAST, days=1, weeks=1, score=99.0)  # fmt: skip
    made.trend(EVIL, subject_kind="term", score=99.0, since=LAST)
    made.add("topic_daily", dt=LAST, scope="all", topic_id='../../../etc/"><script>', name=EVIL, name_kind="term",
             theme=theme, first_day=LAST, rise_week=1, members=1, score=99.0, authors=9, posts=9)  # fmt: skip
    made.add("topic_member", dt=LAST, scope="all", topic_id='../../../etc/"><script>', subject_kind="term",
             subject=EVIL, rank=1, weight=1.0)  # fmt: skip
    for number, url in enumerate(("javascript:alert(1)", 'https://ok.example/"onmouseover=alert(1)', "https://e.cn/1")):
        made.post(f"weibo:e{number}", text=EVIL + str(number), title=f"{number}<h1>", url=url, themes=[theme],
                  hashtags=["<svg onload=alert(3)>"], author_name="<a href=x>", dt=LAST)  # fmt: skip
        made.evidence(EVIL, f"weibo:e{number}", number + 1, kind="term")
    for day in (LAST, LAST - timedelta(days=3)):
        made.add("theme_daily", dt=day, platform="weibo", theme=theme, posts=3, organic_posts=3, authors=3)
    write(made.write(folder / "warehouse.duckdb"), folder, WEEK)
    return folder


def test_no_text_becomes_markup_and_no_id_becomes_a_path(hostile: Path) -> None:
    site = hostile / "reports" / "site"
    assert all(name.isascii() for name in tree(hostile / "reports"))
    assert dead_links(site) == []
    found = 0
    for path in pages(site):
        text = path.read_text("utf-8")
        page = lxml_html.document_fromstring(text)
        assert [one.get("src") for one in page.iter("script")] in ([], ["../charts.js"], ["./site.js"]), path.name
        assert not page.xpath("//img | //i | //main//h1 | //@onerror | //@onmouseover | //@onload")
        assert not page.xpath("//@style"), "the policy allows none"
        assert not any(bad in text for bad in "\u202e\u200b\x00")
        assert "default-src 'none'" in page.xpath("string(//meta[@http-equiv]/@content)")
        for address in page.xpath("//a/@href"):
            assert address.startswith(("#", "../", "./", "20", "https://"))
        found += text.count("&lt;script&gt;alert(1)")
    assert found > 5


def needles() -> Needles:
    return Needles(
        frozenset({"weibo:1"}), texts=frozenset({TEXT}), shown=frozenset({TEXT}), urls=frozenset({_url_of_first()})
    )


def _url_of_first() -> str:
    return next(row["url"] for row in topics().rows["post"] if row["post_id"] == "weibo:1")


def test_an_erased_post_leaves_every_page_and_the_others_stay(tmp_path: Path) -> None:
    write(topics().write(tmp_path / "warehouse.duckdb"), tmp_path, WEEK)
    site, gone = tmp_path / "reports" / "site", needles()
    told = [path for path in pages(site) if gone.tells(path.read_text("utf-8"))]
    quoted = [path for path in pages(site) if f'href="{_url_of_first()}"' in path.read_text("utf-8")]
    assert {path.parent.name for path in quoted} == {"topics", "themes", "weeks"} and told
    for path in sorted(site.rglob("*")):
        if path.is_file():
            erase = erase_page if path.suffix == ".html" else erase_text
            assert erase(path, gone, True) == int(path in {*told, *quoted}), path.name
            assert erase(path, gone, True) == 0
    for path in pages(site):
        text = lxml_html.fromstring(path.read_text("utf-8")).text_content()
        assert "出差三天" not in text and "真的救命" not in text and _url_of_first() not in path.read_text("utf-8")
    left = lxml_html.fromstring((site / "topics" / f"{LONG}.html").read_text("utf-8"))
    quotes = [quote.text_content().strip() for quote in left.xpath("//section[@id='posts']//blockquote")]
    assert len(quotes) == 3 and quotes.count("［已应要求删除］") == 1
    assert sum("长续航" in quote for quote in quotes) == 2
    assert mend(site) == 0 and dead_links(site) == []
