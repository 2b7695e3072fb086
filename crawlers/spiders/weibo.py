"""Weibo: search by keyword, newest first, long texts, and the hot search list.

Reads both shapes of a status: m.weibo.cn (text is HTML) and weibo.com/ajax (text_raw is plain). A repost is a post of
its own words; its original, where it is whole, becomes a post too.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from contract.clock import SHANGHAI, day_of
from contract.post import Post
from crawlers.answers import Answer, Kind
from crawlers.counts import parse_heat
from crawlers.feed_spider import FeedSpider
from crawlers.hashtags import hashtags
from crawlers.listing import Ask, Page, Span
from crawlers.plain_text import clean, plain_text
from crawlers.reading import (
    Rejected,
    Seen,
    author_of,
    count,
    first,
    instant,
    native_id,
    plain,
    post,
    record,
    records,
    words,
)

_CUT = re.compile(r"\.{0,3}(?:全文|展开c?)$")
_REGION = re.compile(r"^(?:发布于|来自|IP属地[:\uff1a]?)\s*")
_KEY = re.compile(r"(?:^|\|)key:(.+?)(?=\|[a-z_]+:|$)")
_QTIME = re.compile(r"(?:^|\|)qtime:(\d{10})(?=\||$)")
_EXACT = re.compile(r"\d:\d\d:\d\d|^\d{9,}$")
_HOT = "106003type=25&t=3&disable_hot=1&filter_type=realtimehot"


class WeiboSpider(FeedSpider):
    """Weibo."""

    name = "weibo"
    list_name = "hot_search"
    finest = timedelta(hours=1)

    def search(self, query: str, page: Page, scope: Span | None) -> Ask:
        """Search by time."""
        scoped = f"&timescope=custom:{_hour(scope.start)}:{_hour(scope.end)}" if scope else ""
        container = quote(f"100103type=61&q={query}&t=0{scoped}", safe="")
        return Ask(f"{self.base}/api/container/getIndex?containerid={container}&page_type=searchall&page={page.number}")

    def hot_list(self) -> Ask:
        """The hot search list."""
        return Ask(f"{self.base}/api/container/getIndex?containerid={_HOT}")

    @staticmethod
    def judge(payload: dict[str, Any]) -> Answer | None:
        """`ok` tells: 1 a page, 0 nothing (or a refusal in words), -100 a login wall."""
        ok, message, data = payload.get("ok"), plain(payload.get("msg")), payload.get("data")
        if ok == -100:
            return Answer(Kind.LOGIN_WALL, detail="a login is asked for (ok: -100)")
        if "频" in message or payload.get("errno") in ("100005", 100005):
            return Answer(Kind.RATE_LIMITED, detail=f"asked too often: {message[:40]!r}")
        cards = data.get("cards") if isinstance(data, dict) else None
        if cards == [] and ok in (0, 1):
            return Answer(Kind.NO_RESULTS)
        if ok == 1 and isinstance(data, dict) and (isinstance(cards, list) or "longTextContent" in data):
            return None
        return Answer(
            Kind.CHANGED_SHAPE, detail=f"neither cards nor a long text: ok {plain(ok)[:20]!r}, msg {message[:40]!r}"
        )

    @staticmethod
    def entries(payload: dict[str, Any]) -> list[Any]:
        """Statuses and hot search lines; headings, users and links between them are no entries."""
        flat: list[Any] = []
        for card in payload["data"].get("cards", []):
            group = card.get("card_group") if isinstance(card, dict) else None
            flat.extend(group if isinstance(group, list) else [card])
        return [c for c in flat if not isinstance(c, dict) or "mblog" in c or _is_entry(c)]

    @staticmethod
    def more(payload: dict[str, Any]) -> bool:
        """The next page's number stands in cardlistInfo."""
        told = payload["data"].get("cardlistInfo")
        return isinstance(told, dict) and bool(told.get("page"))

    @staticmethod
    def total(payload: dict[str, Any]) -> int | None:
        """Results there are in all, as cardlistInfo says."""
        told = payload["data"].get("cardlistInfo")
        total = told.get("total") if isinstance(told, dict) else None
        return total if isinstance(total, int) else None

    @staticmethod
    def parts(entry: Any) -> list[Any]:
        """The status and, if it reposts one that is still there, the original."""
        original = _status(entry).get("retweeted_status") if isinstance(entry, dict) else None
        whole = isinstance(original, dict) and isinstance(original.get("user"), dict)
        return [entry, original] if whole else [entry]

    @staticmethod
    def in_order(entry: Any, post: Post) -> bool:
        """Advertising and pinned statuses stand out of order."""
        return not post.is_ad and not _status(entry).get("isTop")

    def detail(self, entry: dict[str, Any], post: Post) -> Ask | None:
        """The full text, where the list cuts it."""
        native = post.post_id.partition(":")[2]
        return Ask(f"{self.base}/statuses/extend?id={native}") if _status(entry).get("isLongText") is True else None

    def with_detail(self, entry: dict[str, Any], payload: dict[str, Any]) -> dict[str, Any]:
        """The status with its full text."""
        text = words(record(payload, "data"), "longTextContent")
        return {**_status(entry), "text": text, "text_raw": None, "isLongText": False}

    @staticmethod
    def to_post(entry: dict[str, Any], seen: Seen) -> Post:
        """Map a status or a hot search line."""
        return to_post(entry, seen)


