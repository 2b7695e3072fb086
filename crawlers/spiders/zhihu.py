"""Zhihu: search by keyword, newest first, and the hot list in both of its shapes.

Answers, articles, questions and videos come in one list; a question on the hot list counts its heat as likes.
"""

import re
from typing import Any
from urllib.parse import quote

from contract.post import Post
from crawlers.answers import Answer, Kind
from crawlers.counts import parse_heat
from crawlers.feed_spider import FeedSpider
from crawlers.hashtags import hashtags
from crawlers.listing import Ask, Page, Span
from crawlers.plain_text import plain_text
from crawlers.reading import (
    Rejected,
    Seen,
    author_of,
    count,
    first,
    instant,
    native_id,
    plain,
    post,
    record,
    records,
    words,
)

_PAGE = 20
_KINDS = {"answer": "answer", "article": "post", "question": "question", "zvideo": "video"}
_URLS = {
    "answer": "https://www.zhihu.com/question/{parent}/answer/{id}",
    "article": "https://zhuanlan.zhihu.com/p/{id}",
    "question": "https://www.zhihu.com/question/{id}",
    "zvideo": "https://www.zhihu.com/zvideo/{id}",
}
_NO_POSTS = frozenset(("people", "topic", "column", "live", "album", "ebook", "wiki", "special", "roundtable"))
_QUESTION = re.compile(r"/questions?/(\d{1,20})")


class ZhihuSpider(FeedSpider):
    """Zhihu."""

    name = "zhihu"
    list_name = "hot_list"

    def search(self, query: str, page: Page, scope: Span | None) -> Ask:
        """Search by time."""
        told = (
            f"q={quote(query, safe='')}&correction=1&offset={(page.number - 1) * _PAGE}&limit={_PAGE}&sort=created_time"
        )
        return Ask(f"{self.base}/api/v4/search_v3?t=general&{told}")

    def hot_list(self) -> Ask:
        """The hot list."""
        return Ask(f"{self.base}/api/v3/feed/topstory/hot-lists/total?limit=50")

    @staticmethod
    def judge(payload: dict[str, Any]) -> Answer | None:
        """`error` tells, in its own words."""
        error, data = payload.get("error"), payload.get("data")
        if isinstance(error, dict):
            told = f"code {plain(error.get('code'))[:20]}, {plain(error.get('message'))[:60]!r}"
            login = error.get("code") in (100, 101) or error.get("need_login") is True
            return Answer(Kind.LOGIN_WALL if login else Kind.BLOCKED, detail=f"refused: {told}")
        if not isinstance(data, list):
            return Answer(Kind.CHANGED_SHAPE, detail="data is not a list")
        return None if data else Answer(Kind.NO_RESULTS)

    @staticmethod
    def entries(payload: dict[str, Any]) -> list[Any]:
        """Posts; people, topics and suggestions between them are no entries."""
        return [e for e in payload["data"] if not isinstance(e, dict) or _is_post(e)]

    @staticmethod
    def more(payload: dict[str, Any]) -> bool:
        """`paging.is_end` tells."""
        paging = payload.get("paging")
        return isinstance(paging, dict) and paging.get("is_end") is False

    @staticmethod
    def to_post(entry: dict[str, Any], seen: Seen) -> Post:
        """Map a search result or a line of the hot list."""
        return to_post(entry, seen)


def to_post(entry: dict[str, Any], seen: Seen) -> Post:
    """A search result, its bare object, or a line of the hot list as a Post."""
    if entry.get("type") == "hot_list_feed" or "target" in entry:
        return _hot_question(entry, seen)
    told = record(entry, "object") or entry
    type_ = told.get("type")
    if not isinstance(type_, str) or type_ not in _KINDS:
        raise Rejected(f"type is not one of {' '.join(_KINDS)}")
    native = native_id(told, "id")
    question = record(told, "question") if type_ == "answer" else {}
    parent = native_id(question, "id") if type_ == "answer" else None
    content = words(told, "content") or words(told, "excerpt", "detail", "description") or ""
    text = plain_text(content) or None
    return post(
        seen,
        post_id=f"zhihu:{native}",
        platform="zhihu",
        kind=_KINDS[type_],
        parent_id=f"zhihu:{parent}" if parent else None,
        **_author(record(told, "author"), seen),
        published_at=instant(told, seen, "created_time", "created", "created_at"),
        title=words(told, "title", through=plain_text) or words(question, "name", "title", through=plain_text),
        text=text,
        hashtags=hashtags(text),
        url=_URLS[type_].format(id=native, parent=parent),
        media=_media(type_, content, text),
        likes=count(told, "voteup_count"),
        comments=count(told, "answer_count") if type_ == "question" else count(told, "comment_count"),
        favourites=count(told, "favorites_count", "favlists_count"),
        views=count(told, "visit_count", "play_count"),
    )


def _is_post(entry: dict[str, Any]) -> bool:
    if entry.get("type") == "hot_list_feed" or "target" in entry:
        return True
    told = entry.get("object")
    return entry.get("type") in ("search_result", None) and not (
        isinstance(told, dict) and told.get("type") in list(_NO_POSTS)
    )


def _author(author: dict[str, Any], seen: Seen) -> dict[str, Any]:
    verified = None
    if author.get("user_type") is not None or author.get("badge") is not None:
        verified = "person" if records(author, "badge") else "none"
        verified = "organisation" if author.get("user_type") == "organization" else verified
    named = seen.keep_names and verified in ("person", "organisation")
    return {
        "author_id": author_of("zhihu", author, seen, "id"),
        "author_name": words(author, "name", through=plain_text) if named else None,
        "author_verified": verified,
        "author_followers": count(author, "follower_count"),
    }


def _media(type_: str, content: str, text: str | None) -> list[str]:
    there = (("text", bool(text)), ("image", "<img" in content), ("video", type_ == "zvideo" or "video-box" in content))
    return [kind for kind, carried in there if carried]


def _hot_question(entry: dict[str, Any], seen: Seen) -> Post:
    """With the interface's version header the target is a set of areas to draw; without it, a whole question."""
    target = record(entry, "target")
    areas = "title_area" in target
    title = words(record(target, "title_area"), "text") if areas else words(target, "title", through=plain_text)
    excerpt = words(record(target, "excerpt_area"), "text") if areas else words(target, "excerpt", through=plain_text)
    native = _question_id(entry, target)
    return post(
        seen,
        post_id=f"zhihu:{native}",
        platform="zhihu",
        kind="question",
        **_author(record(target, "author"), seen),
        published_at=instant(target, seen, "created", "created_time") or seen.observed_at,
        title=title,
        text=excerpt,
        hashtags=[],
        url=_URLS["question"].format(id=native),
        media=["text"] if excerpt else [],
        likes=_heat(entry, target),
        comments=count(target, "answer_count") or count(record(entry, "feed_specific"), "answer_count"),
        favourites=count(target, "follower_count"),
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
