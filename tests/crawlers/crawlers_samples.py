"""Answers of every platform, saved and real, and reading them as a crawl does: for the tests that break them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from scrapy.http import TextResponse

from contract.post import COUNTS, fault_of
from crawlers.answers import Answer, Kind
from crawlers.feed_spider import FeedSpider
from crawlers.landing import columns_of, to_line
from crawlers.listing import Ask
from crawlers.platforms import spider_class
from crawlers.reading import Rejected, Seen
from crawlers.rejections import Rejection, scrubbed

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "feeds"
SAVED = ROOT / "tests" / "saved"
SUFFIXES = (".json", ".xml", ".html")


def spider_of(platform: str) -> FeedSpider:
    """A spider that can say how to ask, without a job."""
    spider: FeedSpider = object.__new__(spider_class(platform))
    spider.base = "https://example.invalid"
    return spider


def read(platform: str, body: bytes) -> Answer:
    return spider_class(platform).read(TextResponse("https://example.invalid/feed", body=body))


def files(platform: str) -> list[Path]:
    found = [p for folder in (SAVED, REAL) for p in sorted((folder / platform).glob("*")) if p.suffix in SUFFIXES]
    return [p for p in found if not p.name.endswith(".expected.json")]


@cache
def pages(platform: str) -> list[dict]:
    """Payloads of all answers that are pages."""
    answers = [read(platform, p.read_bytes()) for p in files(platform)]
    return [a.payload for a in answers if a.kind is Kind.PAGE]


def parts_of(platform: str, payload: dict) -> list[dict]:
    """Whatever becomes a post of a page."""
    spider = spider_class(platform)
    found = []
    for entry in spider.entries(payload):
        try:
            parts = spider.parts(entry)
        except Rejected:
            parts = [entry]
        found += [p for p in parts if isinstance(p, dict)]
    return found


@cache
def entries(platform: str) -> list[dict]:
    return [part for payload in pages(platform) for part in parts_of(platform, payload)[:12]]


def holds(platform: str, entry: Any, seen: Seen) -> None:
    """A Post that keeps the contract and can be written, or a rejection with a reason that can be written."""
    spider = spider_of(platform)
    try:
        post = spider.to_post(entry, seen)
    except Rejected as why:
        assert str(why)
        line = Rejection(platform, "q", "u", str(why), "entry", scrubbed(entry, platform, "salt")).to_line("run")
        assert json.loads(line)["raw"]
        line.encode()
        return
    assert fault_of(columns_of(post)) is None
    assert json.loads(to_line(post).encode())["post_id"] == post.post_id
    for name in (*COUNTS, "author_followers"):
        told = getattr(post, name)
        assert told is None or (type(told) is int and told >= 0)
    assert isinstance(spider.in_order(entry, post), bool)
    assert isinstance(spider.detail(entry, post), Ask | None)
    if token := getattr(spider, "token", None):
        assert isinstance(token(entry), str)


def holds_whole(platform: str, payload: dict, seen: Seen) -> None:
    """The same of a whole answer: a verdict with its reason, or a page all of whose entries hold."""
    spider = spider_class(platform)
    verdict = spider.judge(payload)
    if verdict is not None:
        assert verdict.kind is not Kind.PAGE
        assert verdict.detail or verdict.kind is Kind.NO_RESULTS
        return
    assert isinstance(spider.more(payload), bool)
    for name, kind in (("cursor", str), ("total", int | None)):
        if reads := getattr(spider, name, None):
            assert isinstance(reads(payload), kind)
    for part in parts_of(platform, payload):
        holds(platform, part, seen)