def to_post(entry: dict[str, Any], seen: Seen) -> Post:
    """A status (bare, or in a card under `mblog`) or a line of the hot search list as a Post."""
    if "desc" in entry and "mblog" not in entry and "created_at" not in entry:
        return _hot_search(entry, seen)
    status = _status(entry)
    user = record(status, "user")
    if not user:
        raise Rejected("the status has no author: hidden or deleted")
    native = native_id(status, "mid", "idstr", "id")
    original = record(status, "retweeted_status")
    text = _text(status, own=bool(original))
    told = [words(t, "topic_title") for t in records(status, "topic_struct")]
    return post(
        seen,
        post_id=f"weibo:{native}",
        platform="weibo",
        kind="repost" if original else "post",
        parent_id=f"weibo:{native_id(original, 'mid', 'idstr', 'id')}" if original else None,
        **_author(user, seen),
        published_at=_published(status, native, seen),
        text=text,
        hashtags=hashtags(text, () if original else told),  # a repost's topics are those of its original
        url=f"https://m.weibo.cn/detail/{native}",  # the other form of address holds the author's id
        region=_region(status),
        media=_media(status, text, bool(original)),
        likes=count(status, "attitudes_count"),
        comments=count(status, "comments_count"),
        shares=count(status, "reposts_count"),
        views=None
        if original
        else count(record(status, "page_info"), "play_count", "online_users_number", "online_users"),
        is_ad="WeiboAD" in plain(status.get("mark")) or bool(record(status, "promotion")),
    )


def _hour(instant: datetime) -> str:
    """An instant as search scopes are written: Shanghai's day and hour."""
    local = instant.astimezone(SHANGHAI)
    return f"{local:%Y-%m-%d}-{local.hour}"


def _is_entry(card: dict[str, Any]) -> bool:
    """Cards of type 9 hold statuses, those of type 4 with a text are lines of the hot search list."""
    return card.get("card_type") == 9 or (card.get("card_type") == 4 and "desc" in card)


def _status(entry: dict[str, Any]) -> dict[str, Any]:
    return record(entry, "mblog") if "mblog" in entry or "card_type" in entry else entry


def _author(user: dict[str, Any], seen: Seen) -> dict[str, Any]:
    verified = _verified(user)
    return {
        "author_id": author_of("weibo", user, seen, "idstr", "id"),
        "author_name": words(user, "screen_name")
        if seen.keep_names and verified in ("person", "organisation")
        else None,
        "author_verified": verified,
        "author_followers": count(user, "followers_count", "followers_count_str"),
    }


def _verified(user: dict[str, Any]) -> str | None:
    """verified_type: 0 a person, 1 to 7 organisations, all others (-1, 200, 220 ...) not verified."""
    type_, verified = user.get("verified_type"), user.get("verified")
    if verified is False or (type_ is None and verified is None):
        return None if verified is None else "none"
    if type_ is None:
        return "person"
    if isinstance(type_, bool) or not isinstance(type_, int):
        raise Rejected("verified_type is not a number")
    return "person" if type_ == 0 else "organisation" if 1 <= type_ <= 7 else "none"


def _published(status: dict[str, Any], native: str, seen: Seen) -> datetime | None:
    """created_at, made exact by the id where it is only told roughly (3分钟前, 08-02).

    A status' id begins with its second: (id >> 22) + 515483463 is the unix time. It is believed where it lies within
    a day of what is told.
    """
    told = instant(status, seen, "created_at")
    if told is None or _EXACT.search(plain(status.get("created_at"))) or not (native.isdigit() and len(native) == 16):
        return told
    exact = datetime.fromtimestamp((int(native) >> 22) + 515_483_463, UTC)
    return exact if abs(exact - told) <= timedelta(days=1) and exact <= seen.observed_at else told


def _text(status: dict[str, Any], own: bool) -> str | None:
    text = words(status, "text_raw") or words(status, "text", through=plain_text)
    if text and status.get("isLongText") is True:
        text = clean(_CUT.sub("", text))
    if text and own:
        text = clean(text.partition("//@")[0])  # what follows was written by others
    return text or None


def _region(status: dict[str, Any]) -> str | None:
    return words(status, "region_name", through=lambda t: _REGION.sub("", clean(t)))


def _media(status: dict[str, Any], text: str | None, is_repost: bool) -> list[str]:
    page = {} if is_repost else record(status, "page_info")  # a repost shows its original's
    mixed = {plain(i.get("type")) for i in records(record(status, "mix_media_info"), "items")}
    shown = {plain(page.get("type")), plain(page.get("object_type"))}
    carries = {
        "text": bool(text),
        "image": bool(first(status, "pic_ids", "pics")) or "pic" in mixed,
        "video": bool(shown & {"video", "11"}) or "video" in mixed,
        "live": bool(shown & {"live"}),
    }
    return [kind for kind, there in carries.items() if there]


def _hot_search(entry: dict[str, Any], seen: Seen) -> Post:
    """A line of the hot search list: the same words on another day are another post, because their heat is."""
    told = words(entry, "itemid") or ""
    key, qtime = _KEY.search(told), _QTIME.search(told)
    name = re.sub(r"\s+", "_", clean(key[1]).strip("#"))[:150] if key else ""
    if not name:
        raise Rejected("itemid has no key")
    title = words(entry, "desc")
    if not title:
        raise Rejected("desc is missing")
    return post(
        seen,
        post_id=f"weibo:{name}@{day_of(seen.observed_at):%Y%m%d}",
        platform="weibo",
        kind="hot_search",
        published_at=instant({"qtime": int(qtime[1])} if qtime else {}, seen, "qtime") or seen.observed_at,
        text=title,
        hashtags=[clean(key[1]).strip("#")] if key and key[1].startswith("#") else [],
        url=f"https://s.weibo.com/weibo?q={quote(clean(key[1]) if key else name)}",
        media=["text"],
        likes=count(entry, "desc_extr", through=parse_heat),
    )
