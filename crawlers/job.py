"""What a crawl is asked to do (CrawlJob) and what it tells on the way (Progress)."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

USER_AGENT = "fengxiang/0.1 (social listening; obeys robots.txt)"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlJob:
    """One run on one platform. The salt is kept out of `repr`, so that no log or traceback shows it."""

    platform: str  # a file in crawlers/spiders
    run: str  # <platform>-<as-of, UTC, compact>
    as_of: datetime  # the instant the run stands for: end of its window
    window_from: datetime  # paging stops at posts older than this
    base_url: str  # may hold {as_of}: replaced by epoch seconds, for a gateway that serves past instants
    queries: tuple[str, ...] = ()
    hot_list: bool = False
    feeds: tuple[str, ...] = ()  # addresses for the syndication spider; may hold {as_of}
    max_pages: int = 10  # search pages a query
    page_limits: Mapping[str, int] = field(default_factory=dict)  # other limits for single queries
    details: bool = True  # fetch long texts and note pages
    salt: str = field(default="", repr=False)
    keep_names: bool = False
    user_agent: str = USER_AGENT
    frozen_clock: bool = False  # True: everything is observed at `as_of`
    obey_robots: bool = True
    delay: float = 2.0  # seconds between requests to a domain, where AutoThrottle starts; 0 = as fast as allowed
    concurrency: int = 1  # requests to a domain at a time
    timeout: float = 30.0  # seconds an answer may take
    retries: int = 3  # times a failing address is asked again (429, 5xx, broken connections)
    backoff: float = 2.0  # seconds before the first of these, doubled each time, with jitter
    max_wait: float = 120.0  # seconds; a Retry-After longer than this ends the query instead
    reasks: int = 2  # times a blocked or malformed page is asked again
    force: bool = False  # crawl even if the run is complete

    def limit_of(self, query: str) -> int:
        """Pages that may be read for a query."""
        return max(1, self.page_limits.get(query, self.max_pages))

    def address(self, address: str) -> str:
        """An address of this job with {as_of} filled in and without a slash at its end."""
        return address.replace("{as_of}", str(int(self.as_of.timestamp()))).rstrip("/")

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self) | {"page_limits": dict(self.page_limits)}, default=datetime.isoformat)

    @classmethod
    def from_json(cls, line: str) -> "CrawlJob":
        """The job that `to_json` wrote."""
        told: dict[str, Any] = json.loads(line)
        for name in ("as_of", "window_from"):
            told[name] = datetime.fromisoformat(told[name])
        for name in ("queries", "feeds"):
            told[name] = tuple(told[name])
        return cls(**told)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one platform's crawl is. Counts are sums over the runs of this call."""

    platform: str
    run: str
    done: int  # runs finished
    total: int  # runs asked for
    pages: int
    posts: int
    rejected: int
