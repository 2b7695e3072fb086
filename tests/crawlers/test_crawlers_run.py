"""Crawling a scripted site: exposure, faults told apart, backing off, kills, and the same bytes twice."""

import gzip
import json
import os
import signal
import threading
import time
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from crawlers_site import AS_OF, BLOCK, EMPTY, Asked, job, page, pages, site, status

from contract.errors import FeedError, SettingsError
from contract.post import fault_of
from crawlers.landing import read_runs
from crawlers.run import crawl


def landed(folder: Path, platform: str = "weibo") -> list[dict]:
    files = sorted((folder / platform).glob("*.jsonl.gz"))
    return [json.loads(line) for file in files for line in gzip.decompress(file.read_bytes()).splitlines()]


def rejected(folder: Path) -> list[dict]:
    files = sorted((folder / "rejected").rglob("*.jsonl.gz"))
    return [json.loads(line) for file in files for line in gzip.decompress(file.read_bytes()).splitlines()]


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.jsonl*"))}


def one(folder: Path, answer, **changed):
    with site(answer) as served:
        runs = crawl([job(served.base, **changed)], folder)
    return runs[0], served


def test_window_is_read_to_its_start(tmp_path: Path) -> None:
    run, served = one(tmp_path, pages)
    assert (run.outcome, run.pages, run.entries, run.landed) == ("ok", 3, 15, 15)
    assert (run.covered_from, run.covered_to) == (AS_OF - timedelta(days=1), AS_OF)
    assert [a.page for a in served.asked] == [1, 2, 3], "paging stops at the first page older than the window"


def test_page_limit_saturates(tmp_path: Path) -> None:
    run, _ = one(tmp_path, pages, max_pages=2)
    assert (run.outcome, run.pages) == ("saturated", 2)
    assert run.covered_from == AS_OF - timedelta(hours=19), "the oldest of ten posts two hours apart"
    assert "limit of 2 pages" in run.detail


def test_a_query_may_have_its_own_limit(tmp_path: Path) -> None:
    with site(pages) as served:
        runs = crawl([job(served.base, queries=("快充", "防晒"), page_limits={"防晒": 1})], tmp_path)
    assert [(r.query, r.pages, r.outcome) for r in runs] == [("快充", 3, "ok"), ("防晒", 1, "saturated")]


def test_results_that_end_by_themselves(tmp_path: Path) -> None:
    run, _ = one(tmp_path, lambda a: page([status(1, 2)], more=False))
    assert (run.outcome, run.landed, run.covered_from) == ("ok", 1, AS_OF - timedelta(days=1))


def test_real_no_results_are_empty_and_covered(tmp_path: Path) -> None:
    run, served = one(tmp_path, lambda a: EMPTY)
    assert (run.outcome, run.landed, run.covered_from) == ("empty", 0, AS_OF - timedelta(days=1))
    assert len(served.asked) == 2, "what is real is the same twice"
    assert rejected(tmp_path) == []


def test_an_empty_page_once_is_not_believed(tmp_path: Path) -> None:
    run, _ = one(tmp_path, lambda a: EMPTY if a.page == 2 and a.times == 1 else pages(a))
    assert (run.outcome, run.pages, run.retries) == ("ok", 3, 1)


def test_empty_hot_list_is_a_block(tmp_path: Path) -> None:
    run, _ = one(tmp_path, lambda a: EMPTY, queries=(), hot_list=True)
    assert (run.query, run.outcome, run.covered_from) == ("hot_search", "blocked", None)


@pytest.mark.parametrize(
    ("answer", "outcome", "words"),
    [
        (BLOCK, "blocked", "Sina Visitor System"),
        ((200, {}, '{"ok":-100,"url":"https://example.invalid/signin"}'), "login_wall", "login"),
        ((200, {}, "<html><title>安全验证</title>请完成验证码</html>"), "captcha", "安全验证"),
        ((200, {}, ""), "empty_body", "empty"),
        ((200, {}, '{"ok":1,"data":{"cards":[{"card_ty'), "malformed", "not JSON"),
        ((200, {}, "[" * 100_000), "malformed", "not JSON"),
        ((200, {}, '{"ok":1,"result":{}}'), "changed_shape", "neither a list"),
        ((200, {}, '["a"]'), "changed_shape", "object was expected"),
        ((302, {"Location": "https://passport.example.invalid/signin"}, ""), "login_wall", "redirected"),
        ((500, {}, "down"), "failed", "500"),
        ((403, {}, "no"), "blocked", "403"),
        ((418, {}, ""), "rate_limited", "418"),
    ],
)
def test_bad_answers_are_told_apart(tmp_path: Path, answer: tuple, outcome: str, words: str) -> None:
    run, _ = one(tmp_path, lambda a: answer if a.page == 2 else pages(a))
    assert (run.outcome, run.pages, run.landed) == (outcome, 1, 5), "the good page stays"
    assert words in run.detail
    assert run.covered_from == AS_OF - timedelta(hours=9), "covered is what was seen before"
    kept = rejected(tmp_path)
    assert [(r["kind"], r["query"]) for r in kept] == [("page", "快充")]
    assert kept[0]["raw"] == answer[2], "the page is kept whole"
    assert run.rejected == 1


