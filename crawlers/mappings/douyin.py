"""Douyin's videos, picture posts, comments and hot search lines as Posts."""

import re
from typing import Any
from urllib.parse import quote

from contract.post import Post
from crawlers.counts import parse_heat
from crawlers.hashtags import hashtags
from crawlers.ids import comment_id, hot_search_id
from crawlers.reading import Rejected, Seen, author_of, count, instant, native_id, plain, post, record, records, words
from crawlers.regions import region

_HASHTAG = re.compile(r"#([^#\s@]{1,80})")  # they end at a blank, not at another #
_ROOTS = ("", "0")


def is_comment(entry: dict[str, Any]) -> bool:
    """Only comments have a cid."""
    return "cid" in entry and "aweme_info" not in entry


def is_line(entry: dict[str, Any]) -> bool:
    """A line of the hot search list."""
    return "word" in entry and "aweme_id" not in entry


def answers_of(entry: dict[str, Any]) -> list[Any]:
    """The comments that answer a comment, as far as the page tells them."""
    told = entry.get("reply_comment")
    return told if is_comment(entry) and isinstance(told, list) else []


def video(entry: dict[str, Any], seen: Seen) -> Post:
    """A video or picture post, bare or under `aweme_info` in a search result, as a Post."""
    told = record(entry, "aweme_info") or entry
    native = native_id(told, "aweme_id")
    text, pictures = words(told, "desc", "caption"), records(told, "images")
    shape = "note" if pictures else "video"
    engagement = record(told, "statistics")
    return post(
        seen,
        post_id=f"douyin:{native}",
        platform="douyin",
        kind=shape,
        **_account(record(told, "author"), seen),
        published_at=instant(told, seen, "create_time"),
        title=words(told, "item_title"),
        text=text,
        hashtags=_hashtags(told, text),
        url=f"https://www.douyin.com/{shape}/{native}",
        media=[k for k, there in (("text", text), ("image", pictures), ("video", shape == "video")) if there],
        likes=count(engagement, "digg_count"),
        comments=count(engagement, "comment_count"),
        shares=count(engagement, "share_count"),
        favourites=count(engagement, "collect_count"),
        views=count(engagement, "play_count") or None,  # the web interface writes 0 where it does not tell
        is_ad=told.get("is_ads") is True,
    )


def comment(entry: dict[str, Any], seen: Seen) -> Post:
    """A comment, or the answer to one, as a Post."""
    above = next((a for a in map(plain, map(entry.get, ("reply_to_reply_id", "reply_id"))) if a not in _ROOTS), None)
    parent = comment_id("douyin", native_id({"id": above}, "id")) if above else seen.parent
    if parent is None and entry.get("aweme_id") is not None:
        parent = f"douyin:{native_id(entry, 'aweme_id')}"
    text = words(entry, "text")
    return post(
        seen,
        post_id=comment_id("douyin", native_id(entry, "cid")),
        platform="douyin",
        kind="comment",
        parent_id=parent,
        **_account(record(entry, "user"), seen),
        published_at=instant(entry, seen, "create_time"),
        text=text,
        hashtags=_hashtags(entry, text),
        region=words(entry, "ip_label", through=region),
        media=[kind for kind, there in (("text", text), ("image", records(entry, "image_list"))) if there],
        likes=count(entry, "digg_count"),
        comments=count(entry, "reply_comment_total"),
    )


def line(entry: dict[str, Any], seen: Seen) -> Post:
    """A line of the hot search list as a Post."""
    title = words(entry, "word")
    if not title:
        raise Rejected("word is missing")
    native = plain(entry.get("sentence_id")) or title
    post_id = hot_search_id("douyin", native, seen.observed_at)
    return post(
        seen,
        post_id=post_id,
        platform="douyin",
        kind="hot_search",
        published_at=seen.observed_at,
        text=title,
        hashtags=hashtags(title),
        url=f"https://www.douyin.com/search/{quote(title, safe='')}",
        media=["text"],
        likes=count(entry, "hot_value", through=parse_heat),
        views=count(entry, "view_count") or None,
    )


def _account(author: dict[str, Any], seen: Seen) -> dict[str, Any]:
    verified = _verified(author)
    named = seen.keep_names and verified in ("person", "organisation")
    return {
        "author_id": author_of("douyin", author, seen, "uid", "sec_uid"),
        "author_name": words(author, "nickname") if named else None,
        "author_verified": verified,
        "author_followers": count(author, "follower_count"),
    }


def _verified(author: dict[str, Any]) -> str | None:
    """What an account is verified for is told in words: an enterprise's reason, or a person's."""
    told = [words(author, name) for name in ("enterprise_verify_reason", "custom_verify")]
    if not ("enterprise_verify_reason" in author or "custom_verify" in author):
        return None
    return "organisation" if told[0] else "person" if told[1] else "none"


def _hashtags(told: dict[str, Any], text: str | None) -> list[str]:
    named = [words(t, "hashtag_name") for t in records(told, "text_extra")]
    return hashtags(None, [*named, *(() if any(named) else _HASHTAG.findall(text or ""))])
