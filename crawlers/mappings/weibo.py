"""Weibo's statuses as Posts, in both shapes: m.weibo.cn (text is HTML) and weibo.com/ajax (text_raw is plain).

A repost is a post of its own words; what it reposts is its parent, and a post of its own where it is whole. That a
status was edited (edit_count) has no column: a changed text shows as another observation.
"""

import re
from datetime import datetime, timedelta
from typing import Any

from contract.post import Post
from crawlers.hashtags import hashtags
from crawlers.plain_text import clean, plain_text
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
from crawlers.regions import region
from crawlers.weibo_ids import second_of

ID_NAMES = ("mid", "idstr", "id")
_CUT = re.compile(r"\.{0,3}(?:全文|展开c?)$")
_EXACT = re.compile(r"\d:\d\d:\d\d|^\d{9,}$")
_VIEWS = ("play_count", "online_users_number", "online_users")


def status_of(entry: dict[str, Any]) -> dict[str, Any]:
    """The status of an entry: under `mblog` in a card, or the entry itself."""
    return record(entry, "mblog") if "mblog" in entry or "card_type" in entry else entry


def original_of(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """What a status reposts, if it is still there: a list of it, or of nothing.

    weibo.com tells the original's video with the repost; `author_mid` says that it is the original's.
    """
    told = status_of(entry)
    original = told.get("retweeted_status")
    if not isinstance(original, dict) or not isinstance(original.get("user"), dict):
        return []
    page = told.get("page_info")
    media = page.get("media_info") if isinstance(page, dict) else None
    theirs = isinstance(media, dict) and plain(media.get("author_mid")) == plain(original.get("mid")) != ""
    return [{"page_info": page, **original}] if theirs else [original]


def is_cut(entry: dict[str, Any]) -> bool:
    """Whether a list cut the text. A status shown by itself is long as well, but ends with its own words."""
    told = status_of(entry)
    told_raw, markup = plain(told.get("text_raw")), plain(told.get("text"))
    return told.get("isLongText") is True and bool(told_raw or _CUT.search(plain_text(markup)))


def status(entry: dict[str, Any], seen: Seen) -> Post:
    """A status, bare or in a card, as a Post."""
    told = status_of(entry)
    user = record(told, "user")
    if not user:
        raise Rejected("the status has no author: hidden or deleted")
    native = native_id(told, *ID_NAMES)
    original = record(told, "retweeted_status")
    text = _text(told, own=bool(original))
    topics = [words(t, "topic_title") for t in records(told, "topic_struct")]
    return post(
        seen,
        post_id=f"weibo:{native}",
        platform="weibo",
        kind="repost" if original else "post",
        parent_id=f"weibo:{native_id(original, *ID_NAMES)}" if original else None,
        **account(user, seen),
        published_at=_published(told, native, seen),
        text=text,
        hashtags=hashtags(text, () if original else topics),  # a repost's topics are those of its original
        url=f"https://m.weibo.cn/detail/{native}",  # the other form of address holds the author's id
        region=words(told, "region_name", through=region),
        media=_media(told, text, bool(original)),
        likes=count(told, "attitudes_count"),
        comments=count(told, "comments_count"),
        shares=count(told, "reposts_count"),
        views=None if original else _views(told),
        is_ad="WeiboAD" in plain(told.get("mark")) or bool(record(told, "promotion")),
    )


def account(user: dict[str, Any], seen: Seen) -> dict[str, Any]:
    """Post's columns about an author."""
    verified = _verified(user)
    named = seen.keep_names and verified in ("person", "organisation")
    return {
        "author_id": author_of("weibo", user, seen, "idstr", "id"),
        "author_name": words(user, "screen_name") if named else None,
        "author_verified": verified,
        "author_followers": count(user, "followers_count", "followers_count_str"),
    }


def _verified(user: dict[str, Any]) -> str | None:
    """verified_type: 0 a person, 1 to 7 organisations, all others (-1, 200, 220 ...) not verified."""
    type_, verified = user.get("verified_type"), user.get("verified")
    if verified is False or (type_ is None and verified is None):
        return None if verified is None else "none"
    if type_ is None:
        return "person"
    if isinstance(type_, bool) or not isinstance(type_, int):
        raise Rejected("verified_type is not a number")
    return "person" if type_ == 0 else "organisation" if 1 <= type_ <= 7 else "none"


def _published(told: dict[str, Any], native: str, seen: Seen) -> datetime | None:
    """created_at, made exact by the id where it is only told roughly (3分钟前, 08-02).

    A status' id begins with its second. It is believed where it lies within a day of what is told.
    """
    said = instant(told, seen, "created_at")
    if said is None or _EXACT.search(plain(told.get("created_at"))):
        return said
    exact = second_of(native)
    if exact is None:
        return said
    return exact if abs(exact - said) <= timedelta(days=1) and exact <= seen.observed_at else said


def _text(told: dict[str, Any], own: bool) -> str | None:
    text = words(told, "text_raw") or words(told, "text", through=plain_text)
    if text and told.get("isLongText") is True:
        text = clean(_CUT.sub("", text))
    if text and own:
        text = clean(text.partition("//@")[0])  # what follows was written by others
    return text or None


def _shown(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Pictures and videos of a status that may mix them."""
    return records(record(told, "mix_media_info"), "items")


def _media(told: dict[str, Any], text: str | None, is_repost: bool) -> list[str]:
    page = {} if is_repost else record(told, "page_info")  # a repost shows its original's
    mixed = {plain(i.get("type")) for i in (*_shown(told), *_pictures(told))}
    kinds = {plain(page.get("type")), plain(page.get("object_type"))}
    carries = {
        "text": bool(text),
        "image": bool(first(told, "pic_ids", "pics")) or "pic" in mixed,
        "video": bool(kinds & {"video", "11"}) or "video" in mixed,
        "live": bool(kinds & {"live", "26"}),
    }
    return [kind for kind, there in carries.items() if there]


def _pictures(told: dict[str, Any]) -> list[dict[str, Any]]:
    """What `pics` holds; a list, or an object with the keys "0", "1" ...; one of its kinds is a video."""
    pictures = told.get("pics")
    pictures = list(pictures.values()) if isinstance(pictures, dict) else pictures
    return [p for p in pictures if isinstance(p, dict)] if isinstance(pictures, list) else []


def _views(told: dict[str, Any]) -> int | None:
    """Plays of the video: a number, or as the button says it (30.3万次观看)."""
    page = record(told, "page_info")
    videos = [record(i, "data") for i in _shown(told) if i.get("type") == "video"]
    for place in (page, record(page, "media_info"), *(record(v, "media_info") for v in videos)):
        if (views := count(place, *_VIEWS)) is not None:
            return views
    return None
