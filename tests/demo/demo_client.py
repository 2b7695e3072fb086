"""Asks the demo's server what a spider would ask it."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

END = date(2026, 11, 22)
_OPENER = build_opener(ProxyHandler({}))


@dataclass
class Answer:
    status: int
    text: str
    headers: dict[str, str]

    @property
    def told(self) -> Any:
        return json.loads(self.text)


@dataclass
class Client:
    base: str

    def get(self, path: str, body: dict[str, Any] | None = None, headers: dict[str, str] | None = None) -> Answer:
        data = None if body is None else json.dumps(body).encode()
        try:
            with _OPENER.open(Request(self.base + path, data=data, headers=headers or {}), timeout=10) as reply:
                return Answer(reply.status, reply.read().decode(), dict(reply.headers))
        except HTTPError as reply:
            with reply:
                return Answer(reply.code, reply.read().decode(), dict(reply.headers))

    def weibo(self, at: int, query: str, page: int = 1, scope: str = "") -> Answer:
        window = f"&timescope={scope}" if scope else ""
        container = quote(f"100103type=61&q={query}&t=0{window}", safe="")
        return self.get(
            f"/at/{at}/weibo/api/container/getIndex?containerid={container}&page_type=searchall&page={page}"
        )

    def notes(self, at: int, query: str, page: int = 1) -> Answer:
        asked = {"keyword": query, "page": page, "page_size": 20, "search_id": "", "sort": "time_descending"}
        return self.get(f"/at/{at}/xiaohongshu/api/sns/web/v1/search/notes", asked | {"note_type": 0})

    def note(self, at: int, native: str) -> Answer:
        return self.get(f"/at/{at}/xiaohongshu/api/sns/web/v1/feed", {"source_note_id": native, "xsec_token": "AB="})

    def zhihu(self, at: int, query: str, offset: int = 0) -> Answer:
        rest = f"correction=1&offset={offset}&limit=20&sort=created_time"
        return self.get(f"/at/{at}/zhihu/api/v4/search_v3?t=general&q={quote(query)}&{rest}")

    def timeline(self, at: int, account: str, page: int = 1) -> Answer:
        rest = f"type=uid&value={account}&containerid=107603{account}&page={page}"
        return self.get(f"/at/{at}/weibo/api/container/getIndex?{rest}")

    def status(self, at: int, mid: str) -> Answer:
        return self.get(f"/at/{at}/weibo/statuses/show?id={mid}")

    def hotflow(self, at: int, mid: str, max_id: int = 0) -> Answer:
        cursor = f"&max_id={max_id}" if max_id else ""
        return self.get(f"/at/{at}/weibo/comments/hotflow?id={mid}&mid={mid}&max_id_type=0{cursor}")

    def note_comments(self, at: int, note: str, cursor: str = "") -> Answer:
        rest = f"note_id={note}&cursor={cursor}&top_comment_id=&image_formats=jpg,webp,avif&xsec_token=AB%3D"
        return self.get(f"/at/{at}/xiaohongshu/api/sns/web/v2/comment/page?{rest}")

    def answers(self, at: int, question: str, offset: int = 0, order: str = "updated", limit: int = 20) -> Answer:
        rest = f"limit={limit}&offset={offset}&sort_by={order}"
        return self.get(f"/at/{at}/zhihu/api/v4/questions/{question}/answers?{rest}")

    def answer(self, at: int, native: str) -> Answer:
        return self.get(f"/at/{at}/zhihu/api/v4/answers/{native}")

    def root_comments(self, at: int, native: str, offset: str = "", order: str = "ts", kind: str = "answers") -> Answer:
        rest = f"order_by={order}&limit=20&offset={offset}"
        return self.get(f"/at/{at}/zhihu/api/v4/comment_v5/{kind}/{native}/root_comment?{rest}")

    def servable(self, at: int, platform: str, first: int, end: int, *queries: str) -> Answer:
        asked = "".join(f"&query={quote(query)}" for query in queries)
        return self.get(f"/at/{at}/demo/servable?platform={platform}&from={first}&to={end}{asked}")


def mblogs(told: dict[str, Any]) -> list[dict[str, Any]]:
    cards = told["data"]["cards"]
    return [card["mblog"] for top in cards for card in top.get("card_group", [top])]


def seconds(mid: str) -> int:
    return (int(mid) >> 22) + 515_483_463
