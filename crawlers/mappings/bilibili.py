"""Bilibili's videos, comments and hot search words as Posts."""

from typing import Any
from urllib.parse import quote

from contract.post import Post
from crawlers.counts import parse_count, parse_heat
from crawlers.hashtags import hashtags
from crawlers.ids import comment_id, hot_search_id
from crawlers.mappings.bilibili_ids import bvid_of
from crawlers.plain_text import clean, plain_text
from crawlers.reading import Rejected, Seen, author_of, count, instant, native_id, plain, post, record, records, words
from crawlers.regions import region

_VERIFIED = {-1: "none", 0: "person", 1: "organisation"}
_ROOTS = ("", "0")


def is_comment(entry: dict[str, Any]) -> bool:
    """Only comments have an rpid."""
    return "rpid" in entry


def is_line(entry: dict[str, Any]) -> bool:
    """A line of the hot search list."""
    return "keyword" in entry and "bvid" not in entry and "aid" not in entry


def answers_of(entry: dict[str, Any]) -> list[Any]:
    """The comments that answer a comment, as far as the page tells them; null where there are none."""
    told = entry.get("replies")
    return told if is_comment(entry) and isinstance(told, list) else []


def video(entry: dict[str, Any], seen: Seen) -> Post:
    """A search result, a line of a list of videos, or a video's own page as a Post."""
    native = _bvid(entry)
    stat = record(entry, "stat")
    written = plain_text if entry.get("type") == "video" else clean  # search results are marked up
    text = words(entry, "desc", "description", through=written)
    if text == "-":  # what the form puts where the author wrote nothing
        text = None
    return post(
        seen,
        post_id=f"bilibili:{native}",
        platform="bilibili",
        kind="video",
        **_account(record(entry, "owner") or {"mid": entry.get("mid")}, seen),
        published_at=instant(entry, seen, "pubdate"),
        title=words(entry, "title", through=written),
        text=text,
        hashtags=_hashtags(entry, text),
        url=f"https://www.bilibili.com/video/{native}",
        region=words(entry, "pub_location", through=region),
        media=["text", "video"] if text else ["video"],
        likes=_count(stat, "like") if stat else _count(entry, "like"),
        comments=_count(stat, "reply") if stat else _count(entry, "review"),
        shares=_count(stat, "share"),
        favourites=_count(stat, "favorite") if stat else _count(entry, "favorites"),
        views=_count(stat, "view") if stat else _count(entry, "play"),
    )


def comment(entry: dict[str, Any], seen: Seen) -> Post:
    """A comment, or the answer to one, as a Post."""
    above = plain(entry.get("parent"))
    content = record(entry, "content")
    text = words(content, "message")
    member = record(entry, "member")
    return post(
        seen,
        post_id=comment_id("bilibili", native_id(entry, "rpid_str", "rpid")),
        platform="bilibili",
        kind="comment",
        parent_id=_parent(entry, seen) if above in _ROOTS else comment_id("bilibili", native_id({"id": above}, "id")),
        **_account(member or {"mid": entry.get("mid")}, seen),
        published_at=instant(entry, seen, "ctime"),
        text=text,
        hashtags=hashtags(text),
        region=words(record(entry, "reply_control"), "location", through=region),
        media=[kind for kind, there in (("text", text), ("image", records(content, "pictures"))) if there],
        likes=_count(entry, "like"),
        comments=_count(entry, "rcount"),
    )


def line(entry: dict[str, Any], seen: Seen) -> Post:
    """A line of the hot search list as a Post."""
    query = words(entry, "keyword") or ""
    post_id = hot_search_id("bilibili", query, seen.observed_at)
    if not post_id:
        raise Rejected("keyword is missing")
    return post(
        seen,
        post_id=post_id,
        platform="bilibili",
        kind="hot_search",
        published_at=seen.observed_at,
        text=words(entry, "show_name", "keyword"),
        hashtags=[],
        url=f"https://search.bilibili.com/all?keyword={quote(query, safe='')}",
        media=["text"],
        likes=count(entry, "heat_score", through=parse_heat),
        is_ad=plain(entry.get("is_commercial")) == "1" if "is_commercial" in entry else None,
    )


def _bvid(entry: dict[str, Any]) -> str:
    """The word a video is known by; old answers tell its number only."""
    if entry.get("bvid") not in (None, ""):
        return native_id(entry, "bvid")
    return _word_of(entry, "aid")


def _parent(entry: dict[str, Any], seen: Seen) -> str | None:
    if seen.parent is not None or entry.get("oid") is None or plain(entry.get("type")) not in ("", "1"):
        return seen.parent
    return f"bilibili:{_word_of(entry, 'oid')}"


def _word_of(entry: dict[str, Any], name: str) -> str:
    told = native_id(entry, name)
    try:
        return bvid_of(int(told))
    except ValueError:
        raise Rejected(f"{name} is not the number of a video") from None


def _account(owner: dict[str, Any], seen: Seen) -> dict[str, Any]:
    type_ = record(owner, "official_verify", "official").get("type")
    verified = _VERIFIED.get(type_) if isinstance(type_, int) and not isinstance(type_, bool) else None
    named = seen.keep_names and verified in ("person", "organisation")
    return {
        "author_id": author_of("bilibili", owner, seen, "mid"),
        "author_name": words(owner, "uname", "name") if named else None,
        "author_verified": verified,
        "author_followers": None,
    }


def _hashtags(entry: dict[str, Any], text: str | None) -> list[str]:
    """The video's tags, and the hashtags of the line its author announced it with."""
    told = words(entry, "tag") or ""
    return list(dict.fromkeys([*hashtags(text, told.split(",")), *hashtags(words(entry, "dynamic"))]))


def _count(entry: dict[str, Any], name: str) -> int | None:
    """A count; -1 is written where the platform hides it."""
    return count(entry, name, through=lambda told: None if told == -1 else parse_count(told))