@pytest.mark.parametrize(
    "answer", [BLOCK, (200, {}, ""), (200, {}, '{"ok":1,"da'), (500, {}, ""), (429, {"Retry-After": "0"}, "")]
)
def test_passing_faults_leave_no_trace_but_a_retry(tmp_path: Path, answer: tuple) -> None:
    run, _ = one(tmp_path, lambda a: answer if a.times == 1 and a.page == 2 else pages(a))
    assert (run.outcome, run.landed, run.retries, run.rejected) == ("ok", 15, 1, 0)


def test_bad_pages_are_asked_three_times_at_most(tmp_path: Path) -> None:
    _, served = one(tmp_path, lambda a: BLOCK)
    assert len(served.asked) == 3


def test_retry_after_is_waited_for(tmp_path: Path) -> None:
    asked_at: list[float] = []

    def answer(asked: Asked) -> object:
        asked_at.append(time.monotonic())
        return (429, {"Retry-After": "1"}, "") if asked.times == 1 else page([status(1, 2)], more=False)

    run, _ = one(tmp_path, answer)
    assert run.outcome == "ok"
    assert asked_at[1] - asked_at[0] >= 0.95


def test_retry_after_as_a_date_is_read_against_the_answers_own_clock() -> None:
    from scrapy.http import Response

    from crawlers.downloader_middlewares.backoff import told_wait

    def waits(told: str) -> float | None:
        return told_wait(
            Response("http://a/", headers={"Retry-After": told, "Date": format_datetime(AS_OF, usegmt=True)})
        )

    assert waits(format_datetime(AS_OF + timedelta(seconds=90), usegmt=True)) == 90
    assert waits(format_datetime(AS_OF - timedelta(seconds=90), usegmt=True)) == 0
    assert waits("7") == 7
    assert waits("soon") is None
    assert told_wait(Response("http://a/")) is None


def test_a_wait_longer_than_allowed_ends_the_query_at_once(tmp_path: Path) -> None:
    run, served = one(tmp_path, lambda a: (429, {"Retry-After": "3600"}, ""), max_wait=5.0)
    assert (run.outcome, len(served.asked)) == ("rate_limited", 1)
    assert "3600 s" in run.detail


def test_robots_txt_is_obeyed_and_says_the_way_out(tmp_path: Path) -> None:
    with site(pages) as served:
        served.robots = "User-agent: *\nDisallow: /weibo/\n"
        runs = crawl([job(served.base)], tmp_path)
        assert (runs[0].outcome, runs[0].landed, runs[0].covered_from) == ("forbidden", 0, None)
        assert "robots.txt forbids" in runs[0].detail
        assert served.asked == []
        again = crawl([job(served.base, obey_robots=False, force=True)], tmp_path)
    assert again[0].outcome == "ok"


def test_the_crawler_says_who_it_is(tmp_path: Path) -> None:
    _, served = one(tmp_path, pages, user_agent="listening-test/1.0")
    assert {a.headers["User-Agent"] for a in served.asked} == {"listening-test/1.0"}
    assert not any("Cookie" in a.headers for a in served.asked)


def test_one_failing_query_does_not_stop_the_others(tmp_path: Path) -> None:
    with site(lambda a: (503, {}, "") if a.query == "坏" else pages(a)) as served:
        runs = crawl([job(served.base, queries=("快充", "坏", "手机"))], tmp_path)
    assert [(r.query, r.outcome) for r in runs] == [("快充", "ok"), ("坏", "failed"), ("手机", "ok")]
    assert runs[1].covered_from is None


def test_no_answer_at_all_is_a_failed_outcome(tmp_path: Path) -> None:
    runs = crawl([job("http://127.0.0.1:9/weibo", retries=1)], tmp_path)
    assert runs[0].outcome == "failed"
    assert "no answer" in runs[0].detail


def test_bad_entries_are_kept_with_reason_and_without_people(tmp_path: Path) -> None:
    bad = status(
        3, 3, attitudes_count={"value": 3}, user={"id": 7654321, "screen_name": "真名", "avatar_hd": "http://x/y"}
    )
    run, _ = one(tmp_path, lambda a: page([status(1, 2), bad, {"text": "x"}, status(4, 4)], more=False))
    assert (run.outcome, run.landed, run.rejected, run.entries) == ("ok", 2, 2, 4)
    kept = {r["reason"]: r["raw"] for r in rejected(tmp_path)}
    raw = kept["attitudes_count is not a count: an object"]
    assert "第3条" in raw
    assert "真名" not in raw
    assert "7654321" not in raw
    assert "the status has no author: hidden or deleted" in kept


