"""Kills, bans and logins: a run goes on where it was, waits out a ban, gives up with a word, keeps secrets."""

import gzip
import json
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from crawlers_site import AS_OF, BLOCK, Asked, job, page, pages, site, status

from crawlers.landing import read_runs, run_record
from crawlers.run import crawl


def landed(folder: Path, run: str = "weibo-20261118T163000Z") -> list[dict]:
    file = folder / "weibo" / f"{run}.jsonl.gz"
    return [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.jsonl*"))}


QUERIES = ("快充", "手机", "防晒", "穿搭", "咖啡", "零食")


def start(asked, folder: Path) -> subprocess.Popen:
    """The crawling process as `crawlers.run` starts it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "crawlers.child"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    process.stdin.write(json.dumps([str(folder), asked.to_json()]).encode() + b"\n")
    process.stdin.flush()
    return process


def test_killed_and_resumed_gives_the_same_bytes_and_asks_nothing_twice(tmp_path: Path) -> None:
    def slowly(asked: Asked) -> object:
        time.sleep(0.01)
        return pages(asked, hours=0.1)

    with site(slowly) as served:
        asked = job(served.base, queries=QUERIES, max_pages=60)
        crawl([asked], tmp_path / "whole")
        once = dict(served.times)
        served.times.clear()
        dice, kills = random.Random(3), 0
        while kills < 6:
            process = start(asked, tmp_path / "torn")
            seen = len(served.asked)
            while len(served.asked) < seen + dice.randrange(3, 12) and process.poll() is None:
                time.sleep(0.005)
            assert process.poll() is None, "the run was over before it could be killed"
            process.send_signal(signal.SIGKILL)
            process.wait()
            process.stdin.close()
            kills += 1
        crawl([asked], tmp_path / "torn")
    assert bytes_of(tmp_path / "torn") == bytes_of(tmp_path / "whole")
    assert set(served.times) == set(once)
    again = sum(served.times.values()) - sum(once.values())
    # under way at a kill: what was asked and not answered, and what was answered and not landed yet
    assert again <= kills * 2 * asked.concurrency, "only what was under way at a kill is asked twice"
    assert not list((tmp_path / "torn" / ".open" / "weibo").glob("*.sqlite*"))


def test_an_interrupted_run_that_nobody_asks_for_again_is_landed_as_far_as_it_came(tmp_path: Path) -> None:
    reached = threading.Event()

    def stuck(asked: Asked) -> object:
        if asked.query == "手机":
            time.sleep(3)
        if asked.page == 3:
            reached.set()
        return pages(asked)

    with site(stuck) as served:
        process = start(job(served.base, queries=("快充", "手机")), tmp_path)
        assert reached.wait(20)
        time.sleep(1)  # the third page is landed
        process.kill()
        process.wait()
        process.stdin.close()
    with site(pages) as served:
        later = job(served.base, queries=("快充",), run="weibo-20261118T173000Z", as_of=AS_OF + timedelta(hours=1))
        crawl([later], tmp_path)
    runs = {r.query: r for r in read_runs(run_record(tmp_path, "weibo", "weibo-20261118T163000Z"))}
    assert (runs["快充"].outcome, runs["快充"].landed) == ("ok", 15)
    assert (runs["手机"].outcome, runs["手机"].covered_from) == ("failed", None)
    assert "ended before" in runs["手机"].detail
    assert len(landed(tmp_path)) == 15


def test_nothing_of_a_person_is_in_the_journal(tmp_path: Path) -> None:
    reached = threading.Event()

    def stuck(asked: Asked) -> object:
        if asked.page == 2:
            reached.set()
            time.sleep(2)
        return pages(asked)

    with site(stuck) as served:
        process = start(job(served.base, cookie="SUB=secret", token="hush", accounts=("1000000007",)), tmp_path)
        assert reached.wait(20)
        process.kill()
        process.wait()
        process.stdin.close()
    kept = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    assert "第".encode() in kept or "快充".encode() in kept
    for private in (b"SUB=secret", b"hush", b"a salt", b"1000000007", b"10000000", "编的用户".encode()):
        assert private not in kept


@pytest.mark.parametrize("answer", [BLOCK, (418, {}, ""), (503, {}, "")])
def test_a_ban_is_waited_out(tmp_path: Path, answer: tuple) -> None:
    lock, asked_at, banned = threading.Lock(), [], [0.0]

    def banning(asked: Asked) -> object:
        with lock:
            asked_at.append(time.monotonic())
            if len(asked_at) == 8:
                banned[0] = time.monotonic() + 1.5
            return answer if time.monotonic() < banned[0] else pages(asked)

    with site(banning) as served:
        runs = crawl([job(served.base, queries=QUERIES, retries=4, reasks=1, backoff=0.02, patience=30.0)], tmp_path)
    assert {(r.outcome, r.landed) for r in runs} == {("ok", 15)}
    assert sum(r.retries for r in runs) >= 8
    during = sum(banned[0] - 1.2 < at < banned[0] for at in asked_at)
    assert during <= 6, "while a platform refuses, one request at a time tries"


def test_a_platform_that_refuses_for_ever_is_given_up_and_says_so(tmp_path: Path) -> None:
    with site(lambda a: BLOCK) as served:
        runs = crawl([job(served.base, queries=QUERIES, patience=0.5, backoff=0.01)], tmp_path)
        asked = len(served.asked)
    assert {r.outcome for r in runs} == {"blocked"}
    assert any("not asked: the platform kept answering so (an HTML page" in (r.detail or "") for r in runs)
    assert asked < 20


def test_an_address_that_never_answers_is_told_soon(tmp_path: Path) -> None:
    begun = time.monotonic()
    runs = crawl([job("http://127.0.0.1:9/weibo", queries=QUERIES, retries=6, patience=900.0, backoff=0.1)], tmp_path)
    assert {r.outcome for r in runs} == {"failed"}
    assert all("ConnectionRefusedError" in (r.detail or "") for r in runs)
    assert time.monotonic() - begun < 20


def test_login_walls_are_not_waited_for_and_end_the_run(tmp_path: Path) -> None:
    wall = {"ok": -100, "url": "https://example.invalid/signin"}
    many = (*QUERIES, *"abcdefghij")
    with site(lambda a: wall) as served:
        begun = time.monotonic()
        runs = crawl([job(served.base, queries=many, concurrency=1, patience=900.0)], tmp_path)
        asked = len(served.asked)
    assert {r.outcome for r in runs} == {"login_wall"}
    assert asked < len(many) / 2, "after a few walls nobody is asked any more"
    assert time.monotonic() - begun < 15


def test_one_login_wall_ends_its_query_only(tmp_path: Path) -> None:
    wall = {"ok": -100, "url": "https://example.invalid/signin"}
    with site(lambda a: wall if a.query == "手机" else pages(a)) as served:
        runs = crawl([job(served.base, queries=QUERIES, concurrency=1, patience=900.0)], tmp_path)
    assert {r.query: r.outcome for r in runs} == {q: "login_wall" if q == "手机" else "ok" for q in QUERIES}


def test_credentials_go_to_the_platforms_host_only(tmp_path: Path) -> None:
    feed = '<rss version="2.0"><channel><item><title>甲</title><guid>1</guid></item></channel></rss>'
    with site(lambda a: (200, {}, feed)) as other, site(lambda a: (200, {}, feed)) as own:
        feeds = (own.base + "/a.xml", other.base + "/b.xml")
        asked = job(own.base, platform="syndication", run="syndication-1", queries=(), feeds=feeds)
        asked = replace(asked, cookie="SUB=secret", token="hush")
        crawl([asked], tmp_path)
    assert [(a.headers.get("Cookie"), a.headers.get("Authorization")) for a in own.asked] == [
        ("SUB=secret", "Bearer hush")
    ]
    assert not any({"Cookie", "Authorization"} & set(a.headers) for a in other.asked)
    log = (tmp_path / "logs" / "syndication.log").read_text()
    assert "secret" not in log and "hush" not in log


def hours(asked: Asked) -> object:
    """What there is at an hour told by the test: thirty posts, one a half hour."""
    return pages(asked, hours=0.5)


def test_a_second_run_reads_what_is_new_and_the_overlap(tmp_path: Path) -> None:
    def ending(asked: Asked) -> object:
        first = (asked.page - 1) * 5
        return page([status(1000 - n, n * 0.5 - 6, f"第{1000 - n}条") for n in range(first, first + 5)])

    with site(hours) as served:
        crawl([job(served.base)], tmp_path)
        before = len(served.asked)
    later = AS_OF + timedelta(hours=6)
    with site(ending) as served:
        second = job(
            served.base, run="weibo-20261118T223000Z", as_of=later, window_from=later - timedelta(days=1),
            overlap=timedelta(hours=2),
        )  # fmt: skip
        (run,) = crawl([second], tmp_path)
    assert before == 10
    assert (run.window_from, run.covered_from) == (AS_OF - timedelta(hours=2), AS_OF - timedelta(hours=2))
    assert len(served.asked) == 4, "eight hours, two posts an hour, five a page"


def test_progress_tells_pages_posts_and_rejections(tmp_path: Path) -> None:
    told = []
    with site(pages) as served:
        crawl([job(served.base)], tmp_path, told.append)
    assert (told[-1].pages, told[-1].posts, told[-1].rejected) == (3, 15, 0)


def test_open_files_are_gone_when_a_run_is_complete(tmp_path: Path) -> None:
    with site(pages) as served:
        crawl([job(served.base)], tmp_path)
    assert not list((tmp_path / ".open" / "weibo").iterdir())
