"""Scrapy settings of a polite crawl: robots.txt obeyed, one slot a domain, AutoThrottle, an honest name.

Also what a listening crawl does not need is off, which is half of its speed: cookies, telnet, referers, statistics.
"""

from typing import Any
from urllib.parse import urlsplit

from crawlers.job import CrawlJob

MAX_ANSWER = 10 * 1024 * 1024  # bytes; the largest real page seen is below one megabyte
MAX_ERRORS = 20  # faults in the spider itself after which a run is closed


def polite_settings(job: CrawlJob) -> dict[str, Any]:
    """Settings for one job."""
    return {
        **_QUIET,
        "ROBOTSTXT_OBEY": job.obey_robots,
        "USER_AGENT": job.user_agent,
        "DOWNLOAD_DELAY": job.delay,
        "CONCURRENT_REQUESTS": max(job.concurrency, 1),
        "CONCURRENT_REQUESTS_PER_DOMAIN": max(job.concurrency, 1),
        "AUTOTHROTTLE_ENABLED": job.delay > 0,
        "AUTOTHROTTLE_START_DELAY": job.delay,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": float(max(job.concurrency, 1)),
        "DOWNLOAD_TIMEOUT": job.timeout,
        "DOWNLOAD_MAXSIZE": MAX_ANSWER,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "CLOSESPIDER_ERRORCOUNT": MAX_ERRORS,
        "HTTPPROXY_ENABLED": not is_loopback(job),
        "DOWNLOADER_MIDDLEWARES": _DOWNLOADER_MIDDLEWARES,
        "SPIDER_MIDDLEWARES": _SPIDER_MIDDLEWARES,
    }


def is_loopback(job: CrawlJob) -> bool:
    """Whether the job's feed is on this machine (a proxy from the environment would not reach it)."""
    addresses = [job.base_url, *job.feeds]
    hosts = {urlsplit(job.address(a)).hostname for a in addresses if a}
    return bool(hosts) and all(h in ("localhost", "::1") or str(h).startswith("127.") for h in hosts)


_DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "crawlers.downloader_middlewares.answer_kind.AnswerKind": 540,
    "crawlers.downloader_middlewares.backoff.Backoff": 550,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,  # Backoff stands in: this one ignores Retry-After
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
}
_SPIDER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # AnswerKind has judged the status by then
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
}
_QUIET: dict[str, Any] = {
    "DOWNLOAD_HANDLERS": dict.fromkeys(("data", "file", "ftp", "s3")),  # feeds speak HTTP
    "CONCURRENT_ITEMS": 1,  # Scrapy makes that many tasks for every answer; a harvest needs one
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "COOKIES_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "REDIRECT_MAX_TIMES": 5,
    "LOG_ENABLED": False,
    "STATS_DUMP": False,
    "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
    "MEMUSAGE_ENABLED": False,
    "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",  # spiders know what they asked; pages are asked again
    "WARN_ON_GENERATOR_RETURN_VALUE": False,
    "DOWNLOADER_STATS": False,
    "EXTENSIONS": {
        "scrapy.extensions.corestats.CoreStats": None,
        "scrapy.extensions.logstats.LogStats": None,
        "scrapy.extensions.spiderstate.SpiderState": None,
        "scrapy.extensions.feedexport.FeedExporter": None,
    },
}
