"""Syndication: RSS, Atom and JSON feeds, among them those of a self-hosted RSSHub, one query a feed address.

The door for what a platform does not let a crawler read, and for blogs and news that have no other one.
"""

import hashlib
import re
from typing import Any

from scrapy.http import Response, TextResponse

from contract.post import Post
from crawlers.answers import Answer, Kind, read_json
from crawlers.feed_spider import FeedSpider
from crawlers.hashtags import hashtags
from crawlers.listing import Ask
from crawlers.plain_text import plain_text
from crawlers.pseudonym import pseudonym
from crawlers.reading import Rejected, Seen, count, first, instant, plain, post, record, records, words
from crawlers.syndicated import judge_json_feed, read_xml

_WEB = re.compile(r"https?://\S{1,2000}")


class SyndicationSpider(FeedSpider):
    """Feeds in the syndication formats."""

    name = "syndication"
    redirects = True

    def feed(self, address: str) -> Ask:
        """The feed itself."""
        return Ask(self.job.address(address))

    @classmethod
    def read(cls, response: Response) -> Answer:
        """A feed is JSON or XML, whatever its content type says."""
        body = response.body.lstrip()
        if not body:
            return Answer(Kind.EMPTY_BODY, detail="the answer was empty")
        if body[:1] == b"{":
            return read_json(body, judge_json_feed)
        return read_xml(response.text if isinstance(response, TextResponse) else body.decode("utf-8", "replace"))

    @staticmethod
    def judge(payload: dict[str, Any]) -> Answer | None:
        """The verdict on a JSON Feed."""
        return judge_json_feed(payload)

    @staticmethod
    def entries(payload: dict[str, Any]) -> list[Any]:
        """The feed's items."""
        return list(payload["items"])

    @staticmethod
    def more(payload: dict[str, Any]) -> bool:
        """A feed has one page."""
        return False

    @staticmethod
    def cut(entries: int, dated: bool) -> str:
        """A feed shows its newest entries only; what came before them within the window was not seen."""
        return f"the feed shows its newest {entries} entries only" if dated else ""

    @staticmethod
    def in_order(entry: Any, post: Post) -> bool:
        """Entries without a date tell nothing about the span that was seen."""
        return post.published_at != post.observed_at

    @staticmethod
    def to_post(entry: dict[str, Any], seen: Seen) -> Post:
        """Map an item."""
        return to_post(entry, seen)


def to_post(entry: dict[str, Any], seen: Seen) -> Post:
    """A feed's item in JSON Feed's words as a Post; `seen.query` is the feed's address, which makes its ids its own."""
    text = words(entry, "content_html", through=plain_text) or words(entry, "content_text", "summary")
    title = words(entry, "title", through=plain_text)
    stats = record(entry, "stats") or record(entry, "_extra")
    author = _author(entry)
    return post(
        seen,
        post_id=f"syndication:{_digest(entry, seen)}",
        platform="syndication",
        kind="post",
        author_id=pseudonym("syndication", author, seen.salt) if author else None,
        published_at=instant(entry, seen, "date_published", "date_modified") or seen.observed_at,
        title=title,
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
