"""What each platform does its own way: notes behind Xiaohongshu's results, Zhihu's offsets, feeds that move."""

import gzip
import json
from datetime import timedelta
from pathlib import Path

import pytest
from crawlers_site import AS_OF, Asked, job, site

from crawlers.answers import Kind
from crawlers.platforms import platforms, spider_class
from crawlers.run import crawl
from crawlers.syndicated import read_xml


def landed(folder: Path, platform: str) -> list[dict]:
    (file,) = (folder / platform).glob("*.jsonl.gz")
    return [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]


def note_id(number: int, hours_ago: float) -> str:
    return f"{int((AS_OF - timedelta(hours=hours_ago)).timestamp()):08x}{number:016x}"


def notes(asked: Asked) -> object:
    """Three pages of two notes, ten hours apart."""
    if asked.path.endswith("/feed"):
        native = asked.body["source_note_id"]
        assert asked.body["xsec_token"] == f"AB{native[-1]}="
        if native.endswith("2"):
            return {"code": -510001, "success": False, "msg": "笔记不存在", "data": {"items": []}}
        card = {
            "note_id": native,
            "title": "标题",
            "desc": "正文#护肤[话题]#",
            "user": {"user_id": "u1", "fans": "1.2万"},
        }
        return {
            "code": 0,
            "success": True,
            "data": {"items": [{"id": native, "model_type": "note", "note_card": card}]},
        }
    assert asked.body["sort"] == "time_descending"
    first = (asked.body["page"] - 1) * 2
    ids = [note_id(i, 1 + 10 * i) for i in (first, first + 1)]
    card = {"display_title": "标题", "user": {"user_id": "u1"}, "interact_info": {"liked_count": "1.2万"}}
    items = [{"id": i, "model_type": "note", "xsec_token": f"AB{i[-1]}=", "note_card": card} for i in ids]
    return {"code": 0, "success": True, "data": {"has_more": True, "items": items}}


def test_xiaohongshu_opens_the_notes_of_its_window(tmp_path: Path) -> None:
    with site(notes) as served:
        (run,) = crawl([job(served.base, platform="xiaohongshu", run="xiaohongshu-1")], tmp_path)
        opened = [a.body["source_note_id"] for a in served.asked if a.path.endswith("/feed")]
    assert (run.outcome, run.pages, run.entries, run.landed) == ("ok", 2, 4, 4), "the fourth note is 31 hours old"
    assert len(opened) == 3, "older notes are not opened"
    texts = [post["text"] for post in landed(tmp_path, "xiaohongshu")]
    assert sorted(texts, key=str) == [None, None, "正文#护肤#", "正文#护肤#"], (
        "a deleted note stays as its card told it"
    )
    assert landed(tmp_path, "xiaohongshu")[-1]["likes"] == 12_000, "what only the card tells is kept"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ({"code": -100, "success": False, "msg": "登录已过期"}, "login_wall"),
        ({"code": 300012, "success": False, "msg": "网络连接异常"}, "blocked"),
        ((461, {}, ""), "captcha"),
        ({"code": 0, "success": True, "data": {"items": []}}, "empty"),
        ({"code": 0, "success": True, "data": {"notes": 1, "items": {}}}, "changed_shape"),
    ],
)
def test_xiaohongshu_refusals(tmp_path: Path, answer: object, outcome: str) -> None:
    with site(lambda a: answer) as served:
        (run,) = crawl([job(served.base, platform="xiaohongshu", run="xiaohongshu-1")], tmp_path)
    assert run.outcome == outcome


def test_zhihu_pages_by_offset_and_reads_the_hot_list(tmp_path: Path) -> None:
    offsets = []

    def answer(asked: Asked) -> object:
        if "hot-lists" in asked.path:
            target = {"id": 5, "title": "榜上的问题？", "created": int(AS_OF.timestamp()) - 60}
            return {"data": [{"type": "hot_list_feed", "detail_text": "30 万热度", "target": target}]}
        offsets.append(len(offsets) * 20)
        made = int((AS_OF - timedelta(hours=10 * len(offsets))).timestamp())
        told = {"type": "article", "id": str(len(offsets)), "title": "文", "content": "<p>字</p>", "created_time": made}
        return {"data": [{"type": "search_result", "object": told}], "paging": {"is_end": False}}

    with site(answer) as served:
        runs = crawl([job(served.base, platform="zhihu", run="zhihu-1", hot_list=True)], tmp_path)
    assert [(r.query, r.outcome, r.landed) for r in runs] == [("hot_list", "ok", 1), ("快充", "ok", 3)]


RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>',
    "<item><title>第{n}条</title><guid>{n}</guid><pubDate>{date}</pubDate></item>",
)


def feed(*hours: float) -> str:
    dates = [(AS_OF - timedelta(hours=h)).strftime("%a, %d %b %Y %H:%M:%S GMT") for h in hours]
    return RSS[0].format(items="".join(RSS[1].format(n=n, date=date) for n, date in enumerate(dates)))


def crawl_feed(folder: Path, answer: object) -> tuple:
    with site(lambda a: answer if a.path.endswith("/new") else (301, {"Location": "/new"}, "")) as served:
        address = served.base + "/old?at={as_of}"
        (run,) = crawl([job("", platform="syndication", run="syndication-1", queries=(), feeds=(address,))], folder)
    assert run.query == address, "the address as it stands in the settings"
    return run, served


def test_feeds_are_followed_where_they_moved(tmp_path: Path) -> None:
    run, served = crawl_feed(tmp_path, (200, {"Content-Type": "application/rss+xml"}, feed(1, 30)))
    assert (run.outcome, run.landed) == ("ok", 2)
    assert {p["post_id"][:12] for p in landed(tmp_path, "syndication")} == {"syndication:"}
    assert len(served.asked) == 2


def test_a_feed_that_shows_only_its_newest_covers_only_these(tmp_path: Path) -> None:
    run, _ = crawl_feed(tmp_path, (200, {}, feed(1, 5)))
    assert (run.outcome, run.covered_from) == ("saturated", AS_OF - timedelta(hours=5))


def test_a_feed_cut_short_is_malformed_and_kept(tmp_path: Path) -> None:
    run, _ = crawl_feed(tmp_path, (200, {}, feed(1, 30)[:-20]))
    assert (run.outcome, run.landed, run.rejected) == ("malformed", 0, 1)
    assert "no end" in run.detail


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<!DOCTYPE html><html></html>", Kind.BLOCKED),
        ("<rss><channel></channel></rss>", Kind.NO_RESULTS),
        ("<rss><channel><item><title>a</title>", Kind.MALFORMED),
        ("<sitemap></rss>", Kind.CHANGED_SHAPE),
        ("no markup at all", Kind.MALFORMED),
    ],
)
def test_documents_that_are_no_feed(text: str, kind: Kind) -> None:
    assert read_xml(text).kind is kind


def test_entities_are_not_resolved() -> None:
    entities = '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "BBBB">]>'
    title = read_xml(f"{entities}<rss><item><title>x&a;&b;</title></item></rss>").payload["items"][0]["title"]
    assert "root:" not in title


def test_platforms_are_what_lies_in_the_folder() -> None:
    assert platforms() == ["bilibili", "douyin", "syndication", "weibo", "xiaohongshu", "zhihu"]
    assert all(spider_class(platform).name == platform for platform in platforms())
