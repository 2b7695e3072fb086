"""Bilibili: search by keyword and span, comments, single videos, and the list of popular ones.

Search wants a signed address (wbi) and a cookie, and answers -412, -352 or a voucher to those who have none. This
spider does not sign; for searches its address is that of a gateway that does. The other addresses are open.
"""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

from contract.post import Post
from crawlers.answers import Answer, Kind
from crawlers.feed_spider import FeedSpider
from crawlers.listing import Ask, Page, Span
from crawlers.mappings.bilibili import answers_of, comment, is_comment, is_line, line, video
from crawlers.mappings.bilibili_ids import aid_of
from crawlers.reading import Seen, plain

_PAGE = 20
_MOST = 1000  # results after which the search stops counting
_VERDICTS = {
    -101: (Kind.LOGIN_WALL, "a login is asked for"),
    -352: (Kind.BLOCKED, "refused by risk control"),
    -412: (Kind.BLOCKED, "refused by risk control"),
    -509: (Kind.RATE_LIMITED, "asked too often"),
    -799: (Kind.RATE_LIMITED, "asked too often"),
}
# not there, comments closed by the platform or the author, not to be seen, under review, only its author may see it
_GONE = frozenset((-404, 12002, 12061, 62002, 62004, 62012))


class BilibiliSpider(FeedSpider):
    """Bilibili."""

    name = "bilibili"
    list_name = "popular"
    platform_pages = 50
    finest = timedelta(hours=1)  # the interface takes seconds; shorter spans would ask more often than they find

    def search(self, query: str, page: Page, scope: Span | None) -> Ask:
        """Search by time; within a span, whose seconds are both included."""
        told = f"search_type=video&keyword={quote(query, safe='')}&order=pubdate&page={page.number}&page_size={_PAGE}"
        if scope:
            begin, end = int(scope.start.timestamp()), int(scope.end.timestamp()) - 1
            told += f"&pubtime_begin_s={begin}&pubtime_end_s={end}"
        return Ask(f"{self.base}/x/web-interface/wbi/search/type?{told}")

    def hot_list(self) -> Ask:
        """The popular videos."""
        return Ask(f"{self.base}/x/web-interface/popular?ps=50&pn=1")

    def comments(self, native: str, token: str, page: Page) -> Ask:
        """Comments, newest first."""
        return Ask(f"{self.base}/x/v2/reply?type=1&oid={_number_of(native)}&sort=0&nohot=1&ps={_PAGE}&pn={page.number}")

    def revisit(self, native: str, token: str) -> Ask:
        """One video."""
        return Ask(f"{self.base}/x/web-interface/view?{'aid' if native.isdigit() else 'bvid'}={native}")

    @staticmethod
    def judge(payload: dict[str, Any]) -> Answer | None:
        """`code` tells; a voucher instead of a page asks for a verification."""
        code, told = payload.get("code"), f"{plain(payload.get('message'))[:40]!r}"
        if isinstance(code, bool) or not isinstance(code, int):
            return Answer(Kind.CHANGED_SHAPE, detail="code is not a number")
        if code in _GONE:
            return Answer(Kind.NO_RESULTS)
        if code:
            kind, why = _VERDICTS.get(code, (Kind.BLOCKED, "refused"))
            return Answer(kind, detail=f"{why}: code {plain(code)[:20]}, {told}")
        if "v_voucher" in _data(payload):
            return Answer(Kind.CAPTCHA, detail="a verification is asked for (v_voucher)")
        listed = _listed(payload)
        if listed is None:
            return Answer(Kind.CHANGED_SHAPE, detail="neither a list of videos, comments or words nor a video")
        return None if listed else Answer(Kind.NO_RESULTS)

    @staticmethod
    def entries(payload: dict[str, Any]) -> list[Any]:
        """Videos, comments and words; users, courses and broadcasts between search results are no entries."""
        kinds = ("video", None)
        return [e for e in _listed(payload) or [] if not isinstance(e, dict) or is_comment(e) or e.get("type") in kinds]

    @staticmethod
    def more(payload: dict[str, Any]) -> bool:
        """The number of pages, of comments, or `is_end` tells."""
        data, page, cursor = _data(payload), _data(payload).get("page"), _data(payload).get("cursor")
        if isinstance(page, dict):
            return _whole(page, "num") * _whole(page, "size") < _whole(page, "count")
        if isinstance(cursor, dict):
            return cursor.get("is_end") is False
        return 0 < _whole(data, "page") < _whole(data, "numPages")

    @staticmethod
    def total(payload: dict[str, Any]) -> int | None:
        """Results or comments there are; None where the search has stopped counting."""
        data, page = _data(payload), _data(payload).get("page")
        total = _whole(page, "acount") if isinstance(page, dict) else _whole(data, "numResults")
        told = isinstance(page, dict) or "numResults" in data
        return total if told and (isinstance(page, dict) or total < _MOST) else None

    @staticmethod
    def parts(entry: Any) -> list[Any]:
        """The comment and the answers to it that the page tells."""
        return [entry, *answers_of(entry)] if isinstance(entry, dict) else [entry]

    @staticmethod
    def in_order(entry: Any, post: Post) -> bool:
        """A pinned comment stands out of order, the popular videos (which tell their counts) have another one."""
        control = entry.get("reply_control")
        return "stat" not in entry and not (isinstance(control, dict) and control.get("is_up_top") is True)

    @staticmethod
    def to_post(entry: dict[str, Any], seen: Seen) -> Post:
        """Map a video, a comment or a hot search word."""
        if is_comment(entry):
            return comment(entry, seen)
        return line(entry, seen) if is_line(entry) else video(entry, seen)


def _number_of(native: str) -> str:
    """The video's old number; a native id that is no video's is left for the platform to refuse."""
    try:
        return str(aid_of(native))
    except ValueError:
        return native


def _data(payload: dict[str, Any]) -> dict[str, Any]:
    data = payload.get("data")
    return data if isinstance(data, dict) else {}


def _whole(told: dict[str, Any], name: str) -> int:
    number = told.get(name)
    return number if isinstance(number, int) and number > 0 else 0


def _listed(payload: dict[str, Any]) -> list[Any] | None:
    """The list an answer holds; a single video is a list of itself. No results and no comments are told as null."""
    data = _data(payload)
    if data.get("bvid") or data.get("aid"):
        return [data]
    trending = data.get("trending")
    for told in (data.get("result"), data.get("list"), trending, payload.get("list")):
        told = told.get("list") if isinstance(told, dict) else told
        if isinstance(told, list):
            return told
    if "replies" in data:
        return _comments(data)
    return [] if "numResults" in data and data.get("result") is None else None


def _comments(data: dict[str, Any]) -> list[Any] | None:
    """The page's comments with the pinned ones, which the list itself leaves out."""
    replies = [] if data["replies"] is None else data["replies"]
    pinned = data.get("top_replies")
    if not isinstance(replies, list):
        return None
    return [*(pinned if isinstance(pinned, list) else []), *replies]
