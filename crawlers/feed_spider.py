"""FeedSpider: the way every platform is crawled, so that a platform's file holds only what is its own.

Query by query, page by page, newest first: read a page, map its entries, ask for what the page cut, go on until the
window is read, the results end or the page limit is reached. Each query keeps an account of what it saw (Exposure).

A platform says how to ask (`search`, `hot_list`), how to read (`judge`, `entries`, `more`, `to_post`), and, where its
lists cut posts, how to get the rest (`detail`, `with_detail`).
"""

import json
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

import scrapy
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from contract.post import Post
from crawlers.answers import Answer, Kind, read_json
from crawlers.exposure import Exposure
from crawlers.harvest import Harvest
from crawlers.job import CrawlJob
from crawlers.landing import Landing
from crawlers.reading import Rejected, Seen
from crawlers.rejections import Rejection, masked, scrubbed

_log = logging.getLogger(__name__)
ROBOTS = "robots.txt forbids {url}; ask the platform for access, or set the feed's address to a gateway or RSSHub"


@dataclass(frozen=True, slots=True)
class Ask:
    """An address to ask; with a body it is asked by POST."""

    url: str
    body: dict[str, Any] | None = None


class FeedSpider(scrapy.Spider):
    """Crawls one CrawlJob."""

    list_name: ClassVar[str] = ""  # the query name of the platform's hot list
    platform_pages: ClassVar[int] = 50  # search pages after which the platform shows no more, whatever there is
    redirects: ClassVar[bool] = False  # interfaces redirect only to login pages

    def __init__(self, job: CrawlJob, landing: Landing, on_page: Callable[[int, int, int], None]) -> None:
        super().__init__()
        self.job, self.landing, self._on_page = job, landing, on_page
        self.base = job.address(job.base_url)
        self.exposures: dict[str, Exposure] = {}
        self._asked_details: set[tuple[str, str]] = set()
        self._started = time.monotonic()

    # ---- what a platform says of itself

    def search(self, query: str, page: int) -> Ask:
        """How to ask for a page of results, newest first; pages count from 1."""
        raise NotImplementedError

    def hot_list(self) -> Ask:
        """How to ask for the hot list."""
        raise NotImplementedError

    @staticmethod
    def judge(payload: dict[str, Any]) -> Answer | None:
        """The verdict on a parsed answer that is no page; None if it is one."""
        raise NotImplementedError

    @staticmethod
    def entries(payload: dict[str, Any]) -> list[Any]:
        """The entries of a page, without headings and cards that are no posts."""
        raise NotImplementedError

    @staticmethod
    def more(payload: dict[str, Any]) -> bool:
        """Whether the page says that another one follows."""
        raise NotImplementedError

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

    def cut(self, payload: dict[str, Any], exposure: Exposure, page: int) -> str:
        """Why results that end on this page may have been cut by the platform; empty if they end by themselves."""
        last = page >= min(self.platform_pages, max(2, self.job.limit_of(exposure.query)))
        return f"the platform shows no more than {page} pages" if last else ""

    def detail(self, entry: dict[str, Any], post: Post) -> Ask | None:
        """How to ask for what the list cut; None if it is whole."""
        return None

    def with_detail(self, entry: dict[str, Any], payload: dict[str, Any]) -> dict[str, Any]:
        """The entry made whole; Rejected if the payload does not hold it."""
        raise NotImplementedError

    # ---- how all are crawled

    async def start(self) -> AsyncIterator[Any]:
        """First pages of all queries; the hot list first, since it changes by the minute."""
        if self.job.hot_list and self.list_name:
            self.exposures[self.list_name] = Exposure(self.job, self.list_name, snapshot=True)
            yield self.request(self.hot_list(), self.list_name, page=1)
        for query in dict.fromkeys(self.job.queries):
            self.exposures[query] = Exposure(self.job, query)
            yield self.request(self.search(query, 1), query, page=1)

    def request(self, ask: Ask, query: str, **told: Any) -> scrapy.Request:
        """A Scrapy request; with `page` it asks for a list, with `entry` for a detail."""
        body = None if ask.body is None else json.dumps(ask.body, ensure_ascii=False, separators=(",", ":"))
        return scrapy.Request(
            ask.url,
            method="GET" if body is None else "POST",
            body=body,
            headers={"Accept": "application/json, text/plain, */*"}
            | ({} if body is None else {"Content-Type": "application/json"}),
            callback=self.on_list if "page" in told else self.on_detail,
            errback=self.on_failure,
            cb_kwargs={"query": query, **told},
            meta={} if self.redirects else {"dont_redirect": True},
        )

    @classmethod
    def read(cls, response: Response) -> Answer:
        """What an answer of status 200 is."""
        return read_json(response.body, cls.judge)

    def on_list(self, response: Response, query: str, page: int) -> Iterator[Any]:
        """A page of a list."""
        answer: Answer = response.meta["answer"]
        exposure = self.exposures[query]
        if answer.kind is not Kind.PAGE:
            yield from self._end(response, answer, exposure)
            return
        harvest, whole = self._map(self.entries(answer.payload), query, response.url, exposure)
        exposure.pages += 1
        yield harvest
        yield from self._details(whole, query)
        yield from self._next(answer, exposure, page)

    def on_detail(self, response: Response, query: str, entry: dict[str, Any]) -> Iterator[Any]:
        """The rest of an entry that a list cut. Without it the cut post stays, which has been landed before."""
        answer: Answer = response.meta["answer"]
        exposure = self.exposures[query]
        if answer.kind is not Kind.PAGE:
            _note(exposure, f"a post stays cut: {answer.detail}" if answer.kind is not Kind.NO_RESULTS else "")
            if answer.kind is not Kind.NO_RESULTS:
                yield Harvest(query, response.url, [], [self._rejected_page(response, answer, query)])
            return
        try:
            whole = [self.with_detail(entry, answer.payload)]
        except Rejected as why:
            rejection = self._rejection(answer.payload, query, response.url, str(why))
            yield Harvest(query, response.url, [], [rejection])
            return
        yield self._map(whole, query, response.url, None)[0]

    def on_failure(self, failure: Failure) -> None:
        """No answer came, or robots.txt forbids to ask."""
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        exposure = self.exposures[request.cb_kwargs["query"]]
        if isinstance(failure.value, IgnoreRequest) and "robots" in str(failure.value):
            answer = Answer(Kind.FORBIDDEN, detail=ROBOTS.format(url=request.url.split("?")[0]))
        else:
            answer = Answer(
                Kind.FAILED, detail=f"no answer: {type(failure.value).__name__} {str(failure.value)[:120]}".strip()
            )
        if "entry" in request.cb_kwargs:
            _note(exposure, f"a post stays cut: {answer.detail}")
        elif answer.kind is Kind.FORBIDDEN:
            exposure.end("forbidden", answer.detail)
        else:
            exposure.end_on(answer)

    def asked_again(self, request: scrapy.Request) -> None:
        """Count a request that is asked once more."""
        if query := request.cb_kwargs.get("query"):
            self.exposures[query].retries += 1

    def tell(self, posts: int, rejected: int) -> None:
        """Report progress of one answer."""
        self._on_page(1, posts, rejected)

    def now(self) -> datetime:
        """The instant at which something is seen: the job's, moved on by the time the crawl has taken."""
        return (
            self.job.as_of
            if self.job.frozen_clock
            else self.job.as_of + timedelta(seconds=time.monotonic() - self._started)
        )

    def seen(self, query: str) -> Seen:
        """The circumstances of an entry seen now."""
        return Seen(self.now(), query, self.job.salt, self.job.keep_names)

    # ---- steps

    def _map(
        self, entries: Sequence[Any], query: str, url: str, exposure: Exposure | None
    ) -> tuple[Harvest, list[tuple[Any, Post]]]:
        posts: list[tuple[Any, Post]] = []
        rejections: list[Rejection] = []
        seen, reached = self.seen(query), None
        for entry in entries:
            for part in _parts(self, entry):
                try:
                    post = _mapped(self, part, seen)
                except Rejected as why:
                    rejections.append(self._rejection(part, query, url, str(why)))
                    continue
                posts.append((part, post))
                if part is entry and self.in_order(entry, post):
                    reached = post.published_at
        if exposure is not None:
            exposure.entries += len(entries)
            if reached is not None:
                exposure.reached(reached)
        return Harvest(query, url, [p for _, p in posts], rejections), posts

    def _details(self, mapped: list[tuple[Any, Post]], query: str) -> Iterator[scrapy.Request]:
        for entry, post in mapped:
            ask = self.detail(entry, post) if self.job.details and post.published_at >= self.job.window_from else None
            if ask and (query, post.post_id) not in self._asked_details:
                self._asked_details.add((query, post.post_id))
                yield self.request(ask, query, entry=entry)

    def _next(self, answer: Answer, exposure: Exposure, page: int) -> Iterator[scrapy.Request]:
        limit = self.job.limit_of(exposure.query)
        if exposure.snapshot or exposure.window_read:
            exposure.end("ok")
        elif not self.more(answer.payload):
            cut = self.cut(answer.payload, exposure, page)
            exposure.end("saturated" if cut else "ok", cut)
        elif page >= limit:
            exposure.end("saturated", f"the limit of {limit} pages was reached before the start of the window")
        else:
            yield self.request(self.search(exposure.query, page + 1), exposure.query, page=page + 1)

    def _end(self, response: Response, answer: Answer, exposure: Exposure) -> Iterator[Harvest]:
        if answer.kind is Kind.NO_RESULTS and exposure.snapshot:
            answer = Answer(Kind.BLOCKED, detail="the list came empty, as it does to blocked callers")
        exposure.end_on(answer)
        if answer.kind is not Kind.NO_RESULTS:
            yield Harvest(exposure.query, response.url, [], [self._rejected_page(response, answer, exposure.query)])

    def _rejection(self, entry: Any, query: str, url: str, reason: str) -> Rejection:
        return Rejection(self.name, query, url, reason, "entry", scrubbed(entry, self.name, self.job.salt))

    def _rejected_page(self, response: Response, answer: Answer, query: str) -> Rejection:
        raw = masked(response.body.decode("utf-8", "replace"))
        return Rejection(self.name, query, response.url, f"{answer.kind}: {answer.detail}", "page", raw)


def _note(exposure: Exposure, detail: str) -> None:
    if detail and detail not in exposure.details:
        exposure.details.append(detail)


def _parts(spider: FeedSpider, entry: Any) -> list[Any]:
    try:
        return spider.parts(entry)
    except Rejected:
        return [entry]


def _mapped(spider: FeedSpider, entry: Any, seen: Seen) -> Post:
    if not isinstance(entry, dict):
        raise Rejected(f"an entry is not an object: {type(entry).__name__}")
    try:
        return spider.to_post(entry, seen)
    except Rejected:
        raise
    except Exception as error:  # a fault of ours must not lose the entry or stop the run
        _log.exception("an entry of %s could not be read", spider.name)
        raise Rejected(f"could not be read: {type(error).__name__}") from error
