"""The web application: addresses of four platforms below /at/<unix second>/, each answering as of that second."""

import re
from collections.abc import Callable

from demo import faults as fault
from demo import trouble
from demo.answers import ledger, weibo, xiaohongshu, zhihu
from demo.asking import HTML, JSON, PLAIN, Ask, Message, Receive, Reply, Send, Told, body_of, tell
from demo.network import Network
from demo.shapes.weibo import LOGIN_WALL

Answer = Callable[[Network, Ask], Told]
_READ: dict[str, Answer] = {**weibo.ADDRESSES, **xiaohongshu.ADDRESSES, **zhihu.ADDRESSES, **ledger.ADDRESSES}
_POSTED: dict[str, Answer] = {**xiaohongshu.POSTED}
_PATTERNS: dict[re.Pattern[str], Answer] = {**zhihu.PATTERNS, **ledger.PATTERNS}
_AT = re.compile(r"/at/(\d{1,10})/(.+)", re.ASCII)
_BLOCK_PAGE = (
    '<!DOCTYPE html>\n<html><head><meta http-equiv="Content-type" content="text/html; charset=utf-8"/>'
    '<title>Sina Visitor System</title></head><body><span id="message"></span></body></html>'
)
_NOT_FOUND = Reply(404, b"Not Found", PLAIN)
_NOT_ALLOWED = Reply(405, b"Method Not Allowed", PLAIN)


class Application:
    """The ASGI application over a network."""

    def __init__(self, network: Network) -> None:
        self.network = network

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """One request (the server has neither websockets nor a lifespan)."""
        body = await body_of(receive) if scope["method"] == "POST" else b""
        await tell(self.reply(scope, body), send)

    def reply(self, scope: Message, body: bytes) -> Reply:
        """The reply to a request that has come in whole."""
        path = scope["path"]
        placed = _AT.fullmatch(path)
        if placed is None:
            return self._plain(path)
        answer, names, method = _found(placed[2])
        if answer is None:
            return _NOT_FOUND
        if scope["method"] != method:
            return _NOT_ALLOWED
        query = scope["query_string"].decode("latin-1")
        ask = Ask(int(placed[1]), placed[2], query, scope["headers"], body, names)
        return self._outcome(ask.at, answer(self.network, ask))

    def _plain(self, path: str) -> Reply:
        if path == "/robots.txt":
            return Reply(200, self.network.robots.encode(), PLAIN)
        return Reply(200, ledger.stats(self.network).encode()) if path == "/demo/stats" else _NOT_FOUND

    def _outcome(self, at: int, told: Told) -> Reply:
        network = self.network
        if told.platform == "demo":
            return Reply(told.status, told.body.encode(), told.media)
        network.asked[f"{told.platform}/{told.kind}"] += 1
        struck = network.striking.strike(at, told) if network.striking else network.faults.strike(at, told)
        network.answers[f"{told.platform}/{struck or 'ok'}"] += 1
        if struck is None:
            return Reply(told.status, told.body.encode(), told.media)
        return self._wrong(struck, told)

    def _wrong(self, kind: str, told: Told) -> Reply:
        given = self.network.striking.trouble if self.network.striking else trouble.Trouble()
        if kind == trouble.LIMITED:
            wait = [] if given.retry_after is None else [(b"retry-after", str(given.retry_after).encode())]
            return Reply(429, b"", JSON, wait)
        if kind in (fault.ERROR, fault.DOWN):
            return Reply(int(kind), b"<h1>Server Error</h1>", HTML)
        if kind in (trouble.RESET, trouble.SLOW):
            late = given.slow_seconds if kind == trouble.SLOW else 0.0
            return Reply(told.status, told.body.encode(), told.media, dropped=kind == trouble.RESET, wait=late)
        if kind in (trouble.BLOCK, trouble.BANNED):
            return Reply(given.ban_status if kind == trouble.BANNED else 200, _BLOCK_PAGE.encode(), HTML)
        cut = {fault.EMPTY: "", fault.WALL: LOGIN_WALL, fault.CUT: told.body[: len(told.body) * 2 // 3]}
        return Reply(200, cut[kind].encode(), JSON)


def _found(path: str) -> tuple[Answer | None, tuple[str, ...], str]:
    """Who answers a path, what stands in its open places, and with which method it is asked."""
    if path in _READ:
        return _READ[path], (), "GET"
    if path in _POSTED:
        return _POSTED[path], (), "POST"
    for pattern, answer in _PATTERNS.items():
        if match := pattern.fullmatch(path):
            return answer, match.groups(), "GET"
    return None, (), "GET"
