"""How fast the crawler reads, on one core, beside a bare Scrapy spider that only counts the same pages; and its memory.

    python -m benchmarks.crawling [--posts 1000000] [--only ours|scrapy]

A small server on loopback, on a core of its own, tells search pages of twenty made-up posts in Weibo's shape. Both
crawlers run in a process of their own on the other core, with the same settings of Scrapy, and are accounted by the
kernel when they end. The bare spider keeps nothing and reads nothing: it is what Scrapy itself can do.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from contract.clock import SHANGHAI
from crawlers.job import CrawlJob
from crawlers.landing import read_runs, run_record

PER_PAGE = 20
QUERIES = 8
AS_OF = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
_ASKED = re.compile(rb"q%3D(\d+)%26.*?&page=(\d+)")
_TEXT = (
    "手机续航第{n}天，<a href='/n/甲'>@甲</a> 上班路上刷视频，晚上还剩一半电，"
    '<span class="url-icon"><img alt=[赞] /></span>比上一台强 #长续航#'
)


def _status(query: int, number: int) -> str:
    told = (AS_OF - timedelta(seconds=number * 0.4)).astimezone(SHANGHAI).strftime("%a %b %d %H:%M:%S +0800 %Y")
    mid = f"52{query:02d}{number:012d}"
    user = {"id": 1_000_000_000 + number % 50_000, "screen_name": "编的用户", "verified": False, "followers_count": 120}
    return json.dumps({
        "card_type": 9,
        "mblog": {
            "id": mid, "mid": mid, "created_at": told, "text": _TEXT.format(n=number), "isLongText": False,
            "attitudes_count": number % 900, "comments_count": number % 40, "reposts_count": "1.2万",
            "region_name": "发布于 江西", "pic_ids": [], "mark": "", "user": user,
        },
    }, ensure_ascii=False)  # fmt: skip


def _page(query: int, page: int) -> bytes:
    cards = ",".join(_status(query, n) for n in range((page - 1) * PER_PAGE, page * PER_PAGE))
    body = f'{{"ok":1,"data":{{"cardlistInfo":{{"page":{page + 1}}},"cards":[{cards}]}}}}'.encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class _Site(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._to = transport

    def data_received(self, data: bytes) -> None:
        asked = _ASKED.search(data)
        answer = _page(int(asked[1]), int(asked[2])) if asked else b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"
        self._to.write(answer)  # type: ignore[attr-defined]


def _serve(port: Connection) -> None:
    _pin(1)

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(_Site, "127.0.0.1", 0)
        port.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def _pin(place: int) -> None:
    """Keep a process on one of the cores there are."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[place % len(cores)]})


def _job(port: int, posts: int) -> CrawlJob:
    pages = max(1, posts // PER_PAGE // QUERIES)
    return CrawlJob(
        platform="weibo", run="weibo-20261122T163000Z", as_of=AS_OF, window_from=AS_OF - timedelta(days=80),
        base_url=f"http://127.0.0.1:{port}", queries=tuple(map(str, range(QUERIES))), max_pages=pages,
        search_pages=pages, salt="a salt", frozen_clock=True, delay=0, concurrency=QUERIES, details=False,
    )  # fmt: skip


def _bare(line: str) -> None:
    """A spider that asks for the same pages and does nothing with them."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    from crawlers.listing import Page
    from crawlers.polite import polite_settings
    from crawlers.spiders.weibo import WeiboSpider

    job = CrawlJob.from_json(line)
    settings = polite_settings(job)
    mine = {name: None for name in settings["DOWNLOADER_MIDDLEWARES"] if name.startswith("crawlers.")}
    settings["DOWNLOADER_MIDDLEWARES"] |= mine

    class Bare(scrapy.Spider):
        name = "bare"
        base = job.base_url

        async def start(self):
            for query in job.queries:
                yield self.ask(query, 1)

        def ask(self, query: str, page: int) -> scrapy.Request:
            address = WeiboSpider.search(self, query, Page(page), None).url
            return scrapy.Request(address, cb_kwargs={"query": query, "page": page})

        def parse(self, response, query: str, page: int):
            if len(response.body) and page < job.max_pages:
                yield self.ask(query, page + 1)

    process = AsyncCrawlerProcess(settings)
    process.crawl(Bare)
    process.start()


def _measured(command: list[str], given: str) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and peak MB of a process on the first core."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, preexec_fn=lambda: _pin(0))
    assert process.stdin
    process.stdin.write(given.encode() + b"\n")
    process.stdin.flush()
    _, status, used = os.wait4(process.pid, 0)
    process.stdin.close()
    if status:
        raise SystemExit(f"{command[-1]} ended with {status}")
    return time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _told(name: str, pages: int, took: tuple[float, float, float]) -> float:
    wall, cpu, peak = took
    print(
        f"{name:<8} {pages:>7,} pages {pages / wall:>7.0f} pages/s {pages * PER_PAGE / wall:>8,.0f} posts/s "
        f"{pages * PER_PAGE / cpu:>8,.0f} posts a CPU second, peak {peak:.0f} MB", flush=True
    )  # fmt: skip
    return wall


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--posts", type=int, default=1_000_000)
    asked.add_argument("--only", choices=("ours", "scrapy"))
    told = asked.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    job = _job(ours.recv(), told.posts)
    pages = job.max_pages * QUERIES
    walls = {}
    try:
        if told.only != "ours":
            bare = replace(job, max_pages=min(job.max_pages, 500))
            took = _measured([sys.executable, "-m", "benchmarks.crawling", "bare"], bare.to_json())
            walls["scrapy"] = _told("scrapy", bare.max_pages * QUERIES, took) / (bare.max_pages * QUERIES)
        if told.only != "scrapy":
            with tempfile.TemporaryDirectory() as folder:
                took = _measured([sys.executable, "-m", "crawlers.child"], json.dumps([folder, job.to_json()]))
                landed = sum(run.landed for run in read_runs(run_record(Path(folder), "weibo", job.run)))
            assert landed == pages * PER_PAGE, f"{landed} of {pages * PER_PAGE} posts were landed"
            walls["ours"] = _told("ours", pages, took) / pages
        if len(walls) == 2:
            print(f"ours does {walls['scrapy'] / walls['ours']:.2f} of what bare Scrapy does")
    finally:
        server.kill()


if __name__ == "__main__":
    if sys.argv[1:] == ["bare"]:
        _bare(sys.stdin.readline())
    else:
        main()
