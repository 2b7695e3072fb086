"""Items of feeds, in JSON Feed's words, as Posts."""

import hashlib
import re
from typing import Any

from contract.post import Post
from crawlers.hashtags import hashtags
from crawlers.plain_text import plain_text
from crawlers.pseudonym import pseudonym
from crawlers.reading import Rejected, Seen, count, first, instant, plain, post, record, records, words

_WEB = re.compile(r"https?://\S{1,2000}")
_COUNTS = ("attitudes_count", "comments_count", "reposts_count")


def item(entry: dict[str, Any], seen: Seen) -> Post:
    """An item as a Post; `seen.query` is the feed's address, which makes its ids its own."""
    text = words(entry, "content_html", through=plain_text) or words(entry, "content_text", "summary")
    stats = _stats(entry)
    author = _author(entry)
    return post(
        seen,
        post_id=f"syndication:{_digest(entry, seen)}",
        platform="syndication",
        kind="post",
        author_id=pseudonym("syndication", author, seen.salt) if author else None,
        published_at=instant(entry, seen, "date_published", "date_modified") or seen.observed_at,
        title=words(entry, "title", through=plain_text),
        text=text,
        hashtags=hashtags(text, _tags(entry)),
        url=_url(entry),
        media=_media(entry, text),
        likes=count(stats, "attitudes_count"),
        comments=count(stats, "comments_count"),
        shares=count(stats, "reposts_count"),
    )


def _digest(entry: dict[str, Any], seen: Seen) -> str:
    native = first(entry, "id", "url")
    if isinstance(native, int) and not isinstance(native, bool) and abs(native) < 10**30:
        native = str(native)
    if not isinstance(native, str) or not native.strip():
        raise Rejected("neither id nor link")
    told = f"{seen.query or ''}\n{native.strip()}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(told).hexdigest()[:32]


def _stats(entry: dict[str, Any]) -> dict[str, Any]:
    """RSSHub's own counts. Its `_extra` may hold anything; only where it holds counts is it read."""
    extra = entry.get("_extra")
    told = record(entry, "stats") or (extra if isinstance(extra, dict) else {})
    return {name: told[name] for name in _COUNTS if told.get(name) not in (None, "")}


def _author(entry: dict[str, Any]) -> str | None:
    authors = records(entry, "authors") or ([record(entry, "author")] if "author" in entry else [])
    return next((name for name in (words(a, "name", "url") for a in authors) if name), None)


def _tags(entry: dict[str, Any]) -> list[str]:
    tags = entry.get("tags") or []
    if not isinstance(tags, list) or not all(isinstance(t, str) for t in tags):
        raise Rejected("tags is not a list of texts")
    return tags


def _url(entry: dict[str, Any]) -> str | None:
    """The item's address, if a person may safely click on it."""
    url = words(entry, "url", "external_url")
    return url if url and _WEB.fullmatch(url) else None


def _media(entry: dict[str, Any], text: str | None) -> list[str]:
    types = " ".join(plain(a.get("mime_type")) for a in records(entry, "attachments"))
    html = entry.get("content_html") or ""
    image = "image/" in types or "<img" in html or bool(first(entry, "image", "banner_image"))
    there = (("text", bool(text)), ("image", image), ("video", "video/" in types or "<video" in html))
    return [kind for kind, carried in there if carried]
