"""Judging every answer before a spider sees it, and asking again where that may help.

The verdict travels in `response.meta["answer"]`, parsed, so that the body is parsed once.
"""

from typing import TYPE_CHECKING, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.answers import ASKED_AGAIN, Answer, Kind, read_status
from crawlers.breaker import GivenUp
from crawlers.listing import OF_ONE_POST

if TYPE_CHECKING:
    from crawlers.feed_spider import FeedSpider

_GOOD = frozenset((Kind.PAGE, Kind.NO_RESULTS))


class AnswerKind:
    """Tells pages from block pages, login walls, captchas, empty and malformed answers and real "no results"."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "AnswerKind":
        """Scrapy's way to make a middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Hold a request while its platform is left alone."""
        if is_ours(request):
            await self._spider.breaker.allow()

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Judge the answer; ask again if it is bad and has not been asked too often, or when the platform is back."""
        if not is_ours(request):
            return response
        answer = self._judge(request, response)
        if answer.kind in _GOOD:
            self._spider.breaker.good()
        if self._again(request, answer):
            return request.replace(meta={**request.meta, "reasks": request.meta.get("reasks", 0) + 1})
        request.meta["answer"] = answer
        return response

    def _again(self, request: Request, answer: Answer) -> bool:
        """Whether to ask again: at once, as often as that may help, or when the breaker allows it."""
        reasks: int = request.meta.get("reasks", 0)
        allowed = reasks < self._allowed(request, answer.kind)
        if answer.kind in _GOOD:
            return allowed
        asked = 0 if allowed else reasks + int(request.meta.get("tries", 0)) + 1
        back = self._spider.breaker.bad(answer.kind, asked, answer.detail)
        return allowed or (back and not request.meta.get("wait"))

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """No answer came, as often as it was asked for: when the platform is back, it is asked again."""
        if not is_ours(request) or isinstance(exception, GivenUp):
            return None
        back = self._spider.breaker.bad(Kind.FAILED, why=type(exception).__name__)
        if back and request.meta.get("broken") == type(exception).__name__:
            return request.replace(meta={**request.meta, "reasks": request.meta.get("reasks", 0) + 1})
        return None

    @property
    def _spider(self) -> "FeedSpider":
        return cast("FeedSpider", self._crawler.spider)

    def _judge(self, request: Request, response: Response) -> Answer:
        location = (response.headers.get("Location") or b"").decode("latin-1")
        if response.status == 404 and _is_of_one_post(request):
            return Answer(Kind.NO_RESULTS, detail="gone")
        answer = read_status(response.status, location) or self._spider.read(response)
        if wait := request.meta.get("wait"):
            told = f"to be asked again in {wait:.0f} s, longer than the {self._spider.job.max_wait:.0f} s allowed"
            return Answer(answer.kind, detail=f"{answer.detail}, {told}")
        return answer

    def _allowed(self, request: Request, kind: Kind) -> int:
        most = self._spider.job.reasks
        if kind is Kind.NO_RESULTS:  # blocked callers are shown this too: what is real is the same twice
            return 0 if _is_of_one_post(request) else min(1, most)
        return most if kind in ASKED_AGAIN else 0


def is_ours(request: Request) -> bool:
    """Whether a request is a spider's own, and not one for robots.txt."""
    return "task" in request.cb_kwargs or "unit" in request.cb_kwargs


def _is_of_one_post(request: Request) -> bool:
    """Whether it asks for something of a post that may be gone: its rest, its comments, itself again."""
    task = request.cb_kwargs.get("task")
    return task is None or task.listing in OF_ONE_POST
