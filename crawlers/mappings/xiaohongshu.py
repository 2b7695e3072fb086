"""Xiaohongshu's notes and comments as Posts.

Reads the interface's snake_case and the camelCase of the state embedded in pages. A note's id begins with its
publication time, so that results, which tell none, have one too.
"""

import re
from datetime import UTC, datetime
from typing import Any

from contract.post import Post
from crawlers.hashtags import hashtags, unmarked
from crawlers.ids import comment_id
from crawlers.plain_text import clean
from crawlers.reading import (
    Rejected,
    Seen,
    author_of,
    count,
    first,
    instant,
    native_id,
    post,
    record,
    records,
    words,
)
from crawlers.regions import region

_NOTE_ID = re.compile(r"[0-9a-f]{24}")
_VERIFIED = {0: "none", 1: "person", 2: "organisation"}


def is_comment(entry: dict[str, Any]) -> bool:
    """Comments have a content, notes a card or a title."""
    return "content" in entry and ("user_info" in entry or "note_id" in entry)


def answers_of(entry: dict[str, Any]) -> list[Any]:
    """The comments that answer a comment, as far as the page tells them."""
    told = entry.get("sub_comments")
    return told if is_comment(entry) and isinstance(told, list) else []


def note(entry: dict[str, Any], seen: Seen) -> Post:
    """A search result, a note, an account's note or an explore page's card as a Post."""
    card = record(entry, "note_card", "noteCard") or entry
    native = native_id({"id": first(card, "note_id", "noteId") or entry.get("id")}, "id")
    engagement = record(card, "interact_info", "interactInfo")
    text = words(card, "desc", through=_text)
    return post(
        seen,
        post_id=f"xiaohongshu:{native}",
        platform="xiaohongshu",
        kind="note",
        **_account(record(card, "user"), seen),
        published_at=_published(card, native, seen),
        title=words(card, "title", "display_title", "displayTitle"),
        text=text,
        hashtags=hashtags(text, [words(t, "name") for t in records(card, "tag_list", "tagList")]),
        url=f"https://www.xiaohongshu.com/explore/{native}",
        region=words(card, "ip_location", "ipLocation", through=region),
        media=_media(card, text),
        likes=count(engagement, "liked_count", "likedCount"),
        comments=count(engagement, "comment_count", "commentCount"),
        shares=count(engagement, "share_count", "shared_count", "shareCount", "sharedCount"),
        favourites=count(engagement, "collected_count", "collectedCount"),
    )


def comment(entry: dict[str, Any], seen: Seen) -> Post:
    """A comment, or the answer to one, as a Post."""
    above = record(entry, "target_comment")
    parent = comment_id("xiaohongshu", native_id(above, "id")) if above else seen.parent
    if parent is None and entry.get("note_id") is not None:
        parent = f"xiaohongshu:{native_id(entry, 'note_id')}"
    text = words(entry, "content", through=_text)
    return post(
        seen,
        post_id=comment_id("xiaohongshu", native_id(entry, "id")),
        platform="xiaohongshu",
        kind="comment",
        parent_id=parent,
        **_account(record(entry, "user_info"), seen),
        published_at=instant(entry, seen, "create_time"),
        text=text,
        hashtags=hashtags(text),
        region=words(entry, "ip_location", through=region),
        media=[kind for kind, there in (("text", text), ("image", records(entry, "pictures"))) if there],
        likes=count(entry, "like_count"),
        comments=count(entry, "sub_comment_count"),
    )


def _text(told: str) -> str:
    return unmarked(clean(told))


def _account(user: dict[str, Any], seen: Seen) -> dict[str, Any]:
    verified = _verified(user)
    named = seen.keep_names and verified in ("person", "organisation")
    return {
        "author_id": author_of("xiaohongshu", user, seen, "user_id", "userId"),
        "author_name": words(user, "nickname", "nickName", "nick_name") if named else None,
        "author_verified": verified,
        "author_followers": count(user, "fans"),
    }


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
