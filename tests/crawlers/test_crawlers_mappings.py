"""What platforms are asked, and what single entries become where a saved page would not show it."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from crawlers_samples import entries, spider_of

from crawlers.answers import Kind
from crawlers.ids import comment_id, hot_search_id, opens
from crawlers.listing import Page, Span
from crawlers.mappings.bilibili_ids import aid_of, bvid_of
from crawlers.platforms import platforms, spider_class
from crawlers.reading import Rejected, Seen
from crawlers.regions import region
from crawlers.rejections import masked, scrubbed

SEEN = Seen(datetime(2026, 11, 19, 1, tzinfo=UTC), "长续航", "salt", True)
FIRST = Page()
HOURS = Span(datetime(2026, 11, 17, 19, tzinfo=UTC), datetime(2026, 11, 18, 1, tzinfo=UTC))


def asked(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query, keep_blank_values=True).items()}


# ---- asking


def test_weibo_is_asked_for_hours_of_shanghai() -> None:
    spider = spider_of("weibo")
    told = asked(spider.search("长续航 手机", Page(3), HOURS).url)
    assert told["page"] == "3"
    assert told["containerid"] == "100103type=61&q=长续航 手机&t=0&timescope=custom:2026-11-18-3:2026-11-18-9"
    part = Span(HOURS.start, datetime(2026, 11, 18, 1, 0, 1, tzinfo=UTC))
    assert asked(spider.search("x", FIRST, part).url)["containerid"].endswith(":2026-11-18-10"), "a part is an hour"
    assert "timescope" not in unquote(spider.search("x", FIRST, None).url)


@pytest.mark.parametrize("query", ["A&B", "100%", "c++", "#话题#", "a=b&t=0", "a/b?c"])
def test_weibo_queries_keep_their_signs(query: str) -> None:
    container = parse_qs(asked(spider_of("weibo").search(query, FIRST, None).url)["containerid"])
    assert (container["q"], container["t"]) == ([query], ["0"])


@pytest.mark.parametrize("platform", [p for p in platforms() if p != "syndication"])
@pytest.mark.parametrize("query", ["A&B", "100%", "#话题# x", "中文+1"])
def test_queries_arrive_as_they_are(platform: str, query: str) -> None:
    ask = spider_of(platform).search(query, Page(2), None)
    arrived = ask.body or asked(ask.url)
    keyword = arrived.get("keyword") or arrived.get("q") or parse_qs(arrived["containerid"])["q"][0]
    assert keyword == query
    assert "://" in ask.url
    assert " " not in ask.url


def test_where_listings_are_asked() -> None:
    weibo, notes, zhihu, douyin, bilibili = map(spider_of, ("weibo", "xiaohongshu", "zhihu", "douyin", "bilibili"))
    base = "https://example.invalid"
    assert weibo.timeline("12", Page(2)).url == (
        f"{base}/api/container/getIndex?type=uid&value=12&containerid=10760312&page=2"
    )
    assert weibo.comments("5", "", FIRST).url == f"{base}/comments/hotflow?id=5&mid=5&max_id_type=0"
    assert weibo.comments("5", "", Page(2, "77.1")).url.endswith("&max_id_type=1&max_id=77")
    assert weibo.revisit("5", "").url == f"{base}/statuses/show?id=5"
    told = asked(notes.comments("n1", "AB+c=", Page(2, "c/1")).url)
    assert (told["note_id"], told["cursor"], told["xsec_token"], told["top_comment_id"]) == ("n1", "c/1", "AB+c=", "")
    assert notes.revisit("n1", "t").body == {"source_note_id": "n1", "xsec_token": "t"}
    assert notes.hot_list().url == f"{base}/explore"
    assert asked(zhihu.answers("6", Page(3)).url)["offset"] == "40"
    assert urlsplit(zhihu.comments("7", "articles", Page(2, "17_1_0")).url).path == (
        "/api/v4/comment_v5/articles/7/root_comment"
    )
    assert urlsplit(zhihu.revisit("7", "").url).path == "/api/v4/answers/7"
    assert urlsplit(zhihu.revisit("7", "../x").url).path == "/api/v4/answers/7", "a token is one of the known words"
    assert asked(douyin.search("x", Page(2), None).url)["offset"] == "20"
    assert asked(douyin.search("x", Page(2, "17"), None).url)["offset"] == "17"
    assert asked(douyin.comments("8", "", FIRST).url)["cursor"] == "0"
    assert asked(bilibili.comments("BV17x411w7KC", "", Page(2)).url) | {"pn": "2"} == {
        "type": "1", "oid": "170001", "sort": "0", "nohot": "1", "ps": "20", "pn": "2",
    }  # fmt: skip
    assert asked(bilibili.comments("170001", "", FIRST).url)["oid"] == "170001", "an imported video"
    span = asked(bilibili.search("x", FIRST, HOURS).url)
    assert (span["pubtime_begin_s"], span["pubtime_end_s"]) == ("1794942000", "1794963599")


# ---- ids


@pytest.mark.parametrize(("aid", "bvid"), [(170001, "BV17x411w7KC"), (1, "BV1xx411c7mQ"), (2**51 - 1, None)])
def test_bilibili_numbers_and_words(aid: int, bvid: str | None) -> None:
    assert aid_of(bvid_of(aid)) == aid
    assert bvid in (None, bvid_of(aid))


@pytest.mark.parametrize("wrong", ["", "BV", "BV1", "av170001", "BV17x411w7K0", "BV17x411w7KCC", "BV1111111111"])
def test_words_that_are_no_videos(wrong: str) -> None:
    with pytest.raises(ValueError, match="not the word"):
        aid_of(wrong)


def test_ids_say_what_they_are_of() -> None:
    assert comment_id("weibo", "5230000000000001") == "weibo:c5230000000000001"
    assert hot_search_id("weibo", " #长续航  手机# ", SEEN.observed_at) == "weibo:长续航_手机@20261119"
    assert hot_search_id("weibo", "# #", SEEN.observed_at) == ""
    assert opens("weibo:5230000000000001")
    assert opens("bilibili:BV17x411w7KC")
    assert not opens("weibo:c5230000000000001")
    assert not opens("xiaohongshu:c6afd4000000000001d0c0001")
    assert not opens("weibo:长续航@20261119")


# ---- entries


def test_a_long_status_is_asked_for_only_where_a_list_cut_it() -> None:
    spider = spider_of("weibo")
    told = {"id": "5230000000000001", "created_at": "刚刚", "isLongText": True, "user": {"id": 1}}
    cut = {**told, "text": '开头...<a href="/status/1">全文</a>'}
    assert spider.detail(cut, spider.to_post(cut, SEEN)) is not None
    assert spider.to_post(cut, SEEN).text == "开头"
    whole = {**told, "text": "开头和结尾"}
    assert spider.detail(whole, spider.to_post(whole, SEEN)) is None
    made_whole = spider.with_detail(cut, {"data": {"longTextContent": "开头和<br>结尾"}})
    assert spider.to_post(made_whole, SEEN).text == "开头和\n结尾"
    assert spider.detail(made_whole, spider.to_post(made_whole, SEEN)) is None


def test_a_note_keeps_what_only_its_card_told_and_its_token() -> None:
    spider = spider_of("xiaohongshu")
    entry = {
        "id": "6afd30e0000000001b0a0001",
        "xsec_token": "AB=",
        "note_card": {"display_title": "标题", "interact_info": {"liked_count": "7"}},
    }
    assert spider.detail(entry, spider.to_post(entry, SEEN)) is not None
    whole = spider.with_detail(entry, {"data": {"items": [{"note_card": {"desc": "正文"}}]}})
    post = spider.to_post(whole, SEEN)
    assert (post.title, post.text, post.likes, spider.token(whole)) == ("标题", "正文", 7, "AB=")
    assert spider.detail(whole, post) is None
    with pytest.raises(Rejected, match="no note"):
        spider.with_detail(entry, {"data": {"items": []}})


def test_zhihu_tokens_say_what_a_number_is_of() -> None:
    spider = spider_of("zhihu")
    assert spider.token({"type": "search_result", "object": {"type": "article", "id": "1"}}) == "articles"
    assert spider.token({"type": "hot_list_feed", "target": {}}) == "questions"
    assert spider.token({"type": "question_feed_card", "target": {"type": "answer"}}) == "answers"
    assert spider.token({"type": "comment"}) == ""


def test_names_are_kept_only_if_allowed_and_verified() -> None:
    entry = next(e for e in entries("weibo") if e.get("mblog", {}).get("user", {}).get("verified_type") == 2)
    assert spider_class("weibo").to_post(entry, SEEN).author_name == "编的商家"
    assert spider_class("weibo").to_post(entry, Seen(SEEN.observed_at, "q", "salt")).author_name is None


def test_a_megabyte_of_text_is_rejected_with_its_size() -> None:
    entry = {"id": "1", "created_at": "刚刚", "user": {"id": 1}, "text": "字" * 1_000_000}
    with pytest.raises(Rejected, match="1000000 characters"):
        spider_class("weibo").to_post(entry, SEEN)


def test_a_post_from_the_future_is_rejected() -> None:
    entry = {"id": "1", "created_at": "Wed Nov 18 09:30:15 +0800 2027", "user": {"id": 1}, "text": "x"}
    with pytest.raises(Rejected, match="lies after observed_at"):
        spider_class("weibo").to_post(entry, SEEN)


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ("发布于 江西", "江西"),
        ("来自日本", "日本"),
        ("IP属地：上海", "上海"),
        ("IP 属地广东", "广东"),
        ("江西", "江西"),
        ("未知", ""),
        ("", ""),
    ],
)
def test_regions(told: str, place: str) -> None:
    assert region(told) == place


# ---- verdicts that differ in little


@pytest.mark.parametrize(
    ("platform", "payload", "kind"),
    [
        ("weibo", {"ok": 0}, Kind.NO_RESULTS),
        ("weibo", {"ok": 0, "msg": ""}, Kind.CHANGED_SHAPE),
        ("weibo", {"ok": 1, "data": {"data": [], "max_id": 0}}, Kind.NO_RESULTS),
        ("weibo", {"ok": 0, "error_code": 20101, "message": "微博不存在"}, Kind.NO_RESULTS),
        ("weibo", {"ok": 1, "data": {}}, Kind.CHANGED_SHAPE),
        ("xiaohongshu", {"code": 0, "success": True, "data": {}}, Kind.CHANGED_SHAPE),
        ("xiaohongshu", {"code": 0, "success": True, "data": {"comments": []}}, Kind.NO_RESULTS),
        ("xiaohongshu", {"feed": {"feeds": []}}, Kind.NO_RESULTS),
        ("xiaohongshu", {"feed": {}}, Kind.CHANGED_SHAPE),
        ("zhihu", {"data": {}}, Kind.CHANGED_SHAPE),
        ("douyin", {}, Kind.CHANGED_SHAPE),
        ("douyin", {"status_code": 0, "data": [], "has_more": 1}, Kind.BLOCKED),
        ("douyin", {"status_code": 5, "status_msg": "参数不合法"}, Kind.BLOCKED),
        ("bilibili", {"code": -412, "message": "请求被拦截"}, Kind.BLOCKED),
        ("bilibili", {"code": 0, "data": {"replies": None, "page": {"count": 0}}}, Kind.NO_RESULTS),
        ("bilibili", {"code": 0, "data": {}}, Kind.CHANGED_SHAPE),
        ("bilibili", {"code": "0"}, Kind.CHANGED_SHAPE),
    ],
)
def test_nothing_there_is_told_from_a_refusal(platform: str, payload: dict, kind: Kind) -> None:
    verdict = spider_class(platform).judge(payload)
    assert verdict is not None
    assert verdict.kind is kind


# ---- people


def test_rejected_entries_carry_no_people() -> None:
    entry = {
        "text": "正文留下",
        "user": {"id": 123456789, "idstr": "123456789", "screen_name": "某人", "verified_reason": "某公司员工"},
        "author": {"id": "abc", "name": "答主", "url_token": "da-zhu", "headline": "工程师"},
        "user_id": "987654321",
        "nickname": "昵称",
        "retweeted_status": {"user": {"id": 55555555, "profile_url": "/u/55555555"}},
        "actionlog": {"ext": "rootuid:123456789"},
        "reply_to_author": {"id": "def", "name": "答主"},
        "page_info": {"page_title": "某人的微博视频", "content1": "某人的微博视频", "author_mid": "123456789"},
        "reply_to_userid": "987654321",
        "music": {"title": "@某人创作的原声"},
    }
    raw = scrubbed(entry, "weibo", "salt")
    assert "正文留下" in raw
    for told in (
        "123456789",
        "某人",
        "某公司",
        "答主",
        "da-zhu",
        "工程师",
        "987654321",
        "昵称",
        "55555555",
        '"abc"',
        '"def"',
    ):
        assert told not in raw


def test_bilibili_accounts_are_numbered_by_mid_and_weibo_statuses_are() -> None:
    told = {
        "mid": 200000001,
        "content": {"at_name_to_mid": {"某人": 200000002}},
        "staff": [{"mid": 7777777, "name": "某人"}],
    }
    raw = scrubbed(told, "bilibili", "salt")
    for gone in ("200000001", "某人", "200000002", "7777777"):
        assert gone not in raw
    assert "5230000000000001" in scrubbed({"mid": "5230000000000001"}, "weibo", "salt")
    assert "某人" not in masked('{"member": {"uname": "某人", "cut')
