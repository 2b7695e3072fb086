"""Three feeds of blogs and outlets: RSS 2.0, Atom and JSON Feed 1.1, the last 30 entries each."""

from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from contract.clock import SHANGHAI
from demo.entry import Entry
from demo.shapes.wrapping import compact, paragraphs

FEED_SIZE = 30
FEEDS = {
    "shuma.xml": ("数码与手机", ("phone", "phone_battery", "fast_charging", "xingye_phone")),
    "shenghuo.xml": ("生活方式", ("coffee", "outfit", "snacks", "minimalism")),
    "meizhuang.json": ("美妆与护肤", ("skincare", "sunscreen", "bare_face")),
}
_SITE = "https://feeds.demo.invalid"


def feed(name: str, posts: list[Entry], at: int) -> tuple[str, str]:
    """The feed's body and media type, newest entry first."""
    if name == "shuma.xml":
        return _rss(name, posts, at), "application/rss+xml; charset=utf-8"
    if name == "shenghuo.xml":
        return _atom(name, posts, at), "application/atom+xml; charset=utf-8"
    return _json_feed(name, posts), "application/feed+json; charset=utf-8"


def _rss(name: str, posts: list[Entry], at: int) -> str:
    entries = "".join(
        f"<item><title>{escape(post.title)}</title><description><![CDATA[{paragraphs(post.text)}]]></description>"
        f'<link>{_link(post)}</link><guid isPermaLink="false">{post.native}</guid>'
        f"<pubDate>{format_datetime(_moment(post.published), usegmt=True)}</pubDate>"
        f"<author>{escape(post.author.name)}</author></item>"
        for post in posts
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{FEEDS[name][0]}</title>'
        f"<link>{_SITE}/{name}</link><description>{FEEDS[name][0]}</description><language>zh-cn</language>"
        f"<lastBuildDate>{format_datetime(_moment(at), usegmt=True)}</lastBuildDate>"
        f"<ttl>60</ttl>{entries}</channel></rss>"
    )


def _atom(name: str, posts: list[Entry], at: int) -> str:
    entries = "".join(
        f'<entry><title>{escape(post.title)}</title><id>{post.native}</id><link href="{_link(post)}"/>'
        f"<published>{_moment(post.published).astimezone(SHANGHAI).isoformat()}</published>"
        f"<updated>{_moment(post.published).isoformat()}</updated><author><name>{escape(post.author.name)}</name></author>"
        f'<content type="html">{escape(paragraphs(post.text))}</content></entry>'
        for post in posts
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>{FEEDS[name][0]}</title>'
        f"<id>{_SITE}/{name}</id><updated>{_moment(at).isoformat()}</updated>{entries}</feed>"
    )


def _json_feed(name: str, posts: list[Entry]) -> str:
    entries = [
        {
            "id": post.native, "url": _link(post), "title": post.title, "content_html": paragraphs(post.text),
            "date_published": _moment(post.published).isoformat(), "authors": [{"name": post.author.name}],
            "tags": list(post.hashtags),
        }
        for post in posts
    ]  # fmt: skip
    top = {"version": "https://jsonfeed.org/version/1.1", "title": FEEDS[name][0], "home_page_url": f"{_SITE}/{name}"}
    return compact({**top, "items": entries})


def _link(post: Entry) -> str:
    return f"{_SITE}/{post.native.removeprefix('entry ')}.html"


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
