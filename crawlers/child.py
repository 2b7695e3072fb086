"""The crawling process: `python -m crawlers.child`, started by `crawlers.run`, one a platform.

A reactor can be started once per process, so a platform's jobs run here one after another in one reactor. Jobs come
as lines on stdin (the salt never stands on a command line); progress goes out as lines of JSON on stdout. The process
ends when its stdin closes, so that a killed parent leaves no crawler behind.
"""

import gc
import json
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from crawlers.job import CrawlJob
from crawlers.platforms import spider_class
from crawlers.polite import polite_settings
from crawlers.run_state import RunState

if TYPE_CHECKING:
    from crawlers.feed_spider import FeedSpider


class _Account:
    """Sums of what this process has done, told to the parent not more often than needed."""

    def __init__(self, total: int) -> None:
        self.told: dict[str, Any] = {"run": "", "done": 0, "total": total, "pages": 0, "posts": 0, "rejected": 0}
        self._last = 0.0

    def begun(self, run: str) -> None:
        self.tell(run=run)

    def page(self, pages: int, posts: int, rejected: int) -> None:
        for name, more in (("pages", pages), ("posts", posts), ("rejected", rejected)):
            self.told[name] += more
        if time.monotonic() - self._last > 0.5:
            self.tell()

    def ended(self) -> None:
        self.tell(done=int(self.told["done"]) + 1)

    def tell(self, **changed: Any) -> None:
        self.told |= changed
        self._last = time.monotonic()
        sys.stdout.write(json.dumps(self.told) + "\n")
        sys.stdout.flush()


def main() -> None:
    """Read folder and jobs from stdin, crawl, exit with 0 if every job came to its end."""
    folder, *lines = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("scrapy.downloadermiddlewares.redirect").setLevel(logging.ERROR)  # it misses the Referer
    # It tells whole addresses, and that of an account's posts holds its id; Backoff tells the same without
    logging.getLogger("scrapy.core.downloader.handlers.http11").setLevel(logging.ERROR)
    jobs = [CrawlJob.from_json(line) for line in lines]

    from scrapy.utils.defer import deferred_from_coro
    from scrapy.utils.reactor import install_reactor

    # What is loaded stays, and of what a page gives most is gone when it has landed: looking for circles among all
    # of it at Python's usual pace took an eighth of the time.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet.task import react

    react(lambda _: deferred_from_coro(_crawl_all(jobs, Path(folder))))


async def _crawl_all(jobs: list[CrawlJob], folder: Path) -> None:
    _end_interrupted(jobs, folder)
    account = _Account(len(jobs))
    for _, alike in groupby(jobs, key=polite_settings):
        left = iter(list(alike))
        while (job := next(left, None)) is not None:
            await _crawl(job, left, folder, account)


async def _crawl(job: CrawlJob, more: Iterator[CrawlJob], folder: Path, account: _Account) -> None:
    """Crawl a job and those after it. Scrapy may close the spider before (too many faults of ours): then one only."""
    from scrapy.crawler import AsyncCrawlerRunner

    runner = AsyncCrawlerRunner(polite_settings(job))
    crawler = runner.create_crawler(spider_class(job.platform))
    await runner.crawl(crawler, jobs=chain([job], more), landing=folder, account=account)
    cast("FeedSpider", crawler.spider).end()


def _end_interrupted(jobs: list[CrawlJob], folder: Path) -> None:
    """Land what interrupted runs have read that nobody asks for again; what they missed is a hole for the next one."""
    wanted = {job.as_of for job in jobs}  # of one instant may be other parts of the same crawl
    for state in RunState.left_open(folder, jobs[0].platform):
        if state.job.as_of not in wanted:
            state.close()


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(3)


if __name__ == "__main__":
    main()
