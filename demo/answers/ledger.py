"""What the network tells about itself to those who check a crawl: what it answered, what there was to be found."""

import json
import re

from demo.asking import Ask, Told, whole
from demo.network import Network
from demo.plan import QUERIES
from demo.search import ALWAYS
from demo.shapes import syndication
from demo.shapes.wrapping import compact


def feed(network: Network, ask: Ask) -> Told:
    """One of the three feeds."""
    name = ask.names[0]
    if name not in syndication.FEEDS:
        return Told("rss", "feed", name, "no such feed", media="text/plain; charset=utf-8", status=404)
    posts = network.indexes["syndication"].newest(name, syndication.FEEDS[name][1], ask.at, syndication.FEED_SIZE)
    body, media = syndication.feed(name, posts, ask.at)
    return Told("rss", "feed", name, body, media=media)


def servable(network: Network, ask: Ask) -> Told:
    """The ids of all posts that search lists at the instant, for any of the queries told (none: all of the plan's).

    `from` and `to` bound the publication (unix seconds; from included, to excluded). A post counts if search lists it
    itself: an original that is shown only within a repost does not, one that reposts show as deleted but search lists
    does. The page limit does not count: what lies behind it is servable to whoever asks in narrower windows.
    """
    params = ask.params()
    platform, span = (
        params.get("platform", ""),
        (whole(params.get("from"), ALWAYS[0]), whole(params.get("to"), ALWAYS[1])),
    )
    index = network.indexes.get(platform)
    if index is None:
        body = compact({"error": f"platform is one of {', '.join(network.indexes)}, found {platform!r}"})
        return Told("demo", "servable", platform, body, status=400)
    found = {post.native: post.published for query in ask.every("query") or QUERIES
             for post in index.all(query, ask.at, span)}  # fmt: skip
    ids = sorted(found, key=lambda native: (found[native], native))
    return Told("demo", "servable", platform, compact({"platform": platform, "count": len(ids), "ids": ids}))


def stats(network: Network) -> str:
    """How many answers were given, by outcome as platform/outcome and by address as asked/platform/kind."""
    asked = {f"asked/{name}": count for name, count in sorted(network.asked.items())}
    return json.dumps({**dict(sorted(network.answers.items())), **asked})


ADDRESSES = {"demo/servable": servable}
PATTERNS = {re.compile(r"rss/([^/]+)"): feed}
