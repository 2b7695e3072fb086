"""The mappings on real samples, and on samples that have been broken in every way."""

import json
import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.http import TextResponse

from contract.post import COUNTS, fault_of
from crawlers.answers import Kind, read_json
from crawlers.landing import columns_of, to_line
from crawlers.platforms import platforms, spider_class
from crawlers.reading import Rejected, Seen
from crawlers.rejections import Rejection, scrubbed

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "feeds"
SAVED = ROOT / "tests" / "saved"
SEEN = Seen(datetime(2026, 11, 19, 1, tzinfo=UTC), "长续航", "salt", True)
real = pytest.mark.skipif(not REAL.is_dir(), reason="the real samples are not at ../shared/feeds")


def entries_of(platform: str, payload: dict) -> list[dict]:
    """Entries of a page, or a single status as the samples have them."""
    spider = spider_class(platform)
    found = [payload] if "mblogid" in payload or "mid" in payload else spider.entries(payload)
    return [part for entry in found for part in spider.parts(entry)]


def samples(platform: str) -> list[dict]:
    folders = [SAVED / platform, REAL / platform]
    pages = [
        json.loads(p.read_text("utf-8"))
        for f in folders
        for p in sorted(f.glob("*.json"))
        if ".expected." not in p.name
    ]
    found = [e for payload in pages if payload.get("ok") != 0 for e in entries_of(platform, payload)]
    if platform == "syndication":
        spider = spider_class(platform)
        for page in sorted((SAVED / platform).glob("*.xml")):
            found += spider.read(TextResponse("http://a/", body=page.read_bytes())).payload["items"]
    return found[:60]


SAMPLES = {platform: samples(platform) for platform in platforms()}
STATUS = next(e for e in SAMPLES["weibo"] if "mblog" in e)


@real
@pytest.mark.parametrize("file", sorted(REAL.glob("*/*.json")) if REAL.is_dir() else [], ids=lambda p: p.name)
def test_real_responses_parse_without_a_rejection(file: Path) -> None:
    platform, payload = file.parent.name, json.loads(file.read_text("utf-8"))
    spider = spider_class(platform)
    if payload.get("ok") == 0:
        verdict = spider.judge(payload)
        assert verdict is not None
        assert verdict.kind is Kind.NO_RESULTS
        return
    posts = [spider.to_post(entry, SEEN) for entry in entries_of(platform, payload)]
    assert posts
    for post in posts:
        assert fault_of(columns_of(post)) is None
        assert post.title or post.text
        assert "&lt;" not in (post.text or "")
        assert not (post.text or "x").endswith("\u200b")


@real
def test_real_samples_in_detail() -> None:
    def posts(name: str) -> list:
        payload = json.loads(next((REAL / "weibo").glob(f"{name}__*.json")).read_text("utf-8"))
        return [spider_class("weibo").to_post(e, SEEN) for e in entries_of("weibo", payload)]

    repost, original = posts("retweet")
    assert (repost.kind, repost.text, repost.parent_id) == ("repost", "勇气可嘉👍", original.post_id)
    assert original.kind == "post"
    assert original.author_verified == "organisation"
    (deleted,) = posts("retweet_deleted")
    assert deleted.parent_id == "weibo:4821335031944066"
    (topic,) = posts("topic")
    assert topic.hashtags is not None
    assert topic.hashtags[0] == "LOL玩家"
    assert posts("region")[0].region == "江西"
    assert posts("page_24")[0].is_ad is True
    assert posts("page_11")[0].media == ["text", "video"]
    lines = json.loads((REAL / "weibo" / "hot_search_m_weibo_cn.json").read_text("utf-8"))
    hot = [spider_class("weibo").to_post(e, SEEN) for e in spider_class("weibo").entries(lines)]
    assert hot[2].likes == 1_162_839
    assert hot[0].likes is None


@real
def test_a_real_block_page_is_told() -> None:
    body = (REAL / "weibo" / "visitor_system_block_page.html").read_bytes()
    assert read_json(body, spider_class("weibo").judge).kind is Kind.BLOCKED


HOSTILE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.just(10**400),
    st.just(float("nan")),
    st.just("\ud83d"),
    st.just("\x00"),
    st.just("x" * 1_000_001),
    st.just({}),
    st.just([]),
    st.just([[[[]]]]),
    st.just([None]),
    st.just({"a": {"b": []}}),
    st.just({"0": {"x": 1}}),
    st.just("99999999999分钟前"),
    st.just("1.2万万"),
    st.just("9999-99-99"),
    st.just(-1),
    st.just(10**16),
    st.just("<script>alert(1)</script>"),
    st.just("http://a b/c"),
    st.just(True),
)


