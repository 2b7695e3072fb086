"""Posts and rejections go to the run's landing, which drops repeats and writes when the run is over."""

from typing import TYPE_CHECKING, cast

from scrapy.crawler import Crawler

from crawlers.harvest import Harvest

if TYPE_CHECKING:
    from crawlers.feed_spider import FeedSpider


class Land:
    """Hands harvests to the landing of the spider's run."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Land":
        """Scrapy's way to make a pipeline."""
        return cls(crawler)

    def process_item(self, item: Harvest) -> Harvest:
        """Land one harvest."""
        spider = cast("FeedSpider", self._crawler.spider)
        spider.landing.add(item.posts)
        spider.landing.reject(item.rejections)
        spider.tell(len(item.posts), len(item.rejections))
        return item
