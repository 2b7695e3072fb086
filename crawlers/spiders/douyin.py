"""Douyin: search by keyword, comments, single posts, and the hot search list.

The web interface wants signed addresses (a_bogus) and refuses without a word: an empty body, an empty list that means
a verification, a post that is null. None of it is taken for "nothing there". This spider does not sign; its address is
that of a gateway that does.
"""

from typing import Any
from urllib.parse import quote

from scrapy.http import Response

from contract.post import Post
from crawlers.answers import Answer, Kind, read_json
from crawlers.feed_spider import FeedSpider
from crawlers.listing import Ask, Page, Span
from crawlers.mappings.douyin import answers_of, comment, is_comment, is_line, line, video
from crawlers.reading import Seen, plain

_PAGE = 20
_WEB = "device_platform=webapp&aid=6383&channel=channel_pc_web"
_LOGIN = frozenset((8, 2483))
_GONE = frozenset((2053, 2752))


class DouyinSpider(FeedSpider):
    """Douyin."""

    name = "douyin"
    list_name = "hot_search"

    def search(self, query: str, page: Page, scope: Span | None) -> Ask:
        """Search by time."""
        told = f"keyword={quote(query, safe='')}&search_channel=aweme_video_web&search_source=tab_search&sort_type=2"
        offset = page.cursor or str((page.number - 1) * _PAGE)
        told += f"&publish_time=0&is_filter_search=1&offset={quote(offset, safe='')}&count={_PAGE}"
        return Ask(f"{self.base}/aweme/v1/web/search/item/?{_WEB}&{told}")

    def hot_list(self) -> Ask:
        """The hot search list."""
        return Ask(f"{self.base}/aweme/v1/web/hot/search/list/?{_WEB}&detail_list=1")

    def comments(self, native: str, token: str, page: Page) -> Ask:
        """Comments in the platform's own order."""
        cursor = quote(page.cursor or "0", safe="")
        told = f"aweme_id={native}&cursor={cursor}&count={_PAGE}&item_type=0"
        return Ask(f"{self.base}/aweme/v1/web/comment/list/?{_WEB}&{told}")

    def revisit(self, native: str, token: str) -> Ask:
        """One post."""
        return Ask(f"{self.base}/aweme/v1/web/aweme/detail/?{_WEB}&aweme_id={native}")

    @classmethod
    def read(cls, response: Response) -> Answer:
        """JSON, or the one word of a refusal."""
        if response.body[:20].strip().lower().startswith(b"blocked"):
            return Answer(Kind.BLOCKED, detail=f"refused: {response.body[:60].decode('latin-1')!r}")
        return read_json(response.body, cls.judge)

    @staticmethod
    def judge(payload: dict[str, Any]) -> Answer | None:
        """`status_code` tells; what is empty without a reason is a refusal."""
        code = payload.get("status_code")
        told = f"status_code {plain(code)[:20]!r}, {plain(payload.get('status_msg'))[:40]!r}"
        if isinstance(code, bool) or not isinstance(code, int):
            return Answer(Kind.CHANGED_SHAPE, detail=f"no verdict of its own: {told}")
        if code in _GONE:
            return Answer(Kind.NO_RESULTS)
        if code in _LOGIN:
            return Answer(Kind.LOGIN_WALL, detail=f"a login is asked for: {told}")
        return Answer(Kind.BLOCKED, detail=f"refused: {told}") if code else _judge_lists(payload)

    @staticmethod
    def entries(payload: dict[str, Any]) -> list[Any]:
        """Posts, comments and lines; accounts and suggestions between search results are no entries."""
        listed = _listed(payload) or []
        known = ("aweme_info", "aweme_id", "cid", "word")
        return [e for e in listed if not isinstance(e, dict) or any(name in e for name in known)]

    @staticmethod
    def more(payload: dict[str, Any]) -> bool:
        """`has_more` tells."""
        return payload.get("has_more") in (1, True)

    @staticmethod
    def cursor(payload: dict[str, Any]) -> str:
        """Where the next page begins."""
        return plain(payload.get("cursor"))

    @staticmethod
    def total(payload: dict[str, Any]) -> int | None:
        """Comments there are."""
        return _total(payload)

    @staticmethod
    def parts(entry: Any) -> list[Any]:
        """The comment and the answers to it that the page tells."""
        return [entry, *answers_of(entry)] if isinstance(entry, dict) else [entry]

    @staticmethod
    def in_order(entry: Any, post: Post) -> bool:
        """Comments have the platform's own order."""
        return post.kind != "comment" and not post.is_ad

    @staticmethod
    def to_post(entry: dict[str, Any], seen: Seen) -> Post:
        """Map a video, a picture post, a comment or a hot search line."""
        if is_comment(entry):
            return comment(entry, seen)
        return line(entry, seen) if is_line(entry) else video(entry, seen)


def _judge_lists(payload: dict[str, Any]) -> Answer | None:
    nil = payload.get("search_nil_info")
    if isinstance(nil, dict) and nil.get("search_nil_type") == "verify_check":
        return Answer(Kind.CAPTCHA, detail="a verification is asked for (search_nil_type: verify_check)")
    if "aweme_detail" in payload and payload["aweme_detail"] is None:
        if payload.get("filter_detail"):  # it says why: deleted, private, under review
            return Answer(Kind.NO_RESULTS)
        return Answer(Kind.BLOCKED, detail="the post came as null without a reason")
    listed = _listed(payload)
    if listed is None:
        return Answer(Kind.CHANGED_SHAPE, detail="neither a list of posts, comments or lines nor a post")
    if not listed and (payload.get("has_more") in (1, True) or _total(payload)):
        return Answer(Kind.BLOCKED, detail="an empty page that says there is more")
    return None if listed else Answer(Kind.NO_RESULTS)


def _listed(payload: dict[str, Any]) -> list[Any] | None:
    """The list an answer holds; a single post is a list of itself, no comments are told as null."""
    data = payload.get("data")
    lists = (data, payload.get("comments"), data.get("word_list") if isinstance(data, dict) else None)
    for told in lists:
        if isinstance(told, list):
            return told
    if isinstance(payload.get("aweme_detail"), dict):
        return [payload["aweme_detail"]]
    return [] if "comments" in payload and payload["comments"] is None else None


def _total(payload: dict[str, Any]) -> int | None:
    total = payload.get("total")
    return total if isinstance(total, int) and not isinstance(total, bool) and total >= 0 else None
