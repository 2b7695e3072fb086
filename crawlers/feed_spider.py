"""FeedSpider: the way every platform is crawled, so that a platform's file holds only what is its own.

Listing by listing, page by page, newest first: read a page, map its entries, ask for what the page cut, land all of it
in one go, then ask for what follows (`crawlers.walk` decides). When nothing is left to ask, comments of the most
discussed posts are read, then posts of earlier runs are looked at again.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider, IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.answers import Answer, Kind
from crawlers.breaker import Breaker, GivenUp
from crawlers.feed import Feed
from crawlers.job import CrawlJob
from crawlers.listing import Ask, Listing, Task
from crawlers.reading import Seen
from crawlers.run_state import RunState
from crawlers.unit import Unit

ROBOTS = "robots.txt forbids {url}; ask the platform for access, or set the feed's address to a gateway or RSSHub"


class RunsAccount(Protocol):
    """Who is told how far the crawl is."""

    def begun(self, run: str) -> None:
        """A run begins, or is taken up again."""

    def page(self, pages: int, posts: int, rejected: int) -> None:
        """Answers were landed."""

    def ended(self) -> None:
        """The run is complete."""


class FeedSpider(Feed, scrapy.Spider):
    """Crawls the jobs of one platform, one after another: they share connections and what robots.txt said."""

    state: RunState
    breaker: Breaker

    def __init__(self, jobs: Iterator[CrawlJob], landing: Path, account: RunsAccount) -> None:
        super().__init__()
        self._jobs, self._landing, self._account = jobs, landing, account
        self._begin(next(jobs))

    def _begin(self, job: CrawlJob) -> None:
        """Take up a job."""
        self.job = job
        self._account.begun(job.run)
        self.base = job.address(job.base_url)
        self.state = RunState(job, self._landing)
        self.state.begin(self.abilities(), type(self))
        self.breaker = Breaker(job.backoff, job.patience, self.state.resumed)

    def end(self) -> None:
        """The job under way is at its end: its files are written."""
        self.state.close()
        self._account.ended()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "FeedSpider":
        """Scrapy's way to make a spider; also asks to be told when nothing is left to do."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.on_idle, signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """What an earlier attempt left, or the first page of every listing."""
        for task in self.state.open_tasks():
            yield self.request(task)

    def on_idle(self) -> None:
        """Begin what comes next: comments, revisits, the next job."""
        tasks = self.state.next_phase()
        while not tasks and (job := next(self._jobs, None)):
            self.end()
            self._begin(job)
            tasks = [*self.state.open_tasks()] or self.state.next_phase()
        if tasks and self.crawler.engine:
            for task in tasks:
                self.crawler.engine.crawl(self.request(task))
            raise DontCloseSpider

    def request(self, task: Task) -> scrapy.Request:
        """The request for a page of a listing."""
        return self._request(self._ask(task), self.on_page, {"task": task})

    def _request(self, ask: Ask, callback: Callable[..., Any], told: dict[str, Any]) -> scrapy.Request:
        body = None if ask.body is None else json.dumps(ask.body, ensure_ascii=False, separators=(",", ":"))
        headers = {"Accept": "application/json, text/plain, */*", **self.headers}
        if body is not None:
            headers["Content-Type"] = "application/json"
        return scrapy.Request(
            ask.url,
            method="GET" if body is None else "POST",
            body=body,
            headers={**headers, **self._credentials(ask.url)},
            callback=callback,
            errback=self.on_failure,
            cb_kwargs=told,
            meta={} if self.redirects else {"dont_redirect": True},
        )

    def _credentials(self, url: str) -> dict[str, str]:
        """What the user shows his platform is shown to nobody else."""
        own = bool(self.base) and urlsplit(url)[:2] == urlsplit(self.base)[:2]
        return self.job.credentials() if own else {}

    def _ask(self, task: Task) -> Ask:
        match task.listing:
            case Listing.SEARCH:
                return self.search(task.subject, task.page, task.scope)
            case Listing.HOT_LIST:
                return self.hot_list()
            case Listing.TIMELINE:
                return self.timeline(self.state.account(task.subject), task.page)
            case Listing.FEED:
                return self.feed(task.subject)
            case Listing.COMMENTS:
                return self.comments(task.subject, task.token, task.page)
            case Listing.ANSWERS:
                return self.answers(task.subject, task.page)
            case Listing.REVISIT:
                return self.revisit(task.subject, task.token)

    def on_page(self, response: Response, task: Task) -> Iterator[Any]:
        """A page of a listing: what it cut is asked for, and when all is there, what follows."""
        answer: Answer = response.meta["answer"]
        unit = Unit(self, task, response)
        if answer.kind is not Kind.PAGE:
            unit.end_on(answer)
        else:
            for entry, ask in unit.read(answer.payload):
                yield self._request(ask, self.on_detail, {"unit": unit, "entry": entry})
        yield from self._finish(unit)

    def on_detail(self, response: Response, unit: Unit, entry: dict[str, Any]) -> Iterator[Any]:
        """The rest of an entry that a list cut. Without it the cut post stays."""
        unit.detail_came(response, entry)
        yield from self._finish(unit)

    def on_failure(self, failure: Failure) -> Iterator[Any]:
        """No answer came, robots.txt forbids to ask, or the platform has been given up."""
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        answer = self._failed(failure, request)
        if unit := request.cb_kwargs.get("unit"):
            unit.detail_missing(answer.detail, request.meta.get("tries", 0))
        else:
            unit = Unit(self, request.cb_kwargs["task"], None, request.meta.get("tries", 0))
            unit.end_on(answer)
        yield from self._finish(unit)

    def _failed(self, failure: Failure, request: scrapy.Request) -> Answer:
        if isinstance(failure.value, GivenUp):
            return Answer(failure.value.kind, detail=str(failure.value))
        if isinstance(failure.value, IgnoreRequest) and "robots" in str(failure.value):
            return Answer(Kind.FORBIDDEN, detail=ROBOTS.format(url=request.url.split("?")[0]))
        told = f"no answer: {type(failure.value).__name__} {str(failure.value)[:120]}".strip()
        return Answer(Kind.FAILED, detail=told)

    def _finish(self, unit: Unit) -> Iterator[scrapy.Request]:
        """Land a page that is complete, and go on."""
        if unit.waiting:
            return
        step = unit.step()
        following = self.state.finish(unit, step)
        self._account.page(1 + unit.details, len(unit.posts), len(unit.rejections))
        for task in following:
            yield self.request(task)

    def seen(self, task: Task) -> Seen:
        """The circumstances of an entry seen now."""
        return self.state.seen(self.name, task)
