"""Xiaohongshu: search by keyword, newest first, and the note behind each result (results hold a title only).

Reads the interface's snake_case and the camelCase of the state embedded in explore pages. A note's id begins with its
publication time, so paging can stop at the window's start although results tell no time.
"""

import re
from datetime import UTC, datetime
from typing import Any

from contract.post import Post
from crawlers.answers import Answer, Kind
from crawlers.feed_spider import FeedSpider
from crawlers.hashtags import hashtags, unmarked
from crawlers.listing import Ask, Page, Span
from crawlers.plain_text import clean
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

_NOTE_ID = re.compile(r"[0-9a-f]{24}")
_LOGIN_CODES = frozenset((-100, -101, -104))
_BLOCK_CODES = frozenset((300011, 300012, 300013, 300015))
_GONE = -510001  # the note was deleted or hidden since it was listed
_VERIFIED = {0: "none", 1: "person", 2: "organisation"}


class XiaohongshuSpider(FeedSpider):
    """Xiaohongshu."""

    name = "xiaohongshu"
    platform_pages = 11  # search ends after about 220 notes

    def search(self, query: str, page: Page, scope: Span | None) -> Ask:
        """Search by time."""
        body = {
            "keyword": query,
            "page": page.number,
            "page_size": 20,
            "search_id": "",
            "sort": "time_descending",
            "note_type": 0,
        }
        return Ask(f"{self.base}/api/sns/web/v1/search/notes", body)

    @staticmethod
    def judge(payload: dict[str, Any]) -> Answer | None:
        """`success` and `code` tell."""
        code, data = payload.get("code"), payload.get("data")
        if payload.get("success") is True and isinstance(data, dict):
            items = data.get("items", [])
            if not isinstance(items, list):
                return Answer(Kind.CHANGED_SHAPE, detail="items is not a list")
            return None if items else Answer(Kind.NO_RESULTS)
        if code == _GONE:
            return Answer(Kind.NO_RESULTS)
        told = f"code {plain(code)[:20]}, {plain(payload.get('msg'))[:40]!r}"
        if isinstance(code, int) and code in _LOGIN_CODES:
            return Answer(Kind.LOGIN_WALL, detail=f"a login is asked for: {told}")
        if isinstance(code, int) and code in _BLOCK_CODES:
            return Answer(Kind.BLOCKED, detail=f"refused: {told}")
        return Answer(Kind.CHANGED_SHAPE, detail=f"no data: {told}")

    @staticmethod
    def entries(payload: dict[str, Any]) -> list[Any]:
        """Notes; suggested searches between them are no entries. Takes an explore page's state as well."""
        feed = payload.get("feed")
        items = feed.get("feeds", []) if isinstance(feed, dict) else payload.get("data", {}).get("items", [])
        kinds = ("note", None)
        return [i for i in items if not isinstance(i, dict) or first(i, "model_type", "modelType") in kinds]

    @staticmethod
    def more(payload: dict[str, Any]) -> bool:
        """`has_more` tells."""
        return payload["data"].get("has_more") is True

    @staticmethod
    def token(entry: Any) -> str:
        """xsec_token, without which a note does not open."""
        return plain(entry.get("xsec_token")) if isinstance(entry, dict) else ""

    def detail(self, entry: dict[str, Any], post: Post) -> Ask | None:
        """The note itself."""
        body = {"source_note_id": post.post_id.partition(":")[2], "xsec_token": plain(entry.get("xsec_token"))}
        return Ask(f"{self.base}/api/sns/web/v1/feed", body)

    def with_detail(self, entry: dict[str, Any], payload: dict[str, Any]) -> dict[str, Any]:
        """The result with the note's own card laid over its."""
        items = records(record(payload, "data"), "items")
        return {"id": entry.get("id"), "note_card": {**record(entry, "note_card"), **record(items[0], "note_card")}}

    @staticmethod
    def to_post(entry: dict[str, Any], seen: Seen) -> Post:
        """Map a note."""
        return to_post(entry, seen)


def to_post(entry: dict[str, Any], seen: Seen) -> Post:
    """A search result, a note or an explore page's card as a Post."""
    card = record(entry, "note_card", "noteCard") or entry
    native = native_id({"id": first(card, "note_id", "noteId") or entry.get("id")}, "id")
    user, engagement = record(card, "user"), record(card, "interact_info", "interactInfo")
    text = words(card, "desc", through=lambda t: unmarked(clean(t)))
    verified = _verified(user)
    return post(
        seen,
        post_id=f"xiaohongshu:{native}",
        platform="xiaohongshu",
        kind="note",
        author_id=author_of("xiaohongshu", user, seen, "user_id", "userId"),
        author_name=words(user, "nickname", "nickName")
        if seen.keep_names and verified in ("person", "organisation")
        else None,
        author_verified=verified,
        author_followers=count(user, "fans"),
        published_at=_published(card, native, seen),
        title=words(card, "title", "display_title", "displayTitle"),
        text=text,
        hashtags=hashtags(text, [words(t, "name") for t in records(card, "tag_list", "tagList")]),
        url=f"https://www.xiaohongshu.com/explore/{native}",
        region=words(card, "ip_location", "ipLocation"),
        media=_media(card, text),
        likes=count(engagement, "liked_count", "likedCount"),
        comments=count(engagement, "comment_count", "commentCount"),
        shares=count(engagement, "share_count", "shared_count", "shareCount", "sharedCount"),
        favourites=count(engagement, "collected_count", "collectedCount"),
    )


def _verified(user: dict[str, Any]) -> str | None:
    type_ = user.get("red_official_verify_type")
    if type_ is None:
        return None
    if isinstance(type_, bool) or not isinstance(type_, int) or type_ not in _VERIFIED:
        raise Rejected("red_official_verify_type is not known")
    return _VERIFIED[type_]


def _published(card: dict[str, Any], native: str, seen: Seen) -> datetime | None:
    """`time` of the note; else the second in which its id was made; else the corner tag (3天前)."""
    told = instant(card, seen, "time")
    if told or _NOTE_ID.fullmatch(native):
        return told or datetime.fromtimestamp(int(native[:8], 16), UTC)
    tags = records(card, "corner_tag_info", "cornerTagInfo")
    return next((instant(t, seen, "text") for t in tags if t.get("type") == "publish_time"), None)


def _media(card: dict[str, Any], text: str | None) -> list[str]:
    video = card.get("type") == "video" or bool(card.get("video"))
    image = bool(first(card, "image_list", "imageList")) or (not video and card.get("type") == "normal")
    return [kind for kind, there in (("text", bool(text)), ("image", image), ("video", video)) if there]
