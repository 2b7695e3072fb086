"""Comments: as many as the platforms tell, the same however often and in whatever order they are asked for."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from demo_client import Client

from demo.comments import Commentary, written_at
from demo.entry import Entry
from demo.topics import read
from demo.world import World


def talked_about(world: World, platform: str, at: int, most: int = 10_000) -> list[Entry]:
    """Posts with comments at an instant, those with most of them first."""
    known = [post for post in world.posts[platform] if post.published <= at and post.kind != "question"]
    return sorted((p for p in known if 0 < p.counts_at(at)[1] <= most), key=lambda p: -p.counts_at(at)[1])


def weibo_comments(client: Client, at: int, mid: str) -> tuple[list[dict[str, Any]], int]:
    roots: list[dict[str, Any]] = []
    cursor, total = 0, 0
    while True:
        told = client.hotflow(at, mid, cursor).told
        if not told["ok"]:
            return roots, total
        data = told["data"]
        assert 0 < len(data["data"]) <= 20 and data["max_id_type"] == 0
        roots += data["data"]
        cursor, total = data["max_id"], data["total_number"]
        if not cursor:
            assert data["max"] == -(-len(roots) // 20)
            return roots, total


def note_comments(client: Client, at: int, note: str) -> list[dict[str, Any]]:
    roots: list[dict[str, Any]] = []
    cursor = ""
    while True:
        data = client.note_comments(at, note, cursor).told["data"]
        assert len(data["comments"]) <= 10
        roots += data["comments"]
        cursor = data["cursor"]
        if not data["has_more"]:
            return roots
        assert cursor == data["comments"][-1]["id"]


def zhihu_comments(client: Client, at: int, answer: str, order: str = "ts") -> tuple[list[dict[str, Any]], int]:
    roots: list[dict[str, Any]] = []
    offset = ""
    while True:
        told = client.root_comments(at, answer, offset, order).told
        roots += told["data"]
        if told["paging"]["is_end"]:
            assert told["paging"]["totals"] == len(roots)
            return roots, told["counts"]["total_counts"]
        offset = parse_qs(urlsplit(told["paging"]["next"]).query)["offset"][0]


def test_weibo_lists_as_many_comments_as_it_tells(client: Client, small_world: World, calm: int) -> None:
    posts = talked_about(small_world, "weibo", calm)
    for post in [*posts[:3], *posts[::400]]:
        roots, total = weibo_comments(client, calm, post.native)
        answers = [one for root in roots for one in root["comments"] or []]
        told = client.status(calm, post.native).told["data"]["comments_count"]
        assert len(roots) + len(answers) == total == told
        assert len({comment["id"] for comment in [*roots, *answers]}) == total
        assert [root["like_count"] for root in roots] == sorted((r["like_count"] for r in roots), reverse=True)
        for root in roots:
            assert root["rootid"] == root["id"] and root["total_number"] == len(root["comments"] or [])
            assert root["comments"] is False or all(one["rootid"] == root["id"] for one in root["comments"])
            assert root["source"].startswith("来自") and root["user"]["screen_name"] and root["text"]
    assert posts[0].counts_at(calm)[1] > 20


def test_weibo_tells_no_comments_of_posts_without(client: Client, small_world: World, calm: int) -> None:
    quiet = next(p for p in small_world.posts["weibo"] if p.published <= calm and p.counts_at(calm)[1] == 0)
    later = next(p for p in small_world.posts["weibo"] if p.published > calm)
    assert client.hotflow(calm, quiet.native).told == client.hotflow(calm, later.native).told == {"ok": 0}
    some = talked_about(small_world, "weibo", calm)[0]
    assert client.hotflow(calm, some.native, 1).told == {"ok": 0}


def test_xiaohongshu_lists_as_many_comments_as_it_tells(client: Client, small_world: World, calm: int) -> None:
    posts = talked_about(small_world, "xiaohongshu", calm, most=600)
    for post in [*posts[:3], *posts[::300]]:
        roots = note_comments(client, calm, post.native)
        answers = [one for root in roots for one in root["sub_comments"]]
        note = client.note(calm, post.native).told["data"]["items"][0]["note_card"]
        assert str(len(roots) + len(answers)) == note["interact_info"]["comment_count"]
        times = [root["create_time"] for root in roots]
        assert times == sorted(times, reverse=True) and all(isinstance(root["like_count"], str) for root in roots)
        assert all(one["target_comment"]["id"] == root["id"] for root in roots for one in root["sub_comments"])
        assert all(root["sub_comment_count"] == str(len(root["sub_comments"])) for root in roots)
        assert all(root["note_id"] == post.native and len(root["id"]) == 24 for root in roots)
    assert client.note_comments(calm, "0" * 24).told["success"] is False


def test_zhihu_lists_as_many_comments_as_it_tells(client: Client, small_world: World, calm: int) -> None:
    posts = [post for post in talked_about(small_world, "zhihu", calm) if post.kind == "answer"]
    for post in [*posts[:3], *posts[::100]]:
        roots, total = zhihu_comments(client, calm, post.native)
        answers = [one for root in roots for one in root["child_comments"]]
        assert len(roots) + len(answers) == total == client.answer(calm, post.native).told["comment_count"]
        assert {c["type"] for c in [*roots, *answers]} == {"comment"}
        assert all(c["content"].startswith("<p>") and c["author"]["name"] for c in [*roots, *answers])
        assert all(root["child_comment_count"] == len(root["child_comments"]) for root in roots)
        by_likes, _ = zhihu_comments(client, calm, post.native, "score")
        assert sorted(c["id"] for c in by_likes) == sorted(c["id"] for c in roots)
    assert client.root_comments(calm, "123").status == 404
    article = next(post for post in talked_about(small_world, "zhihu", calm) if post.kind == "post")
    told = client.root_comments(calm, article.native, kind="articles").told
    assert told["counts"]["total_counts"] == article.counts_at(calm)[1]


@pytest.mark.parametrize("platform", ["weibo", "xiaohongshu", "zhihu"])
def test_comments_exist_from_the_second_the_count_reaches_them(small_world: World, calm: int, platform: str) -> None:
    commentary = Commentary(small_world)
    for post in talked_about(small_world, platform, calm)[::200]:
        made = commentary.of(post, calm)
        assert len(made) == post.counts_at(calm)[1]
        for number, comment in enumerate(made):
            assert post.counts_at(comment.published)[1] > number >= post.counts_at(comment.published - 1)[1]
        assert [c.published for c in made] == sorted(c.published for c in made)
        assert commentary.of(post, made[0].published - 1) == []


def test_comments_do_not_depend_on_when_or_after_what_they_are_asked_for(small_world: World, calm: int) -> None:
    posts = talked_about(small_world, "weibo", calm)[:40]
    one, other = Commentary(small_world), Commentary(small_world)
    early = {post.native: one.of(post, post.published + 7200) for post in posts}
    for post in posts[::-1]:
        late = other.of(post, calm + 9 * 86_400)
        assert late == one.of(post, calm + 9 * 86_400)
        assert late[: len(early[post.native])] == early[post.native]
    assert Commentary(World(8, small_world.end, 3, 0.7)).of(posts[0], calm) != one.of(posts[0], calm)


def test_comments_speak_of_the_topic_and_some_are_rough(small_world: World, calm: int) -> None:
    commentary = Commentary(small_world)
    posts = talked_about(small_world, "weibo", calm)[::25]
    texts = [comment.text for post in posts for comment in commentary.of(post, calm)]
    assert len(texts) > 500 and len(set(texts)) > 0.5 * len(texts)
    for sign in ("<script>", "\u200b", "@", "😂"):
        assert 0 < sum(sign in text for text in texts) < len(texts) / 5, sign
    assert not [text for text in texts if "{" in text] and sorted(map(len, texts))[len(texts) // 2] < 40
    cross = [c.text for post in posts if post.mood == "negative" for c in commentary.of(post, calm)]
    glad = [c.text for post in posts if post.mood == "positive" for c in commentary.of(post, calm)]
    told = [clause for clause in read("shared")["negative"] if "{" not in clause]
    assert sum(any(clause in text for clause in told) for text in cross) > 0.1 * len(cross) > 0
    assert sum(any(clause in text for clause in told) for text in glad) < 0.02 * len(glad)


def test_hostile_comments_arrive_escaped_as_html_and_plain_as_json(
    client: Client, small_world: World, calm: int
) -> None:
    commentary = Commentary(small_world)
    rough = next(
        (post, comment)
        for post in talked_about(small_world, "weibo", calm, most=60)
        for comment in commentary.of(post, calm)
        if "<script>" in comment.text
    )
    roots, _ = weibo_comments(client, calm, rough[0].native)
    shown = [c["text"] for root in roots for c in [root, *(root["comments"] or [])] if c["id"] == rough[1].native]
    assert len(shown) == 1 and "&lt;script&gt;" in shown[0] and "<script" not in shown[0]


def test_comment_likes_grow(small_world: World, calm: int) -> None:
    post = talked_about(small_world, "weibo", calm)[0]
    made = Commentary(small_world).of(post, calm)
    early, late = (sum(c.counts_at(calm + days * 86_400)[0] for c in made) for days in (-1, 3))
    assert early < late
    assert written_at(post, 0) > post.published
    with pytest.raises(ValueError, match="never has 1000000 comments"):
        written_at(post, 999_999)
