"""Weibo: search by keyword and span, accounts, comments, single posts, long texts, and the hot search list.

Asks as m.weibo.cn is asked; reads what weibo.com/ajax answers as well, for gateways that speak it.
"""

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from scrapy.http import Response, TextResponse

from contract.clock import SHANGHAI
from contract.post import Post
from crawlers.answers import Answer, Kind, read_json
from crawlers.feed_spider import FeedSpider
from crawlers.listing import Ask, Page, Span
from crawlers.mappings.weibo import ID_NAMES, is_cut, original_of, status, status_of
from crawlers.mappings.weibo_comments import answers_of, comment, is_comment
from crawlers.mappings.weibo_hot_search import is_line, line, read_summary
from crawlers.reading import Seen, plain, record, words

_HOT = "106003type=25&t=3&disable_hot=1&filter_type=realtimehot"
_GONE = frozenset(("20101", "20112"))  # deleted, or not to be seen by everybody
_OFTEN = frozenset(("100005", "10023", "10024"))


class WeiboSpider(FeedSpider):
    """Weibo."""

    name = "weibo"
    list_name = "hot_search"
    finest = timedelta(hours=1)

    def search(self, query: str, page: Page, scope: Span | None) -> Ask:
        """Search by time; within a span, whose hours are Shanghai's."""
        within = f"&timescope=custom:{_hour(scope.start)}:{_hour(scope.end, up=True)}" if scope else ""
        inner = re.sub("[%&+]", lambda m: quote(m[0]), query)  # these would end the query within the container's id
        container = quote(f"100103type=61&q={inner}&t=0{within}", safe="")
        return Ask(f"{self.base}/api/container/getIndex?containerid={container}&page_type=searchall&page={page.number}")

    def hot_list(self) -> Ask:
        """The hot search list."""
        return Ask(f"{self.base}/api/container/getIndex?containerid={_HOT}")

    def timeline(self, account: str, page: Page) -> Ask:
        """An account's statuses, newest first but for a pinned one."""
        told = f"type=uid&value={account}&containerid=107603{account}&page={page.number}"
        return Ask(f"{self.base}/api/container/getIndex?{told}")

    def comments(self, native: str, token: str, page: Page) -> Ask:
        """Comments, most liked first. The cursor is max_id and, behind a point, max_id_type."""
        max_id, _, type_ = page.cursor.partition(".")
        after = f"&max_id={max_id}" if max_id else ""
        return Ask(f"{self.base}/comments/hotflow?id={native}&mid={native}&max_id_type={type_ or 0}{after}")

    def revisit(self, native: str, token: str) -> Ask:
        """One status, whole."""
        return Ask(f"{self.base}/statuses/show?id={native}")

    def detail(self, entry: dict[str, Any], post: Post) -> Ask | None:
        """The full text, where the list cuts it."""
        native = post.post_id.partition(":")[2]
        cut = post.kind in ("post", "repost") and is_cut(entry)
        return Ask(f"{self.base}/statuses/extend?id={native}") if cut else None

    def with_detail(self, entry: dict[str, Any], payload: dict[str, Any]) -> dict[str, Any]:
        """The status with its full text."""
        text = words(record(payload, "data"), "longTextContent")
        return {**status_of(entry), "text": text, "text_raw": None, "isLongText": False}

    @classmethod
    def read(cls, response: Response) -> Answer:
        """JSON, or the hot search list's page."""
        if isinstance(response, TextResponse) and response.body.lstrip()[:1] == b"<" and b"/weibo?q=" in response.body:
            lines = read_summary(response.text)
            return Answer(Kind.PAGE, {"ok": 1, "data": {"realtime": lines}}) if lines else Answer(Kind.NO_RESULTS)
        return read_json(response.body, cls.judge)

    @staticmethod
    def judge(payload: dict[str, Any]) -> Answer | None:
        """`ok` tells: 1 a page, 0 nothing (or a refusal in words), -100 a login wall."""
        ok, message = payload.get("ok"), plain(payload.get("msg")) or plain(payload.get("message"))
        code = plain(payload.get("errno")) or plain(payload.get("error_code"))
        if ok == -100:
            return Answer(Kind.LOGIN_WALL, detail="a login is asked for (ok: -100)")
        if "频" in message or code in _OFTEN:
            return Answer(Kind.RATE_LIMITED, detail=f"asked too often: {message[:40]!r}")
        if code in _GONE or payload == {"ok": 0}:  # the latter is what a status without comments answers
            return Answer(Kind.NO_RESULTS)
        listed = _listed(payload)
        if listed == [] and ok in (0, 1):
            return Answer(Kind.NO_RESULTS)
        if listed is not None and ok in (1, None):
            return None
        return Answer(
            Kind.CHANGED_SHAPE,
            detail=f"neither a list, a status nor a long text: ok {plain(ok)[:20]!r}, msg {message[:40]!r}",
        )

    @staticmethod
    def entries(payload: dict[str, Any]) -> list[Any]:
        """Statuses, comments and hot search lines; headings, users and links between them are no entries."""
        flat: list[Any] = []
        for entry in _listed(payload) or []:
            group = entry.get("card_group") if isinstance(entry, dict) else None
            flat.extend(group if isinstance(group, list) else [entry])
        return [e for e in flat if not isinstance(e, dict) or "card_type" not in e or "mblog" in e or _is_entry(e)]

    @staticmethod
    def more(payload: dict[str, Any]) -> bool:
        """The next page's number, or an account's next status, stands in cardlistInfo; the last comment's in max_id."""
        told = _data(payload).get("cardlistInfo")
        if isinstance(told, dict):
            return bool(told.get("page") or told.get("since_id"))
        return plain(_data(payload).get("since_id")) not in ("", "0") or _after(payload) != ""

    @staticmethod
    def cursor(payload: dict[str, Any]) -> str:
        """Where the next page of comments begins."""
        return _after(payload)

    @staticmethod
    def total(payload: dict[str, Any]) -> int | None:
        """Results or comments there are."""
        told = _data(payload).get("cardlistInfo")
        total = told.get("total") if isinstance(told, dict) else _data(payload).get("total_number")
        return total if isinstance(total, int) and not isinstance(total, bool) and total >= 0 else None

    @staticmethod
    def parts(entry: Any) -> list[Any]:
        """The status and, if it reposts one that is still there, the original; the comment and answers to it."""
        if not isinstance(entry, dict):
            return [entry]
        return [entry, *original_of(entry), *answers_of(entry)]

    @staticmethod
    def in_order(entry: Any, post: Post) -> bool:
        """Advertising and pinned statuses stand out of order, comments are ordered by likes."""
        return post.kind != "comment" and not post.is_ad and not _is_pinned(status_of(entry))

    @staticmethod
    def to_post(entry: dict[str, Any], seen: Seen) -> Post:
        """Map a status, a comment or a hot search line."""
        if is_comment(entry):
            return comment(entry, seen)
        return line(entry, seen) if is_line(entry) else status(entry, seen)


