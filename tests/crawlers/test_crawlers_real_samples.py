"""The mappings on real responses (pseudonymised, beside the project): all parse, and say what the raw JSON says."""

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from crawlers_samples import REAL, parts_of, read

from contract.post import Post, fault_of
from crawlers.answers import Kind
from crawlers.landing import columns_of
from crawlers.platforms import spider_class
from crawlers.reading import Seen

SEEN = Seen(datetime(2026, 11, 19, 1, tzinfo=UTC), "长续航", "salt", True)
FILES = sorted(p for p in REAL.glob("*/*") if p.suffix in (".json", ".html")) if REAL.is_dir() else []
NO_PAGE = {"hot_search_empty.json": Kind.NO_RESULTS, "visitor_system_block_page.html": Kind.BLOCKED}
STATUSES = [p for p in FILES if "__" in p.name]
pytestmark = pytest.mark.skipif(not FILES, reason="the real samples are not at ../shared/feeds")


def posts_of(file: Path) -> list[Post]:
    platform = file.parent.name
    answer = read(platform, file.read_bytes())
    assert answer.kind is Kind.PAGE, answer.detail
    return [spider_class(platform).to_post(e, SEEN) for e in parts_of(platform, answer.payload)]


def told(name: str) -> tuple[dict, list[Post]]:
    (file,) = [p for p in FILES if p.name.startswith(name)]
    return json.loads(file.read_text("utf-8")), posts_of(file)


def one(name: str) -> Post:
    return told(f"{name}__")[1][0]


