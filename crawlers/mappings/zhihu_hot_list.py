"""Zhihu's hot list as Posts: questions whose heat counts as likes, and the words of the search page's list.

With the interface's version header a line's target is a set of areas to draw; without it, a whole question.
"""

import re
from typing import Any
from urllib.parse import quote

from contract.post import Post
from crawlers.counts import parse_heat
from crawlers.ids import hot_search_id
from crawlers.mappings.zhihu import URLS, account
from crawlers.plain_text import plain_text
from crawlers.reading import Rejected, Seen, count, first, instant, native_id, post, record, words

_QUESTION = re.compile(r"/questions?/(\d{1,20})")


def is_line(entry: dict[str, Any]) -> bool:
    """A line of the hot list."""
    return entry.get("type") == "hot_list_feed" or ("target" in entry and entry.get("type") != "question_feed_card")


def is_search_words(entry: dict[str, Any]) -> bool:
    """A line of the search page's list, which is no question but words that are searched for."""
    return "queryDisplay" in entry or "realQuery" in entry


def line(entry: dict[str, Any], seen: Seen) -> Post:
    """A question of the hot list as a Post."""
    target = record(entry, "target")
    areas = "title_area" in target
    title = words(record(target, "title_area"), "text") if areas else words(target, "title", through=plain_text)
    excerpt = words(record(target, "excerpt_area"), "text") if areas else words(target, "excerpt", through=plain_text)
    native = _question_id(entry, target)
    answers = count(target, "answer_count")
    return post(
        seen,
        post_id=f"zhihu:{native}",
        platform="zhihu",
        kind="question",
        **account(record(target, "author"), seen),
        published_at=instant(target, seen, "created", "created_time") or seen.observed_at,
        title=title,
        text=excerpt,
        hashtags=[],
        url=URLS["question"].format(id=native),
        media=["text"] if excerpt else [],
        likes=_heat(entry, target),
        comments=count(record(entry, "feed_specific"), "answer_count") if answers is None else answers,
        favourites=count(target, "follower_count"),
    )


def search_words(entry: dict[str, Any], seen: Seen) -> Post:
    """Words of the search page's list as a Post."""
    query = words(entry, "realQuery", "queryDisplay") or ""
    post_id = hot_search_id("zhihu", query, seen.observed_at)
    if not post_id:
        raise Rejected("the line has no words")
    return post(
        seen,
        post_id=post_id,
        platform="zhihu",
        kind="hot_search",
        published_at=seen.observed_at,
        title=None,
        text=words(entry, "queryDisplay", "realQuery"),
        hashtags=[],
        url=f"https://www.zhihu.com/search?type=content&q={quote(query)}",
        media=["text"],
    )


def _question_id(entry: dict[str, Any], target: dict[str, Any]) -> str:
    if target.get("id") is not None:
        return native_id(target, "id")
    card = words(entry, "card_id") or ""
    link = words(record(target, "link"), "url") or ""
    if card.startswith("Q_"):
        return native_id({"card_id": card[2:]}, "card_id")
    if match := _QUESTION.search(link):
        return match[1]
    raise Rejected("card_id is not that of a question")


def _heat(entry: dict[str, Any], target: dict[str, Any]) -> int | None:
    heat = {"heat": first(record(target, "metrics_area"), "text") or entry.get("detail_text")}
    return count(heat, "heat", through=parse_heat)