def _hour(instant: datetime, up: bool = False) -> str:
    """An hour as the search wants it: 2026-11-18-9. A part of an hour counts as all of it."""
    local = instant.astimezone(SHANGHAI)
    if up and (local.minute or local.second or local.microsecond):
        local += timedelta(hours=1)
    return f"{local:%Y-%m-%d}-{local.hour}"


def _data(payload: dict[str, Any]) -> dict[str, Any]:
    """What tells of the page: `data`, or, where that is the list itself, the whole answer."""
    data = payload.get("data")
    return data if isinstance(data, dict) else payload


def _listed(payload: dict[str, Any]) -> list[Any] | None:
    """The list an answer holds; a single status is a list of itself, a long text an empty one made of itself."""
    data = payload.get("data", payload)
    if isinstance(data, list):
        return data
    if not isinstance(data, dict):
        return None
    for name in ("cards", "realtime", "data", "list"):
        if isinstance(data.get(name), list):
            return list(data[name])
    single = "created_at" in data and any(name in data for name in ID_NAMES)
    return [data] if single or "longTextContent" in data else None


def _is_entry(card: dict[str, Any]) -> bool:
    """Cards of type 9 hold statuses, those of type 4 with a text are lines of the hot search list."""
    return card.get("card_type") == 9 or (card.get("card_type") == 4 and "desc" in card)


def _is_pinned(told: dict[str, Any]) -> bool:
    title = told.get("title")
    return bool(told.get("isTop")) or (isinstance(title, dict) and title.get("text") == "置顶")


def _after(payload: dict[str, Any]) -> str:
    told = _data(payload)
    max_id, type_ = plain(told.get("max_id")), plain(told.get("max_id_type"))
    if max_id in ("", "0"):
        return ""
    return f"{max_id}.{type_}" if type_ not in ("", "0") else max_id
