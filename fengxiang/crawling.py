"""From settings to crawl jobs: which platform is asked for what, as of which instants."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from contract.errors import SettingsError
from crawlers.job import CrawlJob
from crawlers.platforms import platforms
from fengxiang.home import salt_of
from fengxiang.settings import Feed, Settings


def jobs(settings: Settings, instants: Iterable[datetime]) -> list[CrawlJob]:
    """One job a platform and instant, oldest first. Raises SettingsError if there is nothing to crawl."""
    wanted = {name: feed for name, feed in settings.feeds.items() if feed.queries or feed.hot_list or feed.feeds}
    if not wanted:
        raise SettingsError(
            "nothing to crawl: no [feeds.<platform>] in the settings has queries, hot_list or feeds. "
            f"Known platforms: {' '.join(platforms())}. docs/settings.md shows an example"
        )
    salt = salt_of(settings)
    return [
        job for name, feed in sorted(wanted.items()) for job in _jobs_of(name, feed, settings, sorted(instants), salt)
    ]


def _jobs_of(name: str, feed: Feed, settings: Settings, instants: Iterable[datetime], salt: str) -> Iterator[CrawlJob]:
    if name not in platforms():
        raise SettingsError(f"[feeds.{name}]: there is no spider {name}. Known: {' '.join(platforms())}")
    if not feed.base_url and not feed.feeds:
        raise SettingsError(
            f"[feeds.{name}] base_url: write the address the platform (or your gateway to it) answers at"
        )
    lookback = timedelta(hours=feed.lookback_hours or settings.crawl.lookback_hours)
    for as_of in instants:
        yield CrawlJob(
            platform=name,
            run=run_name(name, as_of),
            as_of=as_of,
            window_from=as_of - lookback,
            base_url=feed.base_url,
            queries=feed.queries,
            hot_list=feed.hot_list,
            feeds=feed.feeds,
            max_pages=feed.max_pages,
            page_limits=feed.page_limits,
            salt=salt,
            user_agent=user_agent(settings.crawl.contact),
            keep_names=settings.crawl.keep_names,
            frozen_clock=settings.crawl.frozen_clock,
            delay=settings.crawl.delay,
            backoff=settings.crawl.backoff,
            concurrency=settings.crawl.concurrency,
            obey_robots=settings.crawl.obey_robots,
        )


def run_name(platform: str, as_of: datetime) -> str:
    """Name of a crawl run: the same platform and instant are the same run."""
    return f"{platform}-{as_of.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def user_agent(contact: str) -> str:
    """An honest user agent: what this is and whom to turn to."""
    return f"Fengxiang/{version('fengxiang')}" + (f" (+{contact})" if contact else "")
