"""Which crawls the demo makes: one a day and platform, half an hour after midnight, over the whole network's life.

Only the roof turns these into crawl jobs; the fields are those a crawl job needs and nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from contract.clock import start_of

if TYPE_CHECKING:
    from demo.world import World

QUERIES = (
    "手机续航", "手机", "快充", "极简", "护肤", "素颜", "零食", "安禾宝贝", "星野手机", "防晒", "穿搭", "咖啡",
)  # fmt: skip
SEARCHED = ("weibo", "xiaohongshu", "zhihu")
DOUBLED_QUERY, DOUBLED_ON = "防晒", ("weibo", "xiaohongshu")
LATENESS = timedelta(minutes=30)  # a day is crawled this long after it is over
LOOKBACK = {"weibo": 36, "xiaohongshu": 26, "zhihu": 36, "syndication": 36}  # hours; a note costs a request each time
MAX_PAGES = {"weibo": 10, "xiaohongshu": 8, "zhihu": 10, "syndication": 1}
FEED_NAMES = ("shuma.xml", "shenghuo.xml", "meizhuang.json")


@dataclass(frozen=True, slots=True)
class PlannedCrawl:
    """One crawl of one platform; `page_limits` overrides `max_pages` for some queries."""

    platform: str
    day: date  # the day it is for
    as_of: datetime  # UTC
    window_from: datetime  # UTC
    queries: tuple[str, ...]
    hot_list: bool
    feeds: tuple[str, ...]  # paths below the server's address, with {as_of} in them
    max_pages: int
    page_limits: dict[str, int]

    @property
    def base_path(self) -> str:
        """Path below the server's address; {as_of} stands for the instant in unix seconds."""
        return f"/at/{{as_of}}/{self.platform}"


def crawl_plan(world: "World") -> list[PlannedCrawl]:
    """All crawls in the order of time."""
    return [crawl for day in world.days for crawl in crawls_of(day, world.end)]


def crawls_of(day: date, end: date) -> Iterator[PlannedCrawl]:
    """The crawls of one day of a network whose last day is `end`."""
    as_of = crawled_at(day)
    doubled = 2 if (end - day).days < 7 else 1
    for platform, hours in LOOKBACK.items():
        searched = platform in SEARCHED
        yield PlannedCrawl(
            platform=platform,
            day=day,
            as_of=as_of,
            window_from=as_of - timedelta(hours=hours),
            queries=QUERIES if searched else (),
            hot_list=platform in ("weibo", "zhihu"),
            feeds=() if searched else tuple(f"/at/{{as_of}}/rss/{name}" for name in FEED_NAMES),
            max_pages=MAX_PAGES[platform],
            page_limits={DOUBLED_QUERY: doubled} if platform in DOUBLED_ON else {},
        )


def crawled_at(day: date) -> datetime:
    """The instant (UTC) at which a day is crawled."""
    return start_of(day + timedelta(days=1)) + LATENESS
