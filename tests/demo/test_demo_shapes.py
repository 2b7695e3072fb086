"""The server's answers, parsed from HTTP the way a spider would see them."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from demo_client import Client, mblogs, seconds

from demo.plan import FEED_NAMES, QUERIES
from demo.shapes import weibo
from demo.shapes.wrapping import wan
from demo.world import World

SAMPLES = Path(__file__).parents[3] / "shared" / "feeds"


def test_robots_allows(client: Client) -> None:
    assert client.get("/robots.txt").text.splitlines() == ["User-agent: *", "Allow: /"]


@pytest.mark.parametrize("query", QUERIES)
def test_weibo_pages_are_newest_first_and_hold_the_keyword(client: Client, calm: int, query: str) -> None:
    found = mblogs(client.weibo(calm, query).told)
    assert found
    times = [seconds(blog["mid"]) for blog in found]
    assert times == sorted(times, reverse=True) and times[0] <= calm
    assert all(query in re.sub("<[^>]+>", "", blog["text"]) or blog["isLongText"] for blog in found)


def test_weibo_pages_follow_one_another_and_saturate(client: Client, calm: int) -> None:
    pages = [client.weibo(calm, "防晒", page).told for page in range(1, 12)]
    mids = [blog["mid"] for page in pages[:10] for blog in mblogs(page)]
    assert len(mids) == len(set(mids)) == 200
    assert mids == sorted(mids, reverse=True)
    assert pages[0]["data"]["cardlistInfo"]["page"] == 2
    assert pages[9]["data"]["cardlistInfo"]["page"] is None
    assert pages[10] == {"ok": 0, "msg": "这里还没有内容", "data": {"cards": []}}


def test_weibo_blogs_have_the_mobile_site_s_fields(client: Client, calm: int) -> None:
    found = [blog for page in range(1, 11) for blog in mblogs(client.weibo(calm, "防晒", page).told)]
    for blog in found:
        assert blog["id"] == blog["mid"] and re.fullmatch(r"\d{16}", blog["mid"]) and len(blog["bid"]) == 9
        assert isinstance(blog["attitudes_count"], int) or re.fullmatch(r"[\d.]+万\+?", blog["attitudes_count"])
        assert blog["user"]["verified"] == (blog["user"]["verified_type"] in range(8))
        assert blog.get("region_name", "发布于 上海").startswith("发布于 ")
    assert any("前" in blog["created_at"] or "昨天" in blog["created_at"] for blog in found)
    assert any(re.fullmatch(r"\w{3} \w{3} \d\d \d\d:\d\d:\d\d \+0800 2026", blog["created_at"]) for blog in found)
    assert any("<a href=" in blog["text"] and "%23" in blog["text"] for blog in found)
    assert any("<img alt=[" in blog["text"] for blog in found)
    assert any(blog["text"].endswith("\u200b") for blog in found)
    assert any(blog["user"]["verified"] for blog in found)
    assert any("WeiboADNatural" in blog.get("mark", "") for blog in found)
    assert any(blog.get("page_info", {}).get("type") == "video" for blog in found) and any(b["pics"] for b in found)


def test_weibo_reposts_carry_or_miss_their_original(client: Client, calm: int) -> None:
    found = [
        blog for q in ("防晒", "咖啡", "穿搭") for p in range(1, 11) for blog in mblogs(client.weibo(calm, q, p).told)
    ]
    originals = [blog["retweeted_status"] for blog in found if "retweeted_status" in blog]
    gone = [original for original in originals if original["user"] is None]
    assert 0 < len(gone) < len(originals) / 4
    assert all(
        "attitudes_count" not in original and original["text"].startswith(("抱歉", "该账号")) for original in gone
    )


def test_weibo_long_texts_are_cut_and_extended(client: Client, calm: int) -> None:
    found = [
        blog for q in ("防晒", "咖啡", "穿搭") for p in range(1, 11) for blog in mblogs(client.weibo(calm, q, p).told)
    ]
    long = [blog for blog in found if blog["isLongText"]]
    assert long
    whole = client.get(f"/at/{calm}/weibo/statuses/extend?id={long[0]['id']}").told["data"]["longTextContent"]
    assert len(re.sub("<[^>]+>", "", whole)) > 140
    assert re.sub("<[^>]+>", "", long[0]["text"])[:60] == re.sub("<[^>]+>", "", whole)[:60]
    assert client.get(f"/at/{calm}/weibo/statuses/extend?id=1").told["ok"] == 0


def test_nothing_shows_before_it_is_published(client: Client, calm: int) -> None:
    newest = mblogs(client.weibo(calm, "咖啡").told)[0]["mid"]
    assert newest not in {blog["mid"] for blog in mblogs(client.weibo(seconds(newest) - 1, "咖啡").told)}
    assert mblogs(client.weibo(seconds(newest), "咖啡").told)[0]["mid"] == newest
    first = client.zhihu(calm, "咖啡").told["data"][0]["object"]
    assert first["created_time"] <= calm
    note = client.notes(calm, "护肤").told["data"]["items"][0]["id"]
    assert client.note(int(note[:8], 16) - 1, note).told["success"] is False


def test_likes_grow_between_two_instants(client: Client, calm: int) -> None:
    young = {blog["mid"]: blog["attitudes_count"] for blog in mblogs(client.weibo(calm, "穿搭").told)}
    later = [blog for p in (1, 2, 3, 4) for blog in mblogs(client.weibo(calm + 86_400, "穿搭", p).told)]
    old = {blog["mid"]: blog["attitudes_count"] for blog in later if blog["mid"] in young}
    assert len(old) > 15
    assert all(old[mid] >= young[mid] for mid in old) and sum(old.values()) > sum(young[mid] for mid in old)


def test_hot_search_has_the_real_one_s_shape(client: Client, calm: int) -> None:
    rest = "containerid=106003type=25&t=3&disable_hot=1&filter_type=realtimehot"
    entries = client.get(f"/at/{calm}/weibo/api/container/getIndex?{rest}").told["data"]["cards"][0]["card_group"]
    assert len(entries) == 51 and "desc_extr" not in entries[0]
    assert {type(entry["desc_extr"]) for entry in entries[1:]} == {int, str}
    told = dict(part.split(":", 1) for part in entries[1]["itemid"].split("|"))
    assert told["key"].strip("#") == entries[1]["desc"] and calm - 3600 < int(told["qtime"]) <= calm
    assert len({entry["desc"] for entry in entries}) == 51


def test_hot_search_entries_have_the_sample_s_keys(client: Client, calm: int) -> None:
    sample = SAMPLES / "weibo" / "hot_search_m_weibo_cn.json"
    if not sample.exists():
        pytest.skip("the real sample ../shared/feeds/weibo/hot_search_m_weibo_cn.json is not here")
    real = json.loads(sample.read_text("utf-8"))["data"]["cards"][0]["card_group"][1]
    rest = "containerid=106003type=25&t=3&disable_hot=1&filter_type=realtimehot"
    ours = client.get(f"/at/{calm}/weibo/api/container/getIndex?{rest}").told["data"]["cards"][0]["card_group"][1]
    assert set(ours) <= set(real)


def test_xiaohongshu_search_and_note(client: Client, calm: int) -> None:
    data = client.notes(calm, "护肤").told["data"]
    assert data["has_more"] is True and len(data["items"]) == 20
    times = [int(entry["id"][:8], 16) for entry in data["items"]]
    assert times == sorted(times, reverse=True) and times[0] <= calm
    for entry in data["items"][:5]:
        card = client.note(calm, entry["id"]).told["data"]["items"][0]["note_card"]
        assert card["time"] == int(entry["id"][:8], 16) * 1000 <= card["last_update_time"]
        assert "护肤" in card["title"] + card["desc"]
        assert card["interact_info"]["liked_count"] == entry["note_card"]["interact_info"]["liked_count"]
        assert all(f"#{tag['name']}[话题]#" in card["desc"] for tag in card["tag_list"])
        assert card["user"]["user_id"] == entry["note_card"]["user"]["user_id"]
    assert client.notes(calm, "防晒", 9).told["data"] == {"has_more": False, "items": []}
    assert client.notes(calm, "防晒", 8).told["data"]["has_more"] is False
    assert client.note(calm, "0" * 24).told["success"] is False


def test_zhihu_search_pages_by_offset(client: Client, calm: int) -> None:
    first, second = client.zhihu(calm, "咖啡").told, client.zhihu(calm, "咖啡", 20).told
    assert first["paging"]["is_end"] is False and "offset=20" in first["paging"]["next"]
    assert first["paging"]["next"].startswith(client.base)
    ids = [result["object"]["id"] for page in (first, second) for result in page["data"]]
    assert len(ids) == len(set(ids)) == 40
    answers = [result["object"] for result in first["data"] if result["object"]["type"] == "answer"]
    assert answers and all(answer["question"]["name"] and answer["content"].startswith("<p>") for answer in answers)
    offset = 0
    while not client.zhihu(calm, "手机", offset).told["paging"]["is_end"]:
        offset += 20
    assert 0 < offset <= 180


def test_zhihu_hot_list_in_both_shapes(client: Client, calm: int) -> None:
    path = f"/at/{calm}/zhihu/api/v3/feed/topstory/hot-lists/total?limit=50"
    new = client.get(path, headers={"x-api-version": "3.0.76"}).told["data"]
    old = client.get(path).told["data"]
    assert len(new) == len(old) == 50
    assert new[0]["target"]["title_area"]["text"] == old[0]["target"]["title"]
    assert new[0]["card_id"] == old[0]["card_id"] == f"Q_{old[0]['target']['id']}"
    assert re.fullmatch(r"\d+ 万热度", new[0]["target"]["metrics_area"]["text"]) and old[0]["target"]["created"] < calm


def test_feeds_are_well_formed_and_bounded(client: Client, calm: int) -> None:
    rss = ET.fromstring(client.get(f"/at/{calm}/rss/{FEED_NAMES[0]}").text)
    atom = ET.fromstring(client.get(f"/at/{calm}/rss/{FEED_NAMES[1]}").text)
    feed = client.get(f"/at/{calm}/rss/{FEED_NAMES[2]}").told
    assert 20 < len(rss.findall("channel/item")) <= 30
    assert 20 < len(atom.findall("{http://www.w3.org/2005/Atom}entry")) <= 30
    assert feed["version"] == "https://jsonfeed.org/version/1.1" and 0 < len(feed["items"]) <= 30
    newest = datetime.fromisoformat(feed["items"][0]["date_published"])
    assert newest <= datetime.fromtimestamp(calm, UTC) < newest + timedelta(days=2)
    assert client.get(f"/at/{calm}/rss/nothing.xml").status == 404


def test_counts_and_markup_as_platforms_write_them() -> None:
    assert [wan(n, weibo.CAP) for n in (9999, 10_000, 12_345, 100_000, 1_000_000)] == [
        "9999",
        "1万",
        "1.2万",
        "10万",
        "100万+",
    ]
    html = weibo.html_of("1<2 #防晒# [哇]\n@某人:好")
    assert html.startswith("1&lt;2 <a href=") and "<br />" in html and "alt=[哇]" in html and "usercard" not in html
    assert "<a href='/n/某人'>@某人</a>:好" in html


def test_unknown_and_odd_requests_get_an_answer(client: Client, calm: int) -> None:
    assert client.weibo(calm, "没有人说过的词").told["ok"] == 0
    assert client.weibo(calm, "").told["ok"] == 0
    assert client.weibo(calm, "咖啡", 0).told["ok"] == 0
    assert client.zhihu(calm, "没有人说过的词").told["data"] == []
    assert client.get(f"/at/{calm}/xiaohongshu/api/sns/web/v1/feed", {"odd": 1}).told["success"] is False
    assert client.get("/at/not-an-instant/weibo/statuses/extend?id=1").status == 404


def test_the_small_world_is_the_served_one(client: Client, calm: int, small_world: World) -> None:
    known = {post.native for post in small_world.posts["weibo"]}
    assert {blog["mid"] for blog in mblogs(client.weibo(calm, "护肤").told)} <= known
