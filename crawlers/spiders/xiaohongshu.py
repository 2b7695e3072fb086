"""Xiaohongshu: search by keyword, the note behind each result, accounts, comments, and the explore page.

Search results and lists hold a title only, so the note itself is asked for. The explore page is the platform's nearest
thing to a hot list: it is HTML that carries its notes in a state for its own script.
"""

from typing import Any
from urllib.parse import quote

from scrapy.http import Response, TextResponse

from contract.post import Post
from crawlers.answers import Answer, Kind, read_json
from crawlers.embedded import state_after
from crawlers.feed_spider import FeedSpider
from crawlers.listing import Ask, Page, Span
from crawlers.mappings.xiaohongshu import answers_of, comment, is_comment, note
from crawlers.reading import Rejected, Seen, first, plain, record, records

_LOGIN = frozenset((-100, -101, -104))
_BLOCKED = frozenset((300011, 300012, 300015))
_OFTEN = 300013
_GONE = frozenset((-510000, -510001, 300031))  # the note was deleted or hidden since it was listed
_LISTS = ("items", "notes", "comments")
_PICTURES = "image_formats=jpg,webp,avif"


class XiaohongshuSpider(FeedSpider):
    """Xiaohongshu."""

    name = "xiaohongshu"
    list_name = "explore"
    platform_pages = 11  # search ends after about 220 notes

    def search(self, query: str, page: Page, scope: Span | None) -> Ask:
        """Search by time."""
        body = {
            "keyword": query,
            "page": page.number,
            "page_size": 20,
            "search_id": "",
            "sort": "time_descending",
            "note_type": 0,
        }
        return Ask(f"{self.base}/api/sns/web/v1/search/notes", body)

    def hot_list(self) -> Ask:
        """The explore page."""
        return Ask(f"{self.base}/explore")

    def timeline(self, account: str, page: Page) -> Ask:
        """An account's notes, newest first but for pinned ones."""
        told = f"num=30&cursor={quote(page.cursor, safe='')}&user_id={account}&{_PICTURES}"
        return Ask(f"{self.base}/api/sns/web/v1/user_posted?{told}")

    def comments(self, native: str, token: str, page: Page) -> Ask:
        """Comments in the platform's own order."""
        told = f"note_id={native}&cursor={quote(page.cursor, safe='')}&top_comment_id=&{_PICTURES}"
        return Ask(f"{self.base}/api/sns/web/v2/comment/page?{told}&xsec_token={quote(token, safe='')}")

    def revisit(self, native: str, token: str) -> Ask:
        """The note itself."""
        return Ask(f"{self.base}/api/sns/web/v1/feed", {"source_note_id": native, "xsec_token": token})

    def detail(self, entry: dict[str, Any], post: Post) -> Ask | None:
        """The note itself, where the entry is but its card; comments are whole."""
        whole = post.kind == "comment" or "desc" in _card(entry)
        return None if whole else self.revisit(post.post_id.partition(":")[2], self.token(entry))

    def with_detail(self, entry: dict[str, Any], payload: dict[str, Any]) -> dict[str, Any]:
        """The result with the note's own card laid over its."""
        items = records(record(payload, "data"), "items")
        if not items:
            raise Rejected("the answer holds no note")
        whole = {"desc": "", **_card(entry), **record(items[0], "note_card")}
        return {"id": first(entry, "id", "note_id"), "xsec_token": self.token(entry), "note_card": whole}

    @classmethod
    def read(cls, response: Response) -> Answer:
        """JSON, or a page with its state."""
        if isinstance(response, TextResponse) and response.body.lstrip()[:1] == b"<":
            state = state_after(response.text, "window.__INITIAL_STATE__")
            if state is not None and isinstance(state.get("feed"), dict):
                return cls.judge(state) or Answer(Kind.PAGE, state)
        return read_json(response.body, cls.judge)

    @staticmethod
    def judge(payload: dict[str, Any]) -> Answer | None:
        """`success` and `code` tell; a page's state tells by what it holds."""
        listed, code = _listed(payload), payload.get("code")
        if isinstance(payload.get("feed"), dict) or payload.get("success") is True:
            if listed is None:
                return Answer(Kind.CHANGED_SHAPE, detail="neither items, notes nor comments is a list")
            return None if listed else Answer(Kind.NO_RESULTS)
        known = code if isinstance(code, int) else None
        told = f"code {plain(code)[:20]}, {plain(payload.get('msg'))[:40]!r}"
        if known in _GONE:
            return Answer(Kind.NO_RESULTS)
        if known in _LOGIN:
            return Answer(Kind.LOGIN_WALL, detail=f"a login is asked for: {told}")
        if known == _OFTEN:
            return Answer(Kind.RATE_LIMITED, detail=f"asked too often: {told}")
        if known in _BLOCKED:
            return Answer(Kind.BLOCKED, detail=f"refused: {told}")
        return Answer(Kind.CHANGED_SHAPE, detail=f"no data: {told}")

    @staticmethod
    def entries(payload: dict[str, Any]) -> list[Any]:
        """Notes and comments; suggested searches between them are no entries."""
        kinds = ("note", None)
        listed = _listed(payload) or []
        return [i for i in listed if not isinstance(i, dict) or first(i, "model_type", "modelType") in kinds]

    @staticmethod
    def more(payload: dict[str, Any]) -> bool:
        """`has_more` tells."""
        return _data(payload).get("has_more") is True

    @staticmethod
    def cursor(payload: dict[str, Any]) -> str:
        """Where the next page begins."""
        return plain(_data(payload).get("cursor"))

    @staticmethod
    def parts(entry: Any) -> list[Any]:
        """The comment and the answers to it that the page tells."""
        return [entry, *answers_of(entry)] if isinstance(entry, dict) else [entry]

    @staticmethod
    def in_order(entry: Any, post: Post) -> bool:
        """Pinned notes stand out of order, comments and the explore page have another one."""
        pinned = record(_card(entry), "interact_info").get("sticky") is True
        return post.kind != "comment" and "noteCard" not in entry and not pinned

    @staticmethod
    def token(entry: Any) -> str:
        """The xsec_token, without which a note does not open."""
        return plain(first(entry, "xsec_token", "xsecToken"))

    @staticmethod
    def to_post(entry: dict[str, Any], seen: Seen) -> Post:
        """Map a note or a comment."""
        return comment(entry, seen) if is_comment(entry) else note(entry, seen)


def _card(entry: dict[str, Any]) -> dict[str, Any]:
    return record(entry, "note_card", "noteCard") or entry


def _data(payload: dict[str, Any]) -> dict[str, Any]:
    data = payload.get("data")
    return data if isinstance(data, dict) else {}


def _listed(payload: dict[str, Any]) -> list[Any] | None:
    """The list an answer or a state holds; None if it holds none. The end of a search is told without one."""
    feed = payload.get("feed")
    if isinstance(feed, dict):
        return feed["feeds"] if isinstance(feed.get("feeds"), list) else None
    data = _data(payload)
    told = [data[name] for name in _LISTS if data.get(name) is not None]
    if not told:
        return [] if "has_more" in data else None
    return told[0] if isinstance(told[0], list) else None
