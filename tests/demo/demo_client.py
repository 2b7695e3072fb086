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

    def weibo(self, at: int, query: str, page: int = 1) -> Answer:
        container = quote(f"100103type=61&q={query}&t=0", safe="")
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
