"""Post: what every feed is turned into. This file is the one place of truth for its columns.

One Post is one observation: what a crawl run saw of one post, at `observed_at`, through one `query`.
The same post seen again (or through another query) is another row with the same `post_id`.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from contract.columns import INSTANT, STRINGS, column, dataclass, required_columns, schema_of

KINDS = ("post", "repost", "comment", "answer", "question", "note", "video", "hot_search")
VERIFIED = ("none", "person", "organisation")
MEDIA = ("text", "image", "video", "live")
COUNTS = ("likes", "comments", "shares", "favourites", "views")

MAX_TEXT = 100_000  # characters; the longest Zhihu answers stay below it, a megabyte of noise does not
MAX_COUNT = 10**12
CLOCK_SKEW = timedelta(minutes=10)  # a post may be this much "after" the moment it was seen
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_POST_ID = re.compile(r"([a-z][a-z0-9_]*):\S{1,200}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One observation of one public post. Null (None) means that the feed did not tell."""

    post_id: str = column(pa.string(), "platform:native id, never made from text", required=True)
    platform: str = column(pa.string(), "feed it comes from, lower case: weibo, xiaohongshu, zhihu ...", required=True)
    kind: str = column(pa.string(), "one of " + " ".join(KINDS), required=True)
    parent_id: str | None = column(pa.string(), "post_id of what it reposts, comments on or answers")
    author_id: str | None = column(pa.string(), "salted pseudonym of the author; null where the feed names none")
    author_name: str | None = column(pa.string(), "kept only for verified accounts, if the settings allow")
    author_verified: str | None = column(pa.string(), "one of " + " ".join(VERIFIED))
    author_followers: int | None = column(pa.int64(), "followers of the author when seen")
    published_at: datetime = column(INSTANT, "when it was posted (UTC)", required=True)
    observed_at: datetime = column(INSTANT, "when this was seen (UTC)", required=True)
    title: str | None = column(pa.string(), "title, where the platform has one")
    text: str | None = column(pa.string(), "plain text, markup removed, otherwise as written")
    hashtags: list[str] | None = column(STRINGS, "hashtags without # signs, as the feed or the text gives them")
    url: str | None = column(pa.string(), "address a person can open (http or https)")
    region: str | None = column(pa.string(), "where it was posted from, as the platform shows it: 江西, 上海, 日本")
    media: list[str] | None = column(STRINGS, "which of " + " ".join(MEDIA) + " it carries")
    likes: int | None = column(pa.int64(), "likes, upvotes; for hot_search the heat")
    comments: int | None = column(pa.int64(), "comments, answers")
    shares: int | None = column(pa.int64(), "reposts, shares")
    favourites: int | None = column(pa.int64(), "favourites, collects")
    views: int | None = column(pa.int64(), "reads, plays")
    is_ad: bool | None = column(pa.bool_(), "true if the platform marks it as advertising")
    query: str | None = column(pa.string(), "query, list or feed address that found it")


SCHEMA: pa.Schema = schema_of(Post)
REQUIRED: list[str] = required_columns(Post)


def fault_of(post: Mapping[str, Any]) -> str | None:
    """Why a record with Post's keys and Python types cannot stand, in words for a person; None if it can."""
    for name in REQUIRED:
        if post.get(name) is None:
            return f"{name} is missing"
    match = _POST_ID.fullmatch(str(post["post_id"]))
    if not match or match[1] != post["platform"]:
        return f"post_id is not {post['platform']}:<native id>: {str(post['post_id'])[:80]!r}"
    if post["kind"] not in KINDS:
        return f"kind is not one of {' '.join(KINDS)}: {str(post['kind'])[:40]!r}"
    return _fault_of_times(post) or _fault_of_values(post)


def _fault_of_times(post: Mapping[str, Any]) -> str | None:
    for name in ("published_at", "observed_at"):
        if not isinstance(post[name], datetime) or post[name].tzinfo is None:
            return f"{name} is not an instant with a zone: {str(post[name])[:40]!r}"
    if post["published_at"] < EARLIEST:
        return f"published_at lies before 2000: {post['published_at']:%Y-%m-%d}"
    if post["published_at"] > post["observed_at"] + CLOCK_SKEW:
        published, observed = (f"{post[name]:%Y-%m-%dT%H:%MZ}" for name in ("published_at", "observed_at"))
        return f"published_at {published} lies after observed_at {observed}"
    return None


def _fault_of_values(post: Mapping[str, Any]) -> str | None:
    text = post.get("text")
    if text is not None and len(text) > MAX_TEXT:
        return f"text has {len(text)} characters, more than {MAX_TEXT}"
    for name in (*COUNTS, "author_followers"):
        count = post.get(name)
        if count is not None and (isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= MAX_COUNT):
            return f"{name} is not a count: {str(count)[:40]!r}"
    if post.get("author_verified") not in (None, *VERIFIED):
        return f"author_verified is not one of {' '.join(VERIFIED)}: {str(post['author_verified'])[:40]!r}"
    return None


def to_record(post: Post) -> dict[str, Any]:
    """A Post as a plain dict in column order."""
    return asdict(post)
