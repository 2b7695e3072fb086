"""Syndication: RSS, Atom and JSON feeds, among them those of a self-hosted RSSHub, one query a feed address.

The door for what a platform does not let a crawler read, and for blogs and news that have no other one.
"""

import codecs
from typing import Any

from scrapy.http import Response, TextResponse

from contract.post import Post
from crawlers.answers import Answer, Kind, read_json
from crawlers.feed_spider import FeedSpider
from crawlers.listing import Ask
from crawlers.mappings.syndication import item
from crawlers.reading import Seen
from crawlers.syndicated import judge_json_feed, read_json_feed, read_xml


class SyndicationSpider(FeedSpider):
    """Feeds in the syndication formats."""

    name = "syndication"
    redirects = True

    def feed(self, address: str) -> Ask:
        """The feed itself; its address may hold {as_of}."""
        return Ask(self.job.address(address))

    @classmethod
    def read(cls, response: Response) -> Answer:
        """A feed is JSON or XML, whatever its content type says, in the encoding it declares."""
        body = response.body.removeprefix(codecs.BOM_UTF8).lstrip()
        if not body:
            return Answer(Kind.EMPTY_BODY, detail="the answer was empty")
        if body[:1] == b"{":
            answer = read_json(body, judge_json_feed)
            return read_json_feed(answer.payload, response.url) if answer.kind is Kind.PAGE else answer
        text = response if isinstance(response, TextResponse) else TextResponse(response.url, body=response.body)
        return read_xml(text.text, response.url)

    @staticmethod
    def judge(payload: dict[str, Any]) -> Answer | None:
        """The verdict on a JSON Feed."""
        return judge_json_feed(payload)

    @staticmethod
    def entries(payload: dict[str, Any]) -> list[Any]:
        """The feed's items."""
        return list(payload["items"])

    @staticmethod
    def more(payload: dict[str, Any]) -> bool:
        """A feed has one page."""
        return False

    @staticmethod
    def cut(entries: int, dated: bool) -> str:
        """A feed shows its newest entries only; what came before them within the window was not seen."""
        return f"the feed shows its newest {entries} entries only" if dated else ""

    @staticmethod
    def in_order(entry: Any, post: Post) -> bool:
        """Entries without a date tell nothing about the span that was seen."""
        return post.published_at != post.observed_at

    @staticmethod
    def to_post(entry: dict[str, Any], seen: Seen) -> Post:
        """Map an item."""
        return item(entry, seen)
