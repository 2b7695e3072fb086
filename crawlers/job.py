"""What a crawl is asked to do (CrawlJob) and what it tells on the way (Progress)."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
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
    accounts: tuple[str, ...] = field(default=(), repr=False)  # native ids of accounts whose posts are followed
    feeds: tuple[str, ...] = ()  # addresses for the syndication spider; may hold {as_of}
    overlap: timedelta | None = None  # read again of what earlier runs saw; None: the whole window, whatever was seen
    max_pages: int = 10  # pages a query, all splits of its window together
    page_limits: Mapping[str, int] = field(default_factory=dict)  # other limits for single queries
    search_pages: int | None = None  # pages a search shows at most, where it is not what the spider says
    comments: int = 0  # posts a query whose comments (of questions: answers) are read, the most discussed first
    comment_pages: int = 1
    revisits: int = 0  # posts of earlier runs that are looked at again at most
    details: bool = True  # fetch long texts and note pages
    salt: str = field(default="", repr=False)
    cookie: str = field(default="", repr=False)  # the user's own, sent as it is
    token: str = field(default="", repr=False)  # of a gateway, sent as Authorization: Bearer
    keep_names: bool = False
    user_agent: str = USER_AGENT
    started_at: datetime | None = None  # when this attempt began; None: at `as_of`
    frozen_clock: bool = False  # True: everything is observed at `as_of`
    obey_robots: bool = True
    delay: float = 2.0  # seconds between requests to a domain, where AutoThrottle starts; 0 = as fast as allowed
    concurrency: int = 1  # requests to a domain at a time
    timeout: float = 30.0  # seconds an answer may take
    retries: int = 6  # times a failing address is asked again (429, 5xx, broken connections)
    backoff: float = 2.0  # seconds before the first of these, doubled each time, with jitter
    max_wait: float = 120.0  # seconds; a Retry-After longer than this ends the query instead
    reasks: int = 2  # times a blocked or malformed page is asked again
    patience: float = 900.0  # seconds in all that a platform that refuses, or is down, is waited for
    force: bool = False  # crawl even if the run is complete

    def limit_of(self, query: str) -> int:
        """Pages that may be read for a query."""
        return max(1, self.page_limits.get(query, self.max_pages))

    def credentials(self) -> dict[str, str]:
        """Headers that show who asks, where the user has set something to show."""
        told = {"Cookie": self.cookie, "Authorization": self.token and f"Bearer {self.token}"}
        return {name: value for name, value in told.items() if value}

    def address(self, address: str) -> str:
        """An address of this job with {as_of} filled in and without a slash at its end."""
        return address.replace("{as_of}", str(int(self.as_of.timestamp()))).rstrip("/")

    def to_json(self) -> str:
        """One line of JSON."""
        told = asdict(self) | {"page_limits": dict(self.page_limits)}
        told["overlap"] = None if self.overlap is None else self.overlap.total_seconds()
        return json.dumps(told, default=datetime.isoformat)

    @classmethod
    def from_json(cls, line: str) -> "CrawlJob":
        """The job that `to_json` wrote."""
        told: dict[str, Any] = json.loads(line)
        for name in ("as_of", "window_from", "started_at"):
            told[name] = told[name] and datetime.fromisoformat(told[name])
        for name in ("queries", "feeds", "accounts"):
            told[name] = tuple(told[name])
        told["overlap"] = None if told["overlap"] is None else timedelta(seconds=told["overlap"])
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
