"""A crawl in parts, so that a scheduler can run, repeat and show each by itself: a platform, or some of its queries.

All parts of a platform together ask it no faster than one crawl would: each waits as many times longer as there are
parts. What has nothing to do with queries (hot lists, accounts, feeds, revisits) belongs to the first part.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from contract.clock import Window, start_of
from contract.errors import SettingsError
from crawlers.job import CrawlJob
from fengxiang.crawling import asked, job_of, run_name
from fengxiang.settings import Settings


@dataclass(frozen=True, slots=True)
class Part:
    """Number `number` (from 1) of the `of` parts of a platform's crawl."""

    platform: str
    number: int
    of: int
    queries: tuple[str, ...]

    @property
    def name(self) -> str:
        """`weibo`, or `weibo 2 of 3`."""
        return self.platform if self.of == 1 else f"{self.platform} {self.number} of {self.of}"

    def told(self) -> dict[str, Any]:
        """As a scheduler hands it on, in JSON."""
        return asdict(self) | {"queries": list(self.queries), "name": self.name}

    @classmethod
    def of_told(cls, told: Mapping[str, Any]) -> "Part":
        """The part that `told` wrote."""
        return cls(str(told["platform"]), int(told["number"]), int(told["of"]), tuple(told["queries"]))


def parts(settings: Settings, only: Iterable[str] = ()) -> list[Part]:
    """The parts of a crawl of all platforms, or `only` of some; none if the settings ask no platform.

    SettingsError names a platform of `only` that the settings do not ask.
    """
    feeds = asked(settings)
    if unknown := sorted(set(only) - set(feeds)):
        known = " ".join(sorted(feeds)) or "nothing"
        raise SettingsError(f"platforms: the settings do not crawl {' '.join(unknown)}; they crawl {known}")
    return [part for name in sorted(set(only) or feeds) for part in _of_platform(settings, name)]


def _of_platform(settings: Settings, name: str) -> Iterator[Part]:
    queries, most = settings.feeds[name].queries, settings.crawl.queries_a_task
    pieces = [queries[i : i + most] for i in range(0, len(queries), most)] or [()]
    for number, piece in enumerate(pieces, 1):
        yield Part(name, number, len(pieces), piece)


def job(settings: Settings, part: Part, as_of: datetime, started_at: datetime | None = None) -> CrawlJob:
    """The job of one part as of an instant; a part that is a whole platform is the job that `fengxiang crawl` makes."""
    feed = settings.feeds[part.platform].model_copy(update={"queries": part.queries})
    if part.number > 1:
        feed = feed.model_copy(update={"hot_list": False, "accounts": (), "feeds": (), "revisits": 0})
    made = job_of(part.platform, feed, settings, as_of)
    slower = {"delay": made.delay * part.of, "concurrency": max(1, made.concurrency // part.of)}
    name = part.platform if part.of == 1 else f"{part.platform}-{part.number}of{part.of}"
    return replace(made, run=run_name(name, as_of), started_at=started_at, **slower)  # type: ignore[arg-type]


def job_of_day(settings: Settings, part: Part, day: Window, started_at: datetime | None = None) -> CrawlJob:
    """The job that asks for a day that is long over, whole, whatever earlier runs saw of it.

    So days can be asked in any order. The run is named by what it asks: the same again is found done, and with another
    query it is another run.
    """
    made = job(settings, part, day.end, started_at)
    whole = replace(made, window_from=start_of(day.first), overlap=None, revisits=0, hot_list=False)
    asks = repr((whole.queries, whole.feeds, whole.accounts, whole.max_pages, whole.page_limits, whole.comments))
    digest = hashlib.sha256(asks.encode()).hexdigest()[:8]
    return replace(whole, run=run_name(f"{part.platform}-{digest}", day.end))
