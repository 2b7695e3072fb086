"""FeedSpider: the way every platform is crawled, so that a platform's file holds only what is its own.

Listing by listing, page by page, newest first: read a page, map its entries, ask for what the page cut, land all of it
in one go, then ask for what follows (`crawlers.walk` decides). When nothing is left to ask, comments of the most
discussed posts are read, then posts of earlier runs are looked at again.

A platform says how to ask (`search`, `hot_list`, `comments` ...), how to read (`judge`, `entries`, `more`, `to_post`),
and, where its lists cut posts, how to get the rest (`detail`, `with_detail`).
"""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, Protocol
from urllib.parse import urlsplit

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider, IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from contract.post import Post
from crawlers.answers import Answer, Kind, read_json
from crawlers.breaker import Breaker, GivenUp
from crawlers.job import CrawlJob
from crawlers.listing import Ask, Listing, Page, Span, Task
from crawlers.reading import Seen
from crawlers.run_state import RunState
from crawlers.unit import Unit
from crawlers.walk import Abilities

__all__ = ["Ask", "FeedSpider", "Page", "Span"]

ROBOTS = "robots.txt forbids {url}; ask the platform for access, or set the feed's address to a gateway or RSSHub"


class RunsAccount(Protocol):
    """Who is told how far the crawl is."""

    def begun(self, run: str) -> None:
        """A run begins, or is taken up again."""

    def page(self, pages: int, posts: int, rejected: int) -> None:
        """Answers were landed."""

    def ended(self) -> None:
        """The run is complete."""


class FeedSpider(scrapy.Spider):
    """Crawls the jobs of one platform, one after another: they share connections and what robots.txt said."""

    list_name: ClassVar[str] = ""  # the query name of the platform's hot list
    platform_pages: ClassVar[int] = 50  # search pages after which the platform shows no more, whatever there is
    finest: ClassVar[timedelta | None] = None  # shortest span a search can be asked for; None: it cannot be
    redirects: ClassVar[bool] = False  # interfaces redirect only to login pages
    headers: ClassVar[dict[str, str]] = {}  # what the interface wants to be told beside the usual

    job: CrawlJob  # the one under way
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

    # ---- what a platform says of itself

    def search(self, query: str, page: Page, scope: Span | None) -> Ask:
        """How to ask for a page of results, newest first; `scope` only where `finest` is told."""
        raise NotImplementedError

    def hot_list(self) -> Ask:
        """How to ask for the hot list."""
        raise NotImplementedError

    def timeline(self, account: str, page: Page) -> Ask:
        """How to ask for an account's posts; `account` is its native id."""
        raise NotImplementedError

    def feed(self, address: str) -> Ask:
        """How to ask for a feed."""
        raise NotImplementedError

    def comments(self, native: str, token: str, page: Page) -> Ask:
        """How to ask for the comments of a post."""
        raise NotImplementedError

    def answers(self, native: str, page: Page) -> Ask:
        """How to ask for the answers to a question."""
        raise NotImplementedError

    def revisit(self, native: str, token: str) -> Ask:
        """How to ask for one post again."""
        raise NotImplementedError

    @staticmethod
    def judge(payload: dict[str, Any]) -> Answer | None:
        """The verdict on a parsed answer that is no page; None if it is one."""
        raise NotImplementedError

    @staticmethod
    def entries(payload: dict[str, Any]) -> list[Any]:
        """The entries of any answer, told apart by shape, without headings and cards that are no posts."""
        raise NotImplementedError

    @staticmethod
    def more(payload: dict[str, Any]) -> bool:
        """Whether the page says that another one follows."""
        raise NotImplementedError

    @staticmethod
    def cursor(payload: dict[str, Any]) -> str:
        """The cursor of the next page, where the platform pages by cursors."""
        return ""

    @staticmethod
    def total(payload: dict[str, Any]) -> int | None:
        """How many results there are in all, where the platform says so."""
        return None

    @staticmethod
    def to_post(entry: dict[str, Any], seen: Seen) -> Post:
        """Map an entry; Rejected if it cannot be."""
        raise NotImplementedError

    @staticmethod
    def parts(entry: Any) -> list[Any]:
        """The entry and whatever whole posts it carries (the original of a repost)."""
        return [entry]

    @staticmethod
    def in_order(entry: Any, post: Post) -> bool:
        """Whether the entry stands in the order of time (advertising does not)."""
        return not post.is_ad

    @staticmethod
    def token(entry: Any) -> str:
        """What the platform wants to see again to open the post."""
        return ""

    @staticmethod
    def cut(entries: int, dated: bool) -> str:
        """Why a listing that ends on this page may be cut, whatever it says of more; empty where it tells itself."""
        return ""

    def detail(self, entry: dict[str, Any], post: Post) -> Ask | None:
        """How to ask for what the list cut; None if it is whole."""
        return None

    def with_detail(self, entry: dict[str, Any], payload: dict[str, Any]) -> dict[str, Any]:
        """The entry made whole; Rejected if the payload does not hold it."""
        raise NotImplementedError

    @classmethod
    def read(cls, response: Response) -> Answer:
        """What an answer of status 200 is."""
        return read_json(response.body, cls.judge)

    @classmethod
    def abilities(cls) -> Abilities:
        """What its listings can do."""
        return Abilities(cls.list_name, cls.platform_pages, cls.finest)

    @classmethod
    def can(cls, listing: str) -> bool:
        """Whether the platform has a listing: its way to ask is written."""
        return getattr(cls, listing) is not getattr(FeedSpider, listing)

    # ---- how all are crawled

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