@pytest.mark.parametrize("file", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_file_parses_without_a_rejection(file: Path) -> None:
    if file.name in NO_PAGE:
        assert read(file.parent.name, file.read_bytes()).kind is NO_PAGE[file.name]
        return
    posts = posts_of(file)
    assert posts
    assert len({p.post_id for p in posts}) >= len(posts) * 0.7, "some lines stand on two lists"
    for post in posts:
        assert fault_of(columns_of(post)) is None
        assert post.title or post.text
        text = post.text or ""
        assert "&lt;" not in text
        assert not re.search(r"<(?:a|img|br|span)\b", text)
        assert text == text.strip(" \u200b\n")
        assert not (post.region or "").startswith(("发布于", "来自"))
        assert post.author_id is None or re.fullmatch(r"a[0-9a-f]{20}", post.author_id)


@pytest.mark.parametrize("file", STATUSES, ids=lambda p: p.name)
def test_statuses_say_what_the_raw_json_says(file: Path) -> None:
    raw, post = json.loads(file.read_text("utf-8")), posts_of(file)[0]
    counts = (raw["attitudes_count"], raw["comments_count"], raw["reposts_count"])
    assert (post.likes, post.comments, post.shares) == counts
    assert post.post_id == f"weibo:{raw['mid']}"
    assert post.published_at == datetime.strptime(raw["created_at"], "%a %b %d %H:%M:%S %z %Y")
    assert abs(post.published_at - datetime.fromtimestamp((int(raw["mid"]) >> 22) + 515_483_463, UTC)) < timedelta(
        days=1
    )
    assert post.region == (raw["region_name"].removeprefix("发布于 ") if raw.get("region_name") else None)
    assert post.is_ad is ("WeiboAD" in raw.get("mark", ""))
    assert (post.kind == "repost") is ("retweeted_status" in raw)
    own = raw["text_raw"].partition("//@")[0] if "retweeted_status" in raw else raw["text_raw"]
    assert post.text == own.strip(" \u200b\n\r\t\u3000")
    assert set(post.hashtags or ()) >= {t["topic_title"] for t in raw.get("topic_struct", []) if post.kind == "post"}
    verified = {True: {0: "person"}.get(raw["user"]["verified_type"], "organisation"), False: "none"}
    assert post.author_verified == verified[raw["user"]["verified"]]


def test_media_of_real_statuses() -> None:
    assert one("plain").media == ["text"]
    assert one("pics").media == ["text", "image"]
    assert one("mix_media").media == ["text", "image", "video"]
    assert one("page_11").media == one("page_5").media == ["text", "video"]
    assert one("page_26").media == ["text", "live"]
    assert one("page_24").media == one("page_23").media == ["text"], "an article's and a vote's picture is a link's"


def test_views_of_real_statuses() -> None:
    assert (one("page_11").views, one("page_5").views, one("mix_media").views) == (303_650, 151_117, 1_140_295)
    assert one("retweet").views is None, "they are its original's"
    assert told("retweet__")[1][1].views == 198_868
    assert one("plain").views is None


def test_reposts_and_what_became_of_their_originals() -> None:
    repost, original = told("retweet__")[1]
    assert (repost.kind, repost.text, repost.parent_id) == ("repost", "勇气可嘉👍", original.post_id)
    assert original.kind == "post"
    assert original.author_verified == "organisation"
    assert (repost.media, original.media) == (["text"], ["text", "video"]), "the video is told with the repost"
    deleted, *others = told("retweet_deleted")[1]
    assert (deleted.parent_id, others) == ("weibo:4821335031944066", [])
    assert told("page_2__")[1][1].post_id == "weibo:4976575946689068"


def test_hashtags_and_super_topics() -> None:
    assert one("topic").hashtags is not None
    assert one("topic").hashtags[0] == "LOL玩家"
    assert all("[" not in tag for file in STATUSES for post in posts_of(file) for tag in post.hashtags or ())


def test_texts_that_are_cut_are_asked_for() -> None:
    spider = object.__new__(spider_class("weibo"))
    spider.base = "https://example.invalid"
    for file in STATUSES:
        raw, post = json.loads(file.read_text("utf-8")), posts_of(file)[0]
        assert (spider.detail(raw, post) is not None) is (raw["isLongText"] is True)


def test_the_real_hot_search_list() -> None:
    raw, posts = told("hot_search_m_weibo_cn")
    lines = [i for card in raw["data"]["cards"] for i in card["card_group"] if "itemid" in i and "desc" in i]
    assert len(posts) == len(lines)
    for line, post in zip(lines, posts, strict=True):
        heat = re.search(r"\d+$", str(line.get("desc_extr", "")))
        assert post.likes == (int(heat[0]) if heat else None)
        assert post.text == line["desc"].strip()
        assert post.is_ad is ("promotion" in line)
    assert Counter(p.is_ad for p in posts)[True] == 1
    assert {p.published_at for p in posts} == {datetime.fromtimestamp(1_748_100_094, UTC)}
    assert posts[2].likes == 1_162_839


def test_the_real_explore_page() -> None:
    raw, posts = told("explore_page_state")
    cards = raw["feed"]["feeds"]
    assert len(posts) == len(cards) == 35
    assert posts[0].likes == 15_000
    assert sum(p.media == ["video"] for p in posts) == sum(c["noteCard"]["type"] == "video" for c in cards)
    assert all(
        p.published_at == datetime.fromtimestamp(int(c["id"][:8], 16), UTC) for p, c in zip(posts, cards, strict=True)
    )
    assert all(spider_class("xiaohongshu").token(c) == c["xsecToken"] for c in cards)
    body = (
        "<html><script>window.__INITIAL_STATE__=" + json.dumps(raw).replace(": null", ":undefined") + "</script></html>"
    )
    assert read("xiaohongshu", body.encode()).payload["feed"]["feeds"] == cards, "as the live page holds it"


def test_the_real_hot_list() -> None:
    raw, posts = told("hot_list")
    assert len(posts) == len(raw["data"])
    for line, post in zip(raw["data"], posts, strict=True):
        assert post.post_id == f"zhihu:{line['card_id'].removeprefix('Q_')}"
        heat = line["target"]["metrics_area"]["text"]
        assert post.likes == int(heat.split()[0]) * 10_000, heat
        assert post.comments == line["feed_specific"]["answer_count"]
