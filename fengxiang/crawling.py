"""From settings to crawl jobs: which platform is asked for what, as of which instants."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from contract.errors import SettingsError
from contract.suppression import load
from crawlers.job import CrawlJob
from crawlers.platforms import platforms
from crawlers.pseudonym import pseudonym
from fengxiang.home import salt_of
from fengxiang.settings import Feed, Settings


def jobs(settings: Settings, instants: Iterable[datetime], started_at: datetime | None = None) -> list[CrawlJob]:
    """One job a platform and instant, oldest first; `started_at` is when they are crawled, if not at their instants.

    Raises SettingsError if there is nothing to crawl.
    """
    wanted = asked(settings)
    if not wanted:
        raise SettingsError(
            "nothing to crawl: no [feeds.<platform>] in the settings has queries, accounts, hot_list or feeds. "
            f"Known platforms: {' '.join(platforms())}. docs/settings.md shows an example"
        )
    at = sorted(instants)
    made = [job_of(name, feed, settings, as_of) for name, feed in sorted(wanted.items()) for as_of in at]
    return [replace(job, started_at=started_at) for job in made]


def asked(settings: Settings) -> dict[str, Feed]:
    """The platforms of the settings that are asked for anything."""
    return {
        name: feed
        for name, feed in settings.feeds.items()
        if feed.queries or feed.accounts or feed.hot_list or feed.feeds
    }


def job_of(name: str, feed: Feed, settings: Settings, as_of: datetime) -> CrawlJob:
    """One platform's job as of an instant. SettingsError if there is no such spider, or no address to ask."""
    if name not in platforms():
        raise SettingsError(f"[feeds.{name}]: there is no spider {name}. Known: {' '.join(platforms())}")
    if not feed.base_url and not feed.feeds:
        raise SettingsError(
            f"[feeds.{name}] base_url: write the address the platform (or your gateway to it) answers at"
        )
    salt = salt_of(settings)
    erased = load(settings.home, salt)
    lookback = timedelta(hours=feed.lookback_hours or settings.crawl.lookback_hours)
    return CrawlJob(
        platform=name,
        run=run_name(name, as_of),
        as_of=as_of,
        window_from=as_of - lookback,
        base_url=feed.base_url,
        queries=feed.queries,
        hot_list=feed.hot_list,
        accounts=tuple(a for a in feed.accounts if not erased.hides_author(pseudonym(name, a, salt))),
        feeds=feed.feeds,
        overlap=timedelta(hours=settings.crawl.overlap_hours),
        max_pages=feed.max_pages,
        page_limits=feed.page_limits,
        search_pages=feed.search_pages,
        comments=feed.comments,
        comment_pages=feed.comment_pages,
        revisits=feed.revisits,
        salt=salt,
        cookie=feed.cookie.get_secret_value(),
        token=feed.token.get_secret_value(),
        user_agent=user_agent(settings.crawl.contact),
        keep_names=settings.crawl.keep_names,
        frozen_clock=settings.crawl.frozen_clock,
        delay=settings.crawl.delay,
        retries=settings.crawl.retries,
        backoff=settings.crawl.backoff,
        patience=settings.crawl.patience,
        concurrency=settings.crawl.concurrency,
        obey_robots=settings.crawl.obey_robots,
    )


def run_name(platform: str, as_of: datetime) -> str:
    """Name of a crawl run: the same platform and instant are the same run."""
    return f"{platform}-{as_of.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def user_agent(contact: str) -> str:
    """An honest user agent: what this is and whom to turn to."""
    return f"Fengxiang/{version('fengxiang')}" + (f" (+{contact})" if contact else "")
