"""Zhihu: search by keyword, the answers of a question, comments, single posts, and the hot list.

An answer, an article and a question may have the same number, so a post's token says which it is.
"""

from typing import Any, ClassVar
from urllib.parse import parse_qs, quote, urlsplit

from scrapy.http import Response, TextResponse

from contract.post import Post
from crawlers.answers import Answer, Kind, read_json
from crawlers.embedded import state_within
from crawlers.feed_spider import FeedSpider
from crawlers.listing import Ask, Page, Span
from crawlers.mappings.zhihu import KINDS, answers_of, comment, content, is_comment, told_in
from crawlers.mappings.zhihu_hot_list import is_line, is_search_words, line, search_words
from crawlers.reading import Seen, plain

_PAGE = 20
_TOKENS = {kind: f"{kind}s" for kind in KINDS}
_NO_POSTS = frozenset(("people", "topic", "column", "live", "album", "ebook", "wiki", "special", "roundtable"))
_TOLD = "content,excerpt,detail,voteup_count,comment_count,favlists_count,created_time,updated_time,question"


class ZhihuSpider(FeedSpider):
    """Zhihu."""

    name = "zhihu"
    list_name = "hot_list"
    headers: ClassVar[dict[str, str]] = {"x-api-version": "3.0.76"}

    def search(self, query: str, page: Page, scope: Span | None) -> Ask:
        """Search by time."""
        told = f"q={quote(query, safe='')}&correction=1&offset={_offset(page)}&limit={_PAGE}&sort=created_time"
        return Ask(f"{self.base}/api/v4/search_v3?t=general&{told}")

    def hot_list(self) -> Ask:
        """The hot list."""
        return Ask(f"{self.base}/api/v3/feed/topstory/hot-lists/total?limit=50")

    def answers(self, native: str, page: Page) -> Ask:
        """A question's answers, the one that was changed last first."""
        include = ",".join(f"data[*].{name}" for name in _TOLD.split(","))
        told = f"limit={_PAGE}&offset={_offset(page)}&sort_by=updated&include={quote(include, safe='')}"
        return Ask(f"{self.base}/api/v4/questions/{native}/answers?{told}")

    def comments(self, native: str, token: str, page: Page) -> Ask:
        """Comments, newest first."""
        told = f"order_by=ts&limit={_PAGE}&offset={quote(page.cursor, safe='')}"
        return Ask(f"{self.base}/api/v4/comment_v5/{_of(token)}/{native}/root_comment?{told}")

    def revisit(self, native: str, token: str) -> Ask:
        """One answer, article, question, video or idea."""
        return Ask(f"{self.base}/api/v4/{_of(token)}/{native}?include={quote(_TOLD, safe='')}")

    @classmethod
    def read(cls, response: Response) -> Answer:
        """JSON, or the search page with its state."""
        if isinstance(response, TextResponse) and response.body.lstrip()[:1] == b"<":
            state = state_within(response.text, "js-initialData")
            if state is not None and _search_list(state) is not None:
                return cls.judge(state) or Answer(Kind.PAGE, state)
        return read_json(response.body, cls.judge)

    @staticmethod
    def judge(payload: dict[str, Any]) -> Answer | None:
        """`error` tells, in its own words."""
        error = payload.get("error")
        if isinstance(error, dict):
            told = f"code {plain(error.get('code'))[:20]}, {plain(error.get('message'))[:60]!r}"
            if error.get("code") in (404, 4041) or error.get("name") == "NotFoundException":
                return Answer(Kind.NO_RESULTS)
            login = error.get("code") in (100, 101) or error.get("need_login") is True
            return Answer(Kind.LOGIN_WALL if login else Kind.BLOCKED, detail=f"refused: {told}")
        listed = _listed(payload)
        if listed is None:
            return Answer(Kind.CHANGED_SHAPE, detail="data is not a list")
        return None if listed else Answer(Kind.NO_RESULTS)

    @staticmethod
    def entries(payload: dict[str, Any]) -> list[Any]:
        """Posts and comments; people, topics and suggestions between them are no entries."""
        return [e for e in _listed(payload) or [] if not isinstance(e, dict) or _is_entry(e)]

    @staticmethod
    def more(payload: dict[str, Any]) -> bool:
        """`paging.is_end` tells."""
        return _paging(payload).get("is_end") is False

    @staticmethod
    def cursor(payload: dict[str, Any]) -> str:
        """The offset in the next page's address."""
        try:
            return parse_qs(urlsplit(plain(_paging(payload).get("next"))).query).get("offset", [""])[0]
        except ValueError:
            return ""

    @staticmethod
    def total(payload: dict[str, Any]) -> int | None:
        """Answers or comments there are."""
        total = _paging(payload).get("totals")
        return total if isinstance(total, int) and not isinstance(total, bool) and total >= 0 else None

    @staticmethod
    def parts(entry: Any) -> list[Any]:
        """The comment and the answers to it that the page tells."""
        return [entry, *answers_of(entry)] if isinstance(entry, dict) else [entry]

    @staticmethod
    def in_order(entry: Any, post: Post) -> bool:
        """A question's answers are ordered by their last change: those that were changed stand out of order."""
        if entry.get("type") not in ("answer", "question_feed_card"):
            return True
        told = told_in(entry)
        return told.get("updated_time") in (None, told.get("created_time"))

    @staticmethod
    def token(entry: Any) -> str:
        """What kind of post it is, as addresses say it."""
        if not isinstance(entry, dict) or is_line(entry):
            return "questions"
        return _TOKENS.get(plain(told_in(entry).get("type")), "")

    @staticmethod
    def to_post(entry: dict[str, Any], seen: Seen) -> Post:
        """Map a search result, an answer, a comment or a line of the hot list."""
        if is_comment(entry):
            return comment(entry, seen)
        if is_search_words(entry):
            return search_words(entry, seen)
        return line(entry, seen) if is_line(entry) else content(entry, seen)


def _offset(page: Page) -> int:
    return (page.number - 1) * _PAGE


def _of(token: str) -> str:
    return token if token in _TOKENS.values() else "answers"


def _paging(payload: dict[str, Any]) -> dict[str, Any]:
    paging = payload.get("paging")
    return paging if isinstance(paging, dict) else {}


def _search_list(state: dict[str, Any]) -> list[Any] | None:
    """The list in the search page's state."""
    found: Any = state
    for name in ("initialState", "topsearch", "data"):
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, list) else None


def _listed(payload: dict[str, Any]) -> list[Any] | None:
    """The list an answer holds; a single post is a list of itself."""
    if payload.get("type") in list(KINDS) and payload.get("id") is not None:
        return [payload]
    data = payload.get("data")
    return data if isinstance(data, list) else _search_list(payload)


def _is_entry(entry: dict[str, Any]) -> bool:
    if is_line(entry) or is_comment(entry) or is_search_words(entry):
        return True
    told = entry.get("object")
    known = entry.get("type") in ("search_result", "question_feed_card", None, *KINDS)
    return known and not (isinstance(told, dict) and told.get("type") in list(_NO_POSTS))
