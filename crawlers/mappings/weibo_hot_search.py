"""Weibo's hot search list as Posts, in its three shapes.

m.weibo.cn tells cards whose itemid holds the words and the instant, weibo.com (ajax/side/hotSearch) lines under
`realtime`, s.weibo.com (top/summary) a table in HTML, which is read into the words of the second.
"""

import re
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from parsel import Selector

from contract.post import Post
from crawlers.counts import parse_heat
from crawlers.ids import hot_search_id
from crawlers.plain_text import clean
from crawlers.reading import Rejected, Seen, count, instant, plain, post, record, words

_KEY = re.compile(r"(?:^|\|)key:(.+?)(?=\|[a-z_]+:|$)")
_QTIME = re.compile(r"(?:^|\|)qtime:(\d{10})(?=\||$)")
_MOST = 200  # lines; the longest list has 52


def is_line(entry: dict[str, Any]) -> bool:
    """A card that has a text and is no status, or a line of `realtime`."""
    return "created_at" not in entry and "mblog" not in entry and ("desc" in entry or "word" in entry)


def line(entry: dict[str, Any], seen: Seen) -> Post:
    """A line of the list as a Post. It was posted when the list was drawn up."""
    key, title, drawn_up = _realtime(entry) if "word" in entry else _card(entry)
    post_id = hot_search_id("weibo", key, seen.observed_at)
    if not post_id:
        raise Rejected("the line has no words")
    return post(
        seen,
        post_id=post_id,
        platform="weibo",
        kind="hot_search",
        published_at=instant(drawn_up, seen, "qtime") or seen.observed_at,
        text=title,
        hashtags=[clean(key.strip("#"))] if key.startswith("#") else [],
        url=f"https://s.weibo.com/weibo?q={quote(clean(key))}",
        media=["text"],
        likes=count(entry, "desc_extr", "num", through=parse_heat),
        is_ad=plain(entry.get("is_ad")) in ("1", "True") or bool(record(entry, "promotion")),
    )


def read_summary(page: str) -> list[dict[str, Any]]:
    """The lines of s.weibo.com/top/summary, desktop or mobile; advertising there has no such link."""
    links = Selector(text=page, type="html").xpath('//a[starts-with(@href, "/weibo?q=")]')[:_MOST]
    return [_row(link) for link in links]


def _row(link: Selector) -> dict[str, Any]:
    """The heat stands in the link (mobile) or in the cell behind it; words without a number mean that none is told."""
    key = parse_qs(urlsplit(link.attrib["href"]).query).get("q", [""])[0]
    heat = link.xpath(".//em/text()").get() or link.xpath("following-sibling::span[1]/text()").get()
    scheme = key if key.startswith("#") else None
    return {"word": key.strip("#"), "word_scheme": scheme, "num": clean(heat) if heat else None}


def _realtime(entry: dict[str, Any]) -> tuple[str, str | None, dict[str, Any]]:
    title = words(entry, "word")
    return words(entry, "word_scheme") or title or "", title, {}


def _card(entry: dict[str, Any]) -> tuple[str, str | None, dict[str, Any]]:
    told = words(entry, "itemid") or ""
    key, qtime = _KEY.search(told), _QTIME.search(told)
    if not key:
        raise Rejected("itemid has no key")
    title = words(entry, "desc")
    if not title:
        raise Rejected("desc is missing")
    return clean(key[1]), title, {"qtime": int(qtime[1])} if qtime else {}
