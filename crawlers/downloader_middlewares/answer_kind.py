"""Judging every answer before a spider sees it, and asking again where that may help.

The verdict travels in `response.meta["answer"]`, parsed, so that the body is parsed once.
"""

from typing import TYPE_CHECKING, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.answers import ASKED_AGAIN, Answer, Kind, read_status

if TYPE_CHECKING:
    from crawlers.feed_spider import FeedSpider


class AnswerKind:
    """Tells pages from block pages, login walls, captchas, empty and malformed answers and real "no results"."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "AnswerKind":
        """Scrapy's way to make a middleware."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Judge the answer; ask again if it is bad and has not been asked too often."""
        spider = cast("FeedSpider", self._crawler.spider)
        if "query" not in request.cb_kwargs:  # robots.txt
            return response
        answer = self._judge(spider, request, response)
        reasks = request.meta.get("reasks", 0)
        if reasks < self._allowed(spider, request, answer.kind):
            spider.asked_again(request)
            return request.replace(meta={**request.meta, "reasks": reasks + 1})
        request.meta["answer"] = answer
        return response

    @staticmethod
    def _judge(spider: "FeedSpider", request: Request, response: Response) -> Answer:
        location = (response.headers.get("Location") or b"").decode("latin-1")
        answer = read_status(response.status, location) or spider.read(response)
        if wait := request.meta.get("wait"):
            told = f"to be asked again in {wait:.0f} s, longer than the {spider.job.max_wait:.0f} s allowed"
            return Answer(answer.kind, detail=f"{answer.detail}, {told}")
        return answer

    @staticmethod
    def _allowed(spider: "FeedSpider", request: Request, kind: Kind) -> int:
        if kind is Kind.NO_RESULTS and "page" in request.cb_kwargs:
            return min(1, spider.job.reasks)  # blocked callers are shown this too: what is real is the same twice
        return spider.job.reasks if kind in ASKED_AGAIN else 0
