"""Reading a saved page as a crawl would, for the test that walks them all and for the template that saves the first.

Beside `tests/saved/<platform>/<page>.json|html|xml` lies `<page>.expected.json`: `seen` (observed_at, query and, if
told, keep_names and parent), and what reading gives: posts (told columns only), the reasons of rejections and, where
a test cares, answer, more, cursor, total, out_of_order.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from scrapy.http import TextResponse

from contract.post import Post
from crawlers.answers import Kind
from crawlers.feed_spider import FeedSpider
from crawlers.landing import to_line
from crawlers.platforms import spider_class
from crawlers.reading import Rejected, Seen

SALT = "saved"
_ADDRESS = "https://example.invalid/feed"


def read_saved(page: Path, told: dict[str, Any]) -> dict[str, Any]:
    """What reading the page gives, with the keys of an expected file."""
    spider = spider_class(page.parent.name)
    seen = Seen(
        datetime.fromisoformat(told["observed_at"]),
        told["query"],
        SALT,
        told.get("keep_names", False),
        told.get("parent"),
    )
    answer = spider.read(TextResponse(_ADDRESS, body=page.read_bytes()))
    if answer.kind is not Kind.PAGE:
        return {"answer": str(answer.kind), "posts": [], "rejected": []}
    return {"answer": "ok", **_posts(spider, answer.payload, seen), **_paging(spider, answer.payload)}


def _posts(spider: type[FeedSpider], payload: dict[str, Any], seen: Seen) -> dict[str, Any]:
    posts: list[dict[str, Any]] = []
    rejected: list[str] = []
    out_of_order: list[str] = []
    for entry in spider.entries(payload):
        for part in spider.parts(entry):
            try:
                post = _mapped(spider, part, seen)
            except Rejected as why:
                rejected.append(str(why))
                continue
            posts.append({name: value for name, value in json.loads(to_line(post)).items() if value is not None})
            if part is entry and not spider.in_order(entry, post):
                out_of_order.append(post.post_id)
    return {"posts": posts, "rejected": rejected, "out_of_order": out_of_order}


def _mapped(spider: type[FeedSpider], part: Any, seen: Seen) -> Post:
    if not isinstance(part, dict):
        raise Rejected(f"an entry is not an object: {type(part).__name__}")
    return spider.to_post(part, seen)


def _paging(spider: type[FeedSpider], payload: dict[str, Any]) -> dict[str, Any]:
    """What the page says of others; `cursor` and `total` are not every platform's."""
    told = {"more": spider.more(payload)}
    for name in ("cursor", "total"):
        if reads := getattr(spider, name, None):
            told[name] = reads(payload)
    return told


def expected_of(page: Path, told: dict[str, Any]) -> str:
    """The text of the expected file of a page as it is read now."""
    found = read_saved(page, told)
    kept = {
        name: value for name, value in found.items() if name in ("posts", "rejected") or value not in ("ok", [], None)
    }
    return json.dumps({"seen": told, **kept}, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(expected_of(Path(sys.argv[1]), json.loads(sys.argv[2])))
