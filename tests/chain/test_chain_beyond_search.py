"""What is read beyond search, over HTTP: accounts, comments, answers, posts that are looked at again as they age."""

import gzip
import json
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from crawlers.job import CrawlJob
from crawlers.run import crawl
from demo.plan import QUERIES, crawled_at
from demo.server import serve
from demo.trouble import Trouble
from demo.world import World

END = date(2026, 11, 22)
AS_OF = crawled_at(END)
WORLD = World(7, END, weeks=1, scale=1.0)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def net():
    with serve(World(7, END, weeks=1, scale=1.0), faults=Trouble()) as base:
        yield base


def job_of(base: str, platform: str, back: int = 0, **more) -> CrawlJob:
    as_of = AS_OF - back * DAY
    return CrawlJob(
        platform=platform, run=f"{platform}-{as_of:%Y%m%dT%H%M%SZ}", as_of=as_of, window_from=as_of - DAY,
        base_url=f"{base}/at/{{as_of}}/{platform}", queries=QUERIES[:3], max_pages=20, salt="a salt",
        frozen_clock=True, delay=0, concurrency=8, backoff=0.01, patience=0, **more,
    )  # fmt: skip


def landed(folder, asked: CrawlJob) -> list[dict]:
    file = folder / asked.platform / f"{asked.run}.jsonl.gz"
    return [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]


@pytest.mark.parametrize("platform", ["weibo", "xiaohongshu", "zhihu"])
def test_comments_of_the_most_discussed_posts_are_read(net, tmp_path, platform):
    asked = job_of(net, platform, comments=3, comment_pages=5)
    runs = {r.query: r for r in crawl([asked], tmp_path)}
    posts = landed(tmp_path, asked)
    found = {p["post_id"]: p for p in posts if p["query"] != "comments"}
    comments = [p for p in posts if p["query"] == "comments"]
    assert (runs["comments"].outcome, runs["comments"].landed) == ("ok", len(comments))
    assert {c["kind"] for c in comments} == {"comment"}
    assert all(c["post_id"].startswith(f"{platform}:c") for c in comments)
    above = {c["post_id"] for c in comments} | found.keys()
    assert all(c["parent_id"] in above for c in comments)
    commented = {c["parent_id"] for c in comments} & found.keys()
    assert 0 < len(commented) <= 3 * len(asked.queries)
    for query in asked.queries:
        most = max((p for p in found.values() if p["query"] == query), key=lambda p: p["comments"] or 0)
        assert most["post_id"] in commented, "the most discussed post of each query is among them"
    roots = Counter(c["parent_id"] for c in comments)
    assert max(roots.values()) > 10, "more than the first page of some"


def test_an_account_is_followed_under_its_pseudonym(net, tmp_path):
    since = (AS_OF - DAY).timestamp()
    recent = [post for post in WORLD.posts["weibo"] if since <= post.published <= AS_OF.timestamp()]
    often = Counter(post.author.native for post in recent).most_common(1)[0][0]
    asked = job_of(net, "weibo", accounts=(often,))
    (run,) = [r for r in crawl([asked], tmp_path) if r.query.startswith("account:")]
    posts = [p for p in landed(tmp_path, asked) if p["query"] == run.query]
    theirs = {f"weibo:{post.native}" for post in recent if post.author.native == often}
    assert run.outcome == "ok" and theirs
    assert theirs <= {p["post_id"] for p in posts}
    assert {p["author_id"] for p in posts if p["post_id"] in theirs} == {run.query.removeprefix("account:")}
    kept = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file() and not p.name.endswith(".gz"))
    assert often.encode() not in kept
    assert often not in json.dumps(posts)


@pytest.mark.parametrize("platform", ["weibo", "xiaohongshu"])
def test_posts_are_looked_at_again_as_they_age(net, tmp_path, platform):
    first = job_of(net, platform, back=2)
    second = job_of(net, platform, overlap=timedelta(hours=1), revisits=60)
    crawl([first], tmp_path)
    runs = {r.query: r for r in crawl([second], tmp_path)}
    before = {p["post_id"]: p for p in landed(tmp_path, first)}
    again = [p for p in landed(tmp_path, second) if p["query"] is None]
    assert (runs["revisit"].outcome, runs["revisit"].landed) == ("ok", len(again))
    assert len(again) >= 20 and {p["post_id"] for p in again} <= before.keys()
    assert all(p["likes"] >= before[p["post_id"]]["likes"] for p in again)
    assert sum(p["likes"] for p in again) > sum(before[p["post_id"]]["likes"] for p in again), "engagement grows"
    assert all(p["text"] for p in again), "shown by themselves, posts are whole"
    ages = [AS_OF.timestamp() - published(p) for p in again]
    assert min(ages) >= 3600


def published(post: dict) -> float:
    return datetime.fromisoformat(post["published_at"]).timestamp()


def test_nothing_is_looked_at_again_twice_at_one_age(net, tmp_path):
    first = job_of(net, "weibo", back=2)
    second = job_of(net, "weibo", overlap=timedelta(hours=1), revisits=10_000)
    third = replace(second, run="weibo-20261122T163100Z", as_of=AS_OF + timedelta(minutes=1))
    crawl([first], tmp_path)
    crawl([second], tmp_path)
    runs = {r.query: r for r in crawl([third], tmp_path)}
    assert "revisit" not in runs or runs["revisit"].landed < 5, "a minute later hardly a post has come to another age"


def test_answers_of_questions_and_hot_questions_that_are_gone(net, tmp_path):
    asked = replace(job_of(net, "zhihu", comments=5, hot_list=True), window_from=AS_OF - 6 * DAY, queries=QUERIES)
    runs = {r.query: r for r in crawl([asked], tmp_path)}
    answers = [p for p in landed(tmp_path, asked) if p["query"] == "answers"]
    assert runs["answers"].outcome == "ok" and answers
    assert {p["kind"] for p in answers} == {"answer"}
    assert all(p["parent_id"].startswith("zhihu:") and p["text"] for p in answers)


def test_text_that_an_earlier_run_has_is_not_asked_for_again(net, tmp_path):
    first, second = job_of(net, "xiaohongshu", back=1), job_of(net, "xiaohongshu", overlap=timedelta(hours=20))
    crawl([first], tmp_path)
    crawl([second], tmp_path)
    before = {p["post_id"]: p for p in landed(tmp_path, first) if p["text"]}
    twice = [p for p in landed(tmp_path, second) if p["post_id"] in before]
    assert len(twice) > 20
    assert not any(p["text"] for p in twice), "the lake has it; the counts of the card are what is new"
    fresh = [
        p for p in landed(tmp_path, second) if p["post_id"] not in before and published(p) > AS_OF.timestamp() - 70_000
    ]
    assert fresh and all(p["text"] for p in fresh)
