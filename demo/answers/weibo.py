"""Weibo's addresses, as m.weibo.cn has them."""

import re
from datetime import datetime
from functools import lru_cache
from urllib.parse import parse_qs

from contract.clock import SHANGHAI
from demo.asking import Ask, Told, whole
from demo.hot_lists import headlines
from demo.network import Network, list_day
from demo.search import ALWAYS, Span
from demo.shapes import weibo
from demo.shapes.weibo_comments import NONE, comments_page

_TIMELINE, _HOT = "107603", "106003"
_SCOPE = re.compile(r"custom:(?:(\d{4}-\d\d?-\d\d?)-(\d\d?))?:(?:(\d{4}-\d\d?-\d\d?)-(\d\d?))?", re.ASCII)


def container(network: Network, ask: Ask) -> Told:
    """Search, an account's timeline and hot search, told apart by containerid as the real address does."""
    params = ask.params()
    wanted = params.get("containerid", "")
    if wanted.startswith(_HOT):
        day = list_day(ask.at)
        titles = headlines(network.world.seed, day, (network.world.end - day).days)
        return Told("weibo", "hot", "hot", weibo.hot_search(titles, ask.at))
    page = whole(params.get("page"), 1)
    if wanted.startswith(_TIMELINE):
        return _timeline(network, ask.at, wanted.removeprefix(_TIMELINE), page)
    query, scope = _inner(wanted)
    return _search(network, ask.at, query or params.get("q", ""), scope or params.get("timescope", ""), page)


def long_text(network: Network, ask: Ask) -> Told:
    """The whole text of a cut post."""
    native = ask.params().get("id", "")
    post = network.post("weibo", native, ask.at)
    return Told("weibo", "long_text", native, weibo.EMPTY if post is None else weibo.long_text(post))


def status(network: Network, ask: Ask) -> Told:
    """One post with its whole text."""
    native = ask.params().get("id", "")
    post = network.post("weibo", native, ask.at)
    return Told("weibo", "status", native, weibo.MISSING if post is None else weibo.status(post, ask.at))


def comments(network: Network, ask: Ask) -> Told:
    """A post's comments, those most liked first; the cursor is the last comment of the page before."""
    params = ask.params()
    native, cursor = params.get("id", ""), params.get("max_id", "0")
    post = network.post("weibo", native, ask.at)
    body = NONE
    if post is not None:
        body = comments_page(network.commentary.threads(post, ask.at), ask.at, cursor)
    return Told("weibo", "comments", f"{native}/{cursor}", body)


ADDRESSES = {
    "weibo/api/container/getIndex": container,
    "weibo/statuses/extend": long_text,
    "weibo/statuses/show": status,
    "weibo/comments/hotflow": comments,
}


def _search(network: Network, at: int, query: str, scope: str, page: int) -> Told:
    span = span_of(scope)
    if not query or span is None or not 1 <= page <= weibo.PAGE_LIMIT:
        return Told("weibo", "search", query, weibo.EMPTY, page, scope)
    posts, total = network.indexes["weibo"].page(query, at, (page - 1) * weibo.PAGE_SIZE, weibo.PAGE_SIZE, span)
    bad = [] if scope or page > 1 else network.malformed("weibo", query, at)
    extra = [weibo.malformed(which, query, at) for which in bad]
    return Told("weibo", "search", query, weibo.search_page(posts, extra, at, page, total), page, scope)


def _timeline(network: Network, at: int, account: str, page: int) -> Told:
    posts = [post for post in network.indexes["weibo"].by_author.get(account, []) if post.published <= at]
    start = (page - 1) * weibo.PAGE_SIZE if page >= 1 else len(posts)
    shown = posts[::-1][start : start + weibo.PAGE_SIZE]
    return Told("weibo", "timeline", account, weibo.timeline_page(account, shown, at, page, len(posts)), page)


@lru_cache(maxsize=4096)
def _inner(wanted: str) -> tuple[str, str]:
    """Query and time window within a search's containerid."""
    told = parse_qs(wanted.partition("&")[2])
    return told.get("q", [""])[0], told.get("timescope", [""])[0]


def span_of(scope: str) -> Span | None:
    """A time window such as custom:2026-11-18-3:2026-11-18-9 in Shanghai's hours; None if it cannot be read."""
    if not scope:
        return ALWAYS
    told = _SCOPE.fullmatch(scope)
    if told is None:
        return None
    first, first_hour, end, end_hour = told.groups()
    try:
        return (
            ALWAYS[0] if first is None else _hour(first, int(first_hour)),
            ALWAYS[1] if end is None else _hour(end, int(end_hour)),
        )
    except ValueError:
        return None


def _hour(day: str, hour: int) -> int:
    year, month, number = map(int, day.split("-"))
    if not 0 <= hour <= 24:
        raise ValueError(f"an hour is 0 to 24, found {hour}")
    return int(datetime(year, month, number, tzinfo=SHANGHAI).timestamp()) + 3600 * hour