def test_long_texts_are_fetched_and_originals_become_posts(tmp_path: Path) -> None:
    original = status(8, 50, "原文很长……<a>全文</a>", isLongText=True)
    repost = status(9, 2, "转//<a>@甲</a>:好", retweeted_status=original)
    cut = status(10, 3, '开头...<a href="/status/1">全文</a>', isLongText=True)

    def answer(asked: Asked) -> object:
        if asked.path.endswith("/statuses/extend"):
            return {"ok": 1, "data": {"longTextContent": "开头<br />中间<br />结尾"}}
        return page([repost, cut], more=False)

    run, served = one(tmp_path, answer)
    posts = {p["post_id"][-2:]: p for p in landed(tmp_path)}
    assert posts["10"]["text"] == "开头\n中间\n结尾"
    assert (posts["09"]["kind"], posts["09"]["text"], posts["09"]["parent_id"]) == (
        "repost",
        "转",
        posts["08"]["post_id"],
    )
    assert posts["08"]["kind"] == "post"
    assert run.landed == 3
    assert sum("extend" in a.path for a in served.asked) == 1, (
        "the original is older than the window: its rest is not asked for"
    )


def test_a_cut_text_stays_if_its_rest_does_not_come(tmp_path: Path) -> None:
    def answer(asked: Asked) -> object:
        return (
            BLOCK if "extend" in asked.path else page([status(1, 2, "开头...<a>全文</a>", isLongText=True)], more=False)
        )

    run, _ = one(tmp_path, answer)
    assert (run.outcome, run.landed, landed(tmp_path)[0]["text"]) == ("ok", 1, "开头")
    assert "a post stays cut" in run.detail


def test_every_landed_line_keeps_the_contract(tmp_path: Path) -> None:
    from datetime import datetime

    one(
        tmp_path,
        lambda a: page(
            [status(1, 2, "<script>alert(1)</script>&lt;b&gt;👨‍👩‍👧 \u200b\u200b"), status(2, 3, "")], more=False
        ),
    )
    posts = landed(tmp_path)
    assert [p["text"] for p in posts] == ["<b>👨‍👩‍👧", "第2条"]
    for post in posts:
        assert post["author_id"].startswith("a")
        assert post["author_name"] is None
        assert (
            fault_of({**post, **{n: datetime.fromisoformat(post[n]) for n in ("published_at", "observed_at")}}) is None
        )


def test_two_runs_give_the_same_bytes_whatever_the_concurrency(tmp_path: Path) -> None:
    queries = ("快充", "手机", "防晒", "穿搭")
    with site(pages) as served:
        crawl([job(served.base, queries=queries, concurrency=1)], tmp_path / "one")
        crawl([job(served.base, queries=queries, concurrency=8)], tmp_path / "two")
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_complete_runs_are_not_done_again(tmp_path: Path) -> None:
    with site(pages) as served:
        first = crawl([job(served.base)], tmp_path)
        asked = len(served.asked)
        assert crawl([job(served.base)], tmp_path) == first
        assert len(served.asked) == asked


def test_a_killed_crawler_is_an_error_and_goes_on_where_it_was(tmp_path: Path) -> None:
    def jobs(base: str) -> list:
        return [job(base, run=f"weibo-2026111{i}T163000Z", queries=("快充", "手机")) for i in range(4)]

    with site(pages) as served:
        crawl(jobs(served.base), tmp_path / "whole")

    reached, killed = threading.Event(), threading.Event()

    def slow(asked: Asked) -> object:
        if len(list((tmp_path / "cut" / "runs").rglob("*.jsonl"))) >= 2:
            reached.set()
            killed.wait(10)
        return pages(asked)

    def kill() -> None:
        assert reached.wait(30)
        children = Path(f"/proc/{os.getpid()}/task").glob("*/children")
        pids = {int(p) for c in children for p in c.read_text().split()}
        for pid in pids:
            if b"crawlers.child" in Path(f"/proc/{pid}/cmdline").read_bytes():
                assert b"a salt" not in Path(f"/proc/{pid}/cmdline").read_bytes()
                os.kill(pid, signal.SIGKILL)
        killed.set()

    with site(slow) as served:
        killer = threading.Thread(target=kill)
        killer.start()
        with pytest.raises(FeedError, match=r"weibo crawler was killed by signal 9 during run weibo-.*log is"):
            crawl(jobs(served.base), tmp_path / "cut")
        killer.join()
    complete = list((tmp_path / "cut" / "runs").rglob("*.jsonl"))
    assert 2 <= len(complete) < 4
    with site(pages) as served:
        runs = crawl(jobs(served.base), tmp_path / "cut")
    assert len(runs) == 8
    assert bytes_of(tmp_path / "cut") == bytes_of(tmp_path / "whole")


def test_progress_and_records(tmp_path: Path) -> None:
    told = []
    with site(pages) as served:
        runs = crawl([job(served.base)], tmp_path, told.append)
    assert (told[-1].platform, told[-1].done, told[-1].total, told[-1].posts) == ("weibo", 1, 1, 15)
    assert read_runs(tmp_path / "runs" / "weibo" / "weibo-20261118T163000Z.jsonl") == runs
    assert "a salt" not in (tmp_path / "logs" / "weibo.log").read_text()


def test_an_unknown_platform_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="bilibili, douyin, syndication, weibo, xiaohongshu, zhihu"):
        crawl([job("http://127.0.0.1:9", platform="weibbo")], tmp_path)
