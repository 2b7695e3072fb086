"""Weibo's search in time windows, an account's timeline, one post: what a backfill asks beside plain search."""

import re
from datetime import datetime, timedelta

import pytest
from demo_client import Client, mblogs, seconds

from contract.clock import SHANGHAI
from demo.answers.weibo import span_of
from demo.search import ALWAYS
from demo.world import World

HOUR = 3600


def scope(first: int, end: int) -> str:
    """A window of whole hours as the platform writes it, hours without a leading nought."""
    told = (datetime.fromtimestamp(second, SHANGHAI) for second in (first, end))
    return "custom:" + ":".join(f"{moment:%Y-%m-%d}-{moment.hour}" for moment in told)


def all_pages(client: Client, at: int, query: str, window: str = "") -> tuple[list[str], int]:
    mids: list[str] = []
    for page in range(1, 11):
        told = client.weibo(at, query, page, window).told
        if not told["ok"]:
            return mids, 0
        mids += [blog["mid"] for blog in mblogs(told)]
        if told["data"]["cardlistInfo"]["page"] is None:
            break
    return mids, told["data"]["cardlistInfo"]["total"]


def test_windows_add_up_to_the_whole_also_behind_the_page_limit(client: Client, small_world: World, calm: int) -> None:
    expected = {p.native for p in small_world.posts["weibo"] if "防晒" in p.text and p.published <= calm}
    plain, total = all_pages(client, calm, "防晒")
    assert len(plain) == 200 < total == len(expected)
    first = small_world.starts_at(20)
    found: list[str] = []
    for start in range(first, calm + 1, 24 * HOUR):
        mids, told = all_pages(client, calm, "防晒", scope(start, start + 24 * HOUR))
        assert len(mids) == told
        assert mids == sorted(mids, reverse=True)
        found += mids
    assert len(found) == len(set(found)) and set(found) == expected


def test_a_window_begins_with_its_first_second_and_ends_before_its_last(client: Client, calm: int) -> None:
    mids, _ = all_pages(client, calm, "咖啡")
    when = seconds(mids[10])
    start = when - when % HOUR
    within = {mid for mid in mids if start <= seconds(mid) < start + HOUR}
    assert set(all_pages(client, calm, "咖啡", scope(start, start + HOUR))[0]) == within != set()
    assert mids[10] not in all_pages(client, calm, "咖啡", scope(start + HOUR, start + 30 * HOUR))[0]
    assert mids[10] not in all_pages(client, calm, "咖啡", scope(start - 5 * HOUR, start))[0]


def test_a_window_ends_with_the_instant_and_without_one_nothing_changes(client: Client, calm: int) -> None:
    assert all_pages(client, calm, "咖啡", scope(calm - calm % HOUR + HOUR, calm + 90 * HOUR)) == ([], 0)
    assert all_pages(client, calm, "咖啡", "custom::") == all_pages(client, calm, "咖啡")
    assert client.weibo(calm, "咖啡", 11, scope(0, calm)).told["ok"] == 0


@pytest.mark.parametrize("odd", ["custom:2026-13-01-0:2026-13-02-0", "custom:yesterday", "2026-11-18-3", "custom:1-2"])
def test_a_window_that_cannot_be_read_finds_nothing(client: Client, calm: int, odd: str) -> None:
    assert client.weibo(calm, "咖啡", 1, odd).told["ok"] == 0


def test_windows_are_read_in_shanghai_s_hours() -> None:
    first, end = span_of("custom:2026-11-18-3:2026-11-18-9") or ALWAYS
    assert datetime.fromtimestamp(first, SHANGHAI).isoformat() == "2026-11-18T03:00:00+08:00"
    assert end - first == 6 * HOUR
    assert span_of("custom:2026-11-18-3:2026-11-18-24") == (first, first + 21 * HOUR)
    assert span_of("") == ALWAYS and span_of("custom:2026-11-18-25:") is None


def test_a_timeline_lists_an_account_s_own_posts(client: Client, small_world: World, calm: int) -> None:
    busiest = max(small_world.posts["weibo"], key=lambda post: (post.event == "flood", post.published)).author.native
    at = int((datetime.fromtimestamp(calm, SHANGHAI) + timedelta(days=10)).timestamp())
    own = [post.native for post in small_world.posts["weibo"] if post.author.native == busiest and post.published <= at]
    assert len(own) > 20
    found: list[str] = []
    for page in range(1, len(own) // 20 + 2):
        told = client.timeline(at, busiest, page).told
        assert told["data"]["cardlistInfo"]["total"] == len(own)
        assert {blog["user"]["id"] for blog in mblogs(told)} == {int(busiest)}
        found += [blog["mid"] for blog in mblogs(told)]
    assert found == own[::-1]
    assert told["data"]["cardlistInfo"]["page"] is None
    assert client.timeline(at, busiest, page + 1).told["ok"] == client.timeline(calm, "1").told["ok"] == 0
    assert client.timeline(small_world.starts_at(20), busiest).told["data"]["cards"] == []


def test_one_post_comes_with_its_whole_text(client: Client, small_world: World, calm: int) -> None:
    known = [post for post in small_world.posts["weibo"] if post.published <= calm]
    cut = next(post for post in known[::-1] if len(post.text) > 200)
    told = client.status(calm, cut.native).told
    plain = re.sub("<[^>]+>", "", told["data"]["text"].replace("<br />", "\n"))
    assert told["ok"] == 1 and cut.text.split("\n")[0][:100] in plain and cut.text[-30:-10] in plain
    listed = client.timeline(calm, cut.author.native).told
    shown = next(blog for blog in mblogs(listed) if blog["mid"] == cut.native)
    assert len(shown["text"]) < len(told["data"]["text"])
    assert {k: v for k, v in shown.items() if k != "text"} == {k: v for k, v in told["data"].items() if k != "text"}
    repost = next(post for post in known[::-1] if post.kind == "repost")
    assert client.status(calm, repost.native).told["data"]["retweeted_status"]["mid"] == repost.parent.native  # type: ignore[union-attr]


def test_a_post_that_is_not_there_is_told_as_missing(client: Client, small_world: World, calm: int) -> None:
    missing = {"ok": 0, "msg": "微博不存在或暂无查看权限!", "errno": "20101"}
    later = next(post for post in small_world.posts["weibo"] if post.published > calm)
    assert client.status(calm, "1").told == client.status(calm, later.native).told == missing
