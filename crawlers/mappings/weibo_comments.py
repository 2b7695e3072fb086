"""Weibo's comments as Posts: m.weibo.cn's hotflow and weibo.com's buildComments tell them alike."""

import re
from typing import Any

from contract.post import Post
from crawlers.hashtags import hashtags
from crawlers.ids import comment_id
from crawlers.mappings.weibo import account
from crawlers.plain_text import plain_text
from crawlers.reading import Rejected, Seen, count, instant, native_id, plain, post, record, words
from crawlers.regions import region

_DEVICE = re.compile(r"客户端|网页|微博|超话|手机|[A-Za-z0-9]")  # what `source` told before 2022
_ROOT = ("rootidstr", "rootid")


def is_comment(entry: dict[str, Any]) -> bool:
    """Only comments name the comment at the root of their thread."""
    return any(name in entry for name in _ROOT)


def answers_of(entry: dict[str, Any]) -> list[Any]:
    """The comments that answer a comment; `comments` is false where there are none, and text or a number elsewhere."""
    told = entry.get("comments")
    return told if is_comment(entry) and isinstance(told, list) else []


def comment(entry: dict[str, Any], seen: Seen) -> Post:
    """A comment, or the answer to one, as a Post."""
    native = native_id(entry, "idstr", "id", "mid")
    user = record(entry, "user")
    if not user:
        raise Rejected("the comment has no author: hidden or deleted")
    text = words(entry, "text_raw") or words(entry, "text", through=plain_text)
    root = plain(entry.get("rootidstr")) or plain(entry.get("rootid"))
    above = record(entry, "reply_comment")  # weibo.com tells which answer an answer answers
    parent = native_id(above, "idstr", "id") if above else root
    return post(
        seen,
        post_id=comment_id("weibo", native),
        platform="weibo",
        kind="comment",
        parent_id=seen.parent if parent in ("", "0", native) else comment_id("weibo", native_id({"id": parent}, "id")),
        **account(user, seen),
        published_at=instant(entry, seen, "created_at"),
        text=text,
        hashtags=hashtags(text),
        region=words(entry, "source", through=_place),
        media=[kind for kind, there in (("text", text), ("image", record(entry, "pic"))) if there],
        likes=count(entry, "like_counts", "like_count"),
        comments=count(entry, "total_number"),
    )


def _place(told: str) -> str:
    return "" if _DEVICE.search(told) else region(told)
