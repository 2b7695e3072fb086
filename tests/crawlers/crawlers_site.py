"""A small site on loopback whose answers a test scripts, and jobs that crawl it."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from crawlers.job import CrawlJob

AS_OF = datetime(2026, 11, 18, 16, 30, tzinfo=UTC)
EMPTY = {"ok": 0, "msg": "这里还没有内容", "data": {"cards": []}}
BLOCK = (200, {"Content-Type": "text/html"}, "<html><title>Sina Visitor System</title></html>")


@dataclass
class Asked:
    """One request as the site saw it."""

    path: str
    query: str = ""
    page: int = 1
    headers: dict = field(default_factory=dict)
    body: dict = field(default_factory=dict)
    times: int = 1  # how often this address has been asked, this time included


class Site(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, answer: Callable[[Asked], object]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer, self.asked, self.times, self.robots = answer, [], Counter(), ""
        self.lock = threading.Lock()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/weibo"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Site

    def do_POST(self) -> None:
        self.do_GET(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def do_GET(self, body: dict | None = None) -> None:
        parts = urlsplit(self.path)
        told = parse_qs(parts.query)
        container = parse_qs(told.get("containerid", [""])[0])
        asked = Asked(
            parts.path, unquote(container.get("q", [""])[0]), int(told.get("page", ["1"])[0]), dict(self.headers)
        )
        if parts.path == "/robots.txt":
            return self.send((200, {}, self.server.robots))
        with self.server.lock:
            asked.body = body or {}
            self.server.times[self.path + str(body)] += 1
            asked.times = self.server.times[self.path + str(body)]
            self.server.asked.append(asked)
        return self.send(self.server.answer(asked))

    def send(self, answer: object) -> None:
        status, headers, body = answer if isinstance(answer, tuple) else (200, {}, json.dumps(answer))
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def site(answer: Callable[[Asked], object]) -> Iterator[Site]:
    server = Site(answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def job(base: str, **changed: object) -> CrawlJob:
    told = {
        "platform": "weibo",
        "run": "weibo-20261118T163000Z",
        "as_of": AS_OF,
        "window_from": AS_OF - timedelta(days=1),
        "base_url": base,
        "queries": ("快充",),
        "salt": "a salt",
        "frozen_clock": True,
        "delay": 0.0,
        "concurrency": 4,
        "backoff": 0.01,
        "timeout": 10.0,
        "retries": 3,
        "patience": 0.0,
    }
    return CrawlJob(**{**told, **changed})


def status(number: int, hours_ago: float, text: str = "", **changed: object) -> dict:
    """A made-up status; the number makes its id."""
    told = AS_OF + timedelta(hours=8) - timedelta(hours=hours_ago)
    return {
        "id": f"52{number:014d}",
        "mid": f"52{number:014d}",
        "created_at": told.strftime("%a %b %d %H:%M:%S +0800 %Y"),
        "text": text or f"第{number}条",
        "attitudes_count": number,
        "user": {"id": 1_000_000_000 + number % 7, "screen_name": "编的用户", "verified": False},
        **changed,
    }


def page(statuses: list[dict], more: bool = True) -> dict:
    cards = [{"card_type": 9, "mblog": s} for s in statuses]
    return {"ok": 1, "data": {"cardlistInfo": {"page": 2 if more else None}, "cards": cards}}


def pages(asked: Asked, per_page: int = 5, hours: float = 2.0) -> dict:
    """An endless search, newest first: `hours` between the posts of a query."""
    first = (asked.page - 1) * per_page
    salt = sum(map(ord, asked.query)) * 1000
    return page([status(salt + i, 1 + i * hours, f"{asked.query} {i}") for i in range(first, first + per_page)])