def paths(value: Any, here: tuple = ()) -> list[tuple]:
    """Every place in a JSON value."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(p for key, inner in below for p in paths(inner, (*here, key)))]


def put(value: Any, path: tuple, new: Any) -> Any:
    """A copy of a JSON value with something else at a place."""
    if not path:
        return new
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[path[0]] = put(value[path[0]], path[1:], new)
    return copied


def holds(platform: str, entry: Any) -> None:
    """A Post that keeps the contract and can be written, or a rejection with a reason that can be written."""
    try:
        post = spider_class(platform).to_post(entry, SEEN)
    except Rejected as why:
        assert str(why)
        line = Rejection(platform, "q", "u", str(why), "entry", scrubbed(entry, platform, "salt")).to_line("run")
        assert json.loads(line)["raw"]
        line.encode()
        return
    assert fault_of(columns_of(post)) is None
    assert json.loads(to_line(post).encode())["post_id"] == post.post_id
    for name in (*COUNTS, "author_followers"):
        told = getattr(post, name)
        assert told is None or (type(told) is int and told >= 0)


@pytest.mark.parametrize("platform", platforms())
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_mutated_entries_give_a_post_or_a_reason(platform: str, data: st.DataObject) -> None:
    entry = data.draw(st.sampled_from(SAMPLES[platform]), label="sample")
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([p for p in paths(entry) if p]), label="place")
        entry = put(entry, path, data.draw(HOSTILE, label="value"))
    holds(platform, entry)


@pytest.mark.parametrize("platform", platforms())
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_entries_without_some_of_their_keys(platform: str, data: st.DataObject) -> None:
    entry = dict(data.draw(st.sampled_from(SAMPLES[platform])))
    for key in data.draw(st.lists(st.sampled_from(sorted(entry)), max_size=4)):
        entry.pop(key, None)
    holds(platform, entry)


@pytest.mark.parametrize("platform", platforms())
def test_every_top_level_value_of_every_wrong_type(platform: str) -> None:
    wrong = [None, True, 1, -1, 1.5, math.nan, 10**5000, "", "x", [], [1], {}, {"a": 1}]
    for entry in SAMPLES[platform][:25]:
        for path in paths(entry):
            if 0 < len(path) <= 3:
                for value in wrong:
                    holds(platform, put(entry, path, value))


@pytest.mark.parametrize("platform", [p for p in platforms() if p != "syndication"])
@settings(max_examples=200, deadline=None)
@given(
    payload=st.recursive(
        HOSTILE,
        lambda c: st.dictionaries(st.sampled_from(["ok", "data", "cards", "code", "success", "items", "error"]), c),
        max_leaves=5,
    )
)
def test_judging_any_object(platform: str, payload: Any) -> None:
    spider = spider_class(platform)
    verdict = spider.judge(payload) if isinstance(payload, dict) else spider.judge({"data": payload})
    if verdict is None and isinstance(payload, dict):
        spider.entries(payload)
        spider.more(payload)


def test_deep_nesting_does_not_exhaust_the_stack() -> None:
    deep: Any = "x"
    for _ in range(900):
        deep = {"user": [deep]}
    for platform in platforms():
        holds(platform, deep)


def test_a_megabyte_of_text_is_rejected_with_its_size() -> None:
    entry = put(STATUS, ("mblog", "text"), "字" * 1_000_000)
    with pytest.raises(Rejected, match="1000000 characters"):
        spider_class("weibo").to_post(entry, SEEN)


def test_a_post_from_the_future_is_rejected() -> None:
    entry = put(STATUS, ("mblog", "created_at"), "Wed Nov 18 09:30:15 +0800 2027")
    with pytest.raises(Rejected, match="lies after observed_at"):
        spider_class("weibo").to_post(entry, SEEN)


def test_names_are_kept_only_if_allowed_and_verified() -> None:
    entry = next(e for e in SAMPLES["weibo"] if e.get("mblog", {}).get("user", {}).get("verified_type") == 2)
    assert spider_class("weibo").to_post(entry, SEEN).author_name == "编的商家"
    assert spider_class("weibo").to_post(entry, Seen(SEEN.observed_at, "q", "salt")).author_name is None


def test_rejected_entries_carry_no_people() -> None:
    entry = {
        "text": "正文留下",
        "user": {"id": 123456789, "idstr": "123456789", "screen_name": "某人", "verified_reason": "某公司员工"},
        "author": {"id": "abc", "name": "答主", "url_token": "da-zhu", "headline": "工程师"},
        "user_id": "987654321",
        "nickname": "昵称",
        "retweeted_status": {"user": {"id": 55555555, "profile_url": "/u/55555555"}},
        "actionlog": {"ext": "rootuid:123456789"},
    }
    raw = scrubbed(entry, "weibo", "salt")
    assert "正文留下" in raw
    for told in ("123456789", "某人", "某公司", "答主", "da-zhu", "工程师", "987654321", "昵称", "55555555"):
        assert told not in raw
