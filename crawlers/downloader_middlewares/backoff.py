"""Backing off when a platform says so: Scrapy asks again at once after a 429 and does not read Retry-After.

The wait holds for the whole domain slot, so that other queries do not run into the same wall meanwhile.
"""

import asyncio
import logging
import random
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import load_object

from crawlers.answers import Kind, read_status
from crawlers.downloader_middlewares.answer_kind import is_ours

if TYPE_CHECKING:
    from crawlers.feed_spider import FeedSpider

_AGAIN = frozenset((408, 418, 429, 500, 502, 503, 504, 520, 522, 524))
_FIRST_TRIES = 3
_log = logging.getLogger(__name__)


class Backoff:
    """Asks again after Retry-After, or after exponentially growing waits with jitter, a limited number of times."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._broken = tuple(load_object(e) for e in crawler.settings.getlist("RETRY_EXCEPTIONS"))
        self._until: dict[str, float] = {}
        self._random = random.Random()  # noqa: S311 jitter needs no secrecy

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Backoff":
        """Scrapy's way to make a middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Hold a request while its domain is to be left alone."""
        if self._until:
            domain = _domain(request)
            while (rest := self._until.get(domain, 0.0) - _now()) > 0:
                await asyncio.sleep(rest)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Ask again, later, if the status calls for it."""
        if response.status not in _AGAIN:
            return response
        again = self._later(request, told_wait(response), self._spider.job.retries)
        answer = read_status(response.status, "")
        if again is not None and answer is not None and is_ours(request):
            self._spider.breaker.bad(answer.kind, why=answer.detail)
        return again or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Ask again, later, if the connection broke."""
        if not isinstance(exception, self._broken):
            return None
        _log.warning("%s broke: %s", request.url.split("?")[0], type(exception).__name__)
        request.meta["broken"] = type(exception).__name__
        # an address that never answered is most likely wrong, and its user waits for the word
        most = self._spider.job.retries
        again = self._later(request, None, most if self._spider.breaker.answered else min(most, _FIRST_TRIES))
        if again is not None and is_ours(request):
            self._spider.breaker.bad(Kind.FAILED, why=type(exception).__name__)
        return again

    @property
    def _spider(self) -> "FeedSpider":
        return cast("FeedSpider", self._crawler.spider)

    def _later(self, request: Request, told: float | None, most: int) -> Request | None:
        job, tries = self._spider.job, request.meta.get("tries", 0)
        wait = job.backoff * 2**tries * self._random.uniform(0.75, 1.25) if told is None else told
        if wait > job.max_wait:
            request.meta["wait"] = wait
            return None
        if tries >= most:
            return None
        self._until[_domain(request)] = max(self._until.get(_domain(request), 0.0), _now() + wait)
        return request.replace(meta={**request.meta, "tries": tries + 1})


def told_wait(response: Response) -> float | None:
    """Seconds that Retry-After asks for, given as a number or as a date (read against the answer's own Date)."""
    told = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if told.isascii() and told.isdigit():
        return float(told[:9])
    try:
        date = (response.headers.get("Date") or b"").decode("latin-1")
        return max(0.0, (parsedate_to_datetime(told) - parsedate_to_datetime(date)).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _domain(request: Request) -> str:
    return urlparse_cached(request).netloc


def _now() -> float:
    return asyncio.get_running_loop().time()
