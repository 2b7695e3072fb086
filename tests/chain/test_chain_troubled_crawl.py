"""Every post a platform would show is landed exactly once, whatever goes wrong and however often it is killed."""

import gzip
import json
import random
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest

from crawlers.job import CrawlJob
from crawlers.run import crawl
from demo.plan import QUERIES, crawled_at
from demo.server import serve
from demo.trouble import Trouble
from demo.world import World

END = date(2026, 11, 22)
AS_OF = crawled_at(END)
HOURS = {"weibo": 60, "xiaohongshu": 20, "zhihu": 40}
SHOWN = {"weibo": 10, "xiaohongshu": 8, "zhihu": 10}  # pages a search of the demo shows
TROUBLE = Trouble(
    limited=0.10, error=0.05, malformed=0.02, reset=0.02, slow=0.02, empty=0.01, block=0.01,
    retry_after=None, slow_seconds=0.1, ban_after=120, ban_seconds=3.0, most_in_a_row=4,
)  # fmt: skip


@pytest.fixture(scope="module")
def troubled():
    with serve(World(7, END, weeks=1, scale=1.5), faults=TROUBLE) as base:
        yield base


def job_of(base: str, platform: str) -> CrawlJob:
    return CrawlJob(
        platform=platform, run=f"{platform}-20261122T163000Z", as_of=AS_OF,
        window_from=AS_OF - timedelta(hours=HOURS[platform]), base_url=f"{base}/at/{{as_of}}/{platform}",
        queries=QUERIES, max_pages=1000, search_pages=SHOWN[platform], salt="a salt", frozen_clock=True, delay=0,
        concurrency=8, backoff=0.02, retries=8, reasks=6, patience=60,
    )  # fmt: skip


def servable(base: str, asked: CrawlJob, query: str) -> set[str]:
    told = {"platform": asked.platform, "from": int(asked.window_from.timestamp()), "to": int(AS_OF.timestamp())}
    address = f"{base}/at/{int(AS_OF.timestamp())}/demo/servable?{urlencode({**told, 'query': query})}"
    with urllib.request.urlopen(address) as answer:
        return {f"{asked.platform}:{native}" for native in json.load(answer)["ids"]}


def landed(folder, asked: CrawlJob) -> list[dict]:
    file = folder / asked.platform / f"{asked.run}.jsonl.gz"
    return [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]


def must_be_complete(base: str, folder, asked: CrawlJob, runs) -> None:
    assert {(r.query, r.outcome) for r in runs} == {(query, "ok") for query in QUERIES}
    assert all(r.covered_from == asked.window_from and r.covered_to == AS_OF for r in runs)
    posts = landed(folder, asked)
    times = Counter((p["post_id"], p["query"]) for p in posts)
    assert max(times.values()) == 1, "landed once"
    found = {query: {p["post_id"] for p in posts if p["query"] == query} for query in QUERIES}
    for query in QUERIES:
        missing = servable(base, asked, query) - found[query]
        assert not missing, f"{len(missing)} posts of {query} are not there"
    assert sum(r.rejected for r in runs) == 0


@pytest.mark.parametrize("platform", list(HOURS))
def test_every_servable_post_is_landed_exactly_once(troubled, tmp_path, platform):
    asked = job_of(troubled, platform)
    runs = crawl([asked], tmp_path)
    must_be_complete(troubled, tmp_path, asked, runs)
    assert sum(r.retries for r in runs) > 4, "trouble struck"
    if platform == "weibo":
        most = max(runs, key=lambda r: r.pages)
        assert most.pages > SHOWN["weibo"], "a window was split in time"


def test_killed_ten_times_and_resumed_lands_the_same_set(troubled, tmp_path):
    asked = job_of(troubled, "weibo")
    journal = tmp_path / ".open" / "weibo" / f"{asked.run}.sqlite"
    dice, kills = random.Random(11), 0
    while kills < 10:
        process = subprocess.Popen(
            [sys.executable, "-m", "crawlers.child"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
        )
        process.stdin.write(json.dumps([str(tmp_path), asked.to_json()]).encode() + b"\n")
        process.stdin.flush()
        while not journal.exists() and process.poll() is None:
            time.sleep(0.01)
        time.sleep(dice.uniform(0.05, 0.6))
        assert process.poll() is None, "the run was over before it could be killed ten times"
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdin.close()
        kills += 1
    runs = crawl([asked], tmp_path)
    must_be_complete(troubled, tmp_path, asked, runs)
