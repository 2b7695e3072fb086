"""The web application: addresses of four platforms below /at/<unix second>/, each answering as of that second."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from contract.clock import day_of
from demo import faults as fault
from demo.entry import Entry
from demo.faults import Faults, faults_of
from demo.hot_lists import headlines, hot_questions
from demo.search import Index
from demo.shapes import syndication, weibo, xiaohongshu, zhihu
from demo.world import World

_JSON = "application/json; charset=utf-8"
_BLOCK_PAGE = (
    '<!DOCTYPE html>\n<html><head><meta http-equiv="Content-type" content="text/html; charset=utf-8"/>'
    '<title>Sina Visitor System</title></head><body><span id="message"></span></body></html>'
)


@dataclass
class Network:
    """Everything the answers are made from, and a count of the answers by kind."""

    world: World
    faults: Faults
    indexes: dict[str, Index]
    answers: "Counter[str]" = field(default_factory=Counter)

    @classmethod
    def of(cls, world: World) -> "Network":
        """The network of a world, its posts made and indexed."""
        return cls(world, faults_of(world), {platform: Index(posts) for platform, posts in world.posts.items()})

    async def weibo_container(self, request: Request) -> Response:
        """Search and hot search, told apart by containerid as the real address does."""
        at, params = request.path_params["at"], request.query_params
        container = params.get("containerid", "")
        if container.startswith("106003"):
            day = _day(at)
            titles = headlines(self.world.seed, day, (self.world.end - day).days)
            return self._told((at, "weibo", "hot"), weibo.hot_search(titles, at))
        query = (parse_qs(container.partition("&")[2]).get("q") or [params.get("q", "")])[0]
        page, address = _whole(params.get("page"), 1), (at, "weibo", query)
        posts, total, extra = self._page(address, page, weibo.PAGE_SIZE, weibo.PAGE_LIMIT)
        bad = [weibo.malformed(which, query, at) for which in extra]
        return self._told(address, weibo.search_page(posts, bad, at, page, total), first=page == 1)

    async def weibo_long_text(self, request: Request) -> Response:
        """The whole text of a cut post."""
        post = self.indexes["weibo"].by_id.get(request.query_params.get("id", ""))
        gone = post is None or post.published > request.path_params["at"]
        return self._good("weibo", weibo.EMPTY if gone or post is None else weibo.long_text(post))

    async def xiaohongshu_search(self, request: Request) -> Response:
        """Note search."""
        at, asked = request.path_params["at"], await _body(request)
        query, page = str(asked.get("keyword", "")), _whole(asked.get("page"), 1)
        address = (at, "xiaohongshu", query)
        posts, total, extra = self._page(address, page, xiaohongshu.PAGE_SIZE, xiaohongshu.PAGE_LIMIT)
        bad = [xiaohongshu.malformed_item(which, query, at) for which in extra]
        return self._told(address, xiaohongshu.search_page(posts, bad, at, page, total), first=page == 1)

    async def xiaohongshu_note(self, request: Request) -> Response:
        """One note."""
        at, native = request.path_params["at"], str((await _body(request)).get("source_note_id", ""))
        post = self.indexes["xiaohongshu"].by_id.get(native)
        kind = self.faults.of_note(at, native)
        if kind:
            return self._wrong("xiaohongshu", kind, "")
        if native[8:12] == "bad0":
            return self._good("xiaohongshu", xiaohongshu.malformed_note(native))
        if post is None or post.published > at:
            return self._good("xiaohongshu", xiaohongshu.MISSING)
        return self._good("xiaohongshu", xiaohongshu.note(post, at))

    async def zhihu_search(self, request: Request) -> Response:
        """Search over answers, articles and questions."""
        at, params = request.path_params["at"], request.query_params
        query, offset = params.get("q", ""), _whole(params.get("offset"), 0)
        page, address = offset // zhihu.PAGE_SIZE + 1, (at, "zhihu", query)
        posts, total, extra = self._page(address, page, zhihu.PAGE_SIZE, zhihu.PAGE_LIMIT)
        bad = [zhihu.malformed(which, query, at) for which in extra]
        following = f"?t=general&q={quote(query)}&correction=1&offset={offset + 20}&limit=20&sort=created_time"
        told = zhihu.search_page(posts, bad, at, offset, total, f"{request.url.replace(query='')}{following}")
        return self._told(address, told, first=page == 1)

    async def zhihu_hot_list(self, request: Request) -> Response:
        """The hot list; the version header decides its shape."""
        at = request.path_params["at"]
        shape = zhihu.hot_list if request.headers.get("x-api-version") == "3.0.76" else zhihu.old_hot_list
        return self._told((at, "zhihu", "hot"), shape(hot_questions(self.world.seed, _day(at)), at))

    async def feed(self, request: Request) -> Response:
        """One of the three feeds."""
        at, name = request.path_params["at"], request.path_params["name"]
        if name not in syndication.FEEDS:
            return Response("no such feed", 404)
        entries = self.indexes["syndication"].newest(name, syndication.FEEDS[name][1], at, syndication.FEED_SIZE)
        return self._told((at, "rss", name), *syndication.feed(name, entries, at))

    async def robots(self, request: Request) -> Response:
        """Everything may be crawled."""
        return Response("User-agent: *\nAllow: /\n", media_type="text/plain")

    async def stats(self, request: Request) -> Response:
        """How many answers of each kind were given, as platform/kind."""
        return Response(json.dumps(dict(sorted(self.answers.items()))), media_type=_JSON)

    def _page(self, address: fault.Address, page: int, size: int, limit: int) -> tuple[list[Entry], int, list[int]]:
        at, platform, query = address
        if not 1 <= page <= limit or not query:
            return [], 0, []
        posts, total = self.indexes[platform].page(query, at, (page - 1) * size, size)
        malformed = self.faults.malformed.get(address)
        return posts, total, [] if malformed is None or page > 1 else [malformed]

    def _told(self, address: fault.Address, body: str, media_type: str = _JSON, *, first: bool = True) -> Response:
        kind = self.faults.of(address) if first else fault.DOWN if self.faults.is_down(address) else None
        if kind:
            return self._wrong(address[1], kind, body)
        return self._good(address[1], body, media_type)

    def _good(self, platform: str, body: str, media_type: str = _JSON) -> Response:
        self.answers[f"{platform}/ok"] += 1
        return Response(body, media_type=media_type)

    def _wrong(self, platform: str, kind: str, body: str) -> Response:
        self.answers[f"{platform}/{kind}"] += 1
        if kind == fault.LIMITED:
            return Response("", 429, {"Retry-After": "1"})
        if kind in (fault.ERROR, fault.DOWN):
            return Response("<h1>Server Error</h1>", int(kind), media_type="text/html")
        told = {
            fault.EMPTY: "",
            fault.BLOCK: _BLOCK_PAGE,
            fault.WALL: weibo.LOGIN_WALL,
            fault.CUT: body[: len(body) * 2 // 3],
        }
        return Response(told[kind], media_type="text/html" if kind == fault.BLOCK else _JSON)


def application(network: Network) -> Starlette:
    """The application over a network."""
    at = "/at/{at:int}"
    return Starlette(
        routes=[
            Route(f"{at}/weibo/api/container/getIndex", network.weibo_container),
            Route(f"{at}/xiaohongshu/api/sns/web/v1/feed", network.xiaohongshu_note, methods=["POST"]),
            Route(f"{at}/xiaohongshu/api/sns/web/v1/search/notes", network.xiaohongshu_search, methods=["POST"]),
            Route(f"{at}/zhihu/api/v4/search_v3", network.zhihu_search),
            Route(f"{at}/zhihu/api/v3/feed/topstory/hot-lists/total", network.zhihu_hot_list),
            Route(f"{at}/weibo/statuses/extend", network.weibo_long_text),
            Route(f"{at}/rss/{{name}}", network.feed),
            Route("/robots.txt", network.robots),
            Route("/demo/stats", network.stats),
        ]
    )


def _day(at: int) -> date:
    # The list of half past midnight is still the list of the day that is just over.
    return day_of(datetime.fromtimestamp(at, UTC) - timedelta(hours=1))


async def _body(request: Request) -> dict[str, object]:
    try:
        told = json.loads(await request.body())
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _whole(told: object, otherwise: int) -> int:
    return int(str(told)) if str(told).isdecimal() else otherwise
