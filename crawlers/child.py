"""The crawling process: `python -m crawlers.child`, started by `crawlers.run`, one a platform.

A reactor can be started once per process, so a platform's jobs run here one after another in one reactor. Jobs come
as lines on stdin (the salt never stands on a command line); progress goes out as lines of JSON on stdout. The process
ends when its stdin closes, so that a killed parent leaves no crawler behind.
"""

import json
import logging
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

from crawlers.job import CrawlJob
from crawlers.platforms import spider_class
from crawlers.polite import polite_settings
from crawlers.run_state import RunState


class _Account:
    """Sums of what this process has done, told to the parent not more often than needed."""

    def __init__(self, total: int) -> None:
        self.told = {"run": "", "done": 0, "total": total, "pages": 0, "posts": 0, "rejected": 0}
        self._last = 0.0

    def page(self, pages: int, posts: int, rejected: int) -> None:
        for name, more in (("pages", pages), ("posts", posts), ("rejected", rejected)):
            self.told[name] += more  # type: ignore[operator]
        if time.monotonic() - self._last > 0.5:
            self.tell()

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
    jobs = [CrawlJob.from_json(line) for line in lines]

    from scrapy.utils.defer import deferred_from_coro
    from scrapy.utils.reactor import install_reactor

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet.task import react

    react(lambda _: deferred_from_coro(_crawl_all(jobs, Path(folder))))


async def _crawl_all(jobs: list[CrawlJob], folder: Path) -> None:
    _end_interrupted(jobs, folder)
    account = _Account(len(jobs))
    for done, job in enumerate(jobs, 1):
        account.tell(run=job.run)
        await _crawl(job, folder, account)
        account.tell(done=done)


async def _crawl(job: CrawlJob, folder: Path, account: _Account) -> None:
    from scrapy.crawler import AsyncCrawlerRunner

    state = RunState(job, folder)
    runner = AsyncCrawlerRunner(polite_settings(job))
    crawler = runner.create_crawler(spider_class(job.platform))
    await runner.crawl(crawler, job=job, state=state, on_page=account.page)
    state.close()


def _end_interrupted(jobs: list[CrawlJob], folder: Path) -> None:
    """Land what interrupted runs have read that nobody asks for again; what they missed is a hole for the next one."""
    wanted = {job.run for job in jobs}
    for state in RunState.left_open(folder, jobs[0].platform):
        if state.job.run not in wanted:
            state.close()


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(3)


if __name__ == "__main__":
    main()
