"""Zhihu's questions with their answers, and one answer."""

from collections import Counter
from urllib.parse import urlsplit

from demo_client import Answer, Client

from demo.entry import Entry, Question
from demo.world import World


def answers_at(world: World, at: int) -> list[Entry]:
    return [post for post in world.posts["zhihu"] if post.kind == "answer" and post.published <= at]


def below(post: Entry) -> Question:
    assert isinstance(post.parent, Question)
    return post.parent


def follow(client: Client, first: Answer) -> list[Answer]:
    pages = [first]
    while not pages[-1].told["paging"]["is_end"]:
        split = urlsplit(pages[-1].told["paging"]["next"])
        pages.append(client.get(f"{split.path}?{split.query}"))
    return pages


def test_a_question_s_answers_are_paged_to_the_last(client: Client, small_world: World, calm: int) -> None:
    known = answers_at(small_world, calm)
    question, count = Counter(below(post).native for post in known).most_common(1)[0]
    assert count > 5
    for order in ("updated", "created", "default"):
        pages = follow(client, client.answers(calm, question, order=order, limit=3))
        assert len(pages) == -(-count // 3)
        found = [answer for page in pages for answer in page.told["data"]]
        assert sorted(str(a["id"]) for a in found) == sorted(p.native for p in known if below(p).native == question)
        assert {page.told["paging"]["totals"] for page in pages} == {count}
        key = {"updated": "updated_time", "created": "created_time", "default": "voteup_count"}[order]
        assert [a[key] for a in found] == sorted((a[key] for a in found), reverse=True)
        assert all(a["created_time"] <= a["updated_time"] <= calm for a in found)
        assert {str(a["question"]["id"]) for a in found} == {question}


def test_an_answer_alone_is_the_listed_one(client: Client, small_world: World, calm: int) -> None:
    post = answers_at(small_world, calm)[-1]
    alone = client.answer(calm, post.native).told
    listed = [a for page in follow(client, client.answers(calm, below(post).native)) for a in page.told["data"]]
    assert alone in listed and str(alone["id"]) == post.native and alone["question"]["title"] == below(post).title
    searched = next(r["object"] for r in client.zhihu(calm, "咖啡").told["data"] if r["object"]["type"] == "answer")
    same = client.answer(calm, searched["id"]).told
    assert [same[k] for k in ("content", "voteup_count", "comment_count", "created_time")] == [
        searched[k] for k in ("content", "voteup_count", "comment_count", "created_time")
    ]


def test_what_is_not_there_yet_or_at_all_is_not_found(client: Client, small_world: World, calm: int) -> None:
    later = next(p for p in small_world.posts["zhihu"] if p.kind == "answer" and p.published > calm)
    assert client.answer(calm, later.native).status == client.answer(calm, "7").status == 404
    assert client.answer(later.published, later.native).status == 200
    article = next(p for p in small_world.posts["zhihu"] if p.kind == "post")
    assert client.answer(calm, article.native).status == 404
    assert client.answers(calm, "7").told["error"]["name"] == "NotFoundException"
    opened = next(p for p in small_world.posts["zhihu"] if p.kind == "question" and p.published <= calm)
    young = client.answers(opened.published, opened.native)
    assert young.status == 200 and young.told["data"] == [] and young.told["paging"]["is_end"] is True
    assert client.answers(opened.published - 1, opened.native).status == 404
