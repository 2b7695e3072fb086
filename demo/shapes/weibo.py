"""Weibo as m.weibo.cn tells it: cards of mblogs with HTML text, cut long texts, counts like 1.2万; hot search."""

import re
from datetime import UTC, datetime
from functools import cache, lru_cache
from html import escape

from demo.entry import Entry
from demo.identity import draw, weibo_bid
from demo.people import NONE, ORGANISATION, Author
from demo.shapes.wrapping import FAR, compact, keep, wan
from demo.topics import read

PAGE_SIZE, PAGE_LIMIT = 20, 10  # the real page has 10; 20 halves the demo's requests
CUT = 140  # characters of a text before it is "long"
CAP = 1_000_000
EMPTY = '{"ok":0,"msg":"这里还没有内容","data":{"cards":[]}}'
MISSING = '{"ok":0,"msg":"微博不存在或暂无查看权限!","errno":"20101"}'
LOGIN_WALL = '{"ok":-100,"url":"https://passport.demo.invalid/sso/signin"}'
_MARKUP = re.compile(r"#([^#\s]+)#|\[([^\[\]\s]{1,6})\]|@([\w·-]+)|\n")
_ZERO_WIDTH = " \u200b\u200b\u200b"
_EAST = 8 * 3600  # Shanghai's clock before UTC, seconds
_FIXED: dict[str, tuple[str, bool, str]] = {}  # by mid: when in full, whether told as people say it, the lasting JSON


def search_page(posts: list[Entry], extra: list[str], at: int, page: int, total: int) -> str:
    """One page of results, newest first; `extra` are ready-made mblogs."""
    cards = [f'{{"card_type":9,"itemid":"","mblog":{mblog(post, at)}}}' for post in posts]
    cards += [f'{{"card_type":9,"itemid":"","mblog":{one}}}' for one in extra]
    if not cards:
        return EMPTY
    group = f'{{"card_type":11,"show_type":1,"card_group":[{",".join(cards[:3])}]}}'
    following = str(page + 1) if page * PAGE_SIZE < total and page < PAGE_LIMIT else "null"
    return (
        f'{{"ok":1,"data":{{"cardlistInfo":{{"page":{following},"total":{total}}},'
        f'"cards":[{",".join([group, *cards[3:]])}]}}}}'
    )


def timeline_page(account: str, posts: list[Entry], at: int, page: int, total: int) -> str:
    """One page of an account's own posts, newest first."""
    if not posts:
        return EMPTY
    container = f"107603{account}"
    cards = [f'{{"card_type":9,"itemid":"{container}_-_{post.native}","mblog":{mblog(post, at)}}}' for post in posts]
    following = str(page + 1) if page * PAGE_SIZE < total else "null"
    return (
        f'{{"ok":1,"data":{{"cardlistInfo":{{"containerid":"{container}","total":{total},"page":{following}}},'
        f'"cards":[{",".join(cards)}]}}}}'
    )


def mblog(post: Entry, at: int) -> str:
    """One post as a JSON object, its counts as of `at`."""
    in_full, as_said, fixed = _FIXED.get(post.native) or _kept(post)
    return f"{_moving(post, at, _said(post, at) if as_said else in_full)},{fixed}}}"


def status(post: Entry, at: int) -> str:
    """The answer for one post: as in a list, but with its whole text."""
    fixed = _lasting(post, html_of(post.text) + _ZERO_WIDTH)
    return f'{{"ok":1,"data":{_moving(post, at, created(post, at))},{fixed}}}}}'


def _moving(post: Entry, at: int, when: str) -> str:
    likes, comments, shares, _ = post.counts_at(at)
    moving = (
        f'{{"created_at":"{when}","attitudes_count":{_count(likes)},"comments_count":{_count(comments)},'
        f'"reposts_count":{_count(shares)}'
    )
    original = post.parent
    return f'{moving},"retweeted_status":{_retweeted(original, at)}' if isinstance(original, Entry) else moving


def long_text(post: Entry) -> str:
    """The whole text of a cut post."""
    return compact({"ok": 1, "data": {"ok": 1, "longTextContent": html_of(post.text)}})


def hot_search(titles: list[tuple[str, int]], at: int) -> str:
    """The hot search list: the first entry is pinned and has no heat; some heats carry a category."""
    drawn_up = at - 2400  # at half past midnight the list is still that of the day before
    tail = f"|qtime:{drawn_up}|cate:5001|c_type:31|t:31|type:25"
    group = []
    for rank, (title, heat) in enumerate(titles):
        told: dict[str, object] = {
            "pic": f"{FAR}/search_img_search_{rank}.png", "scheme": f"{FAR}/search?band_rank%3D{rank}", "desc": title,
            "card_type": 4, "icon": f"{FAR}/flags/{2 ** (rank % 5)}_0.png",
            "itemid": f"seqid:{at}{draw(title)}|realpos:{rank}|key:{'#' + title + '#' if rank % 3 else title}{tail}",
        }  # fmt: skip
        if rank:
            told["desc_extr"] = f"综艺 {heat}" if rank % 9 == 2 else heat
        group.append(told)
    card = {
        "show_type": 0,
        "card_type": 11,
        "itemid": "hotword",
        "title": "实时热点，每分钟更新一次",
        "card_group": group,
    }
    return compact({"ok": 1, "data": {"cards": [card], "cardlistInfo": {"total": len(titles)}}})


def malformed(which: int, query: str, at: int) -> str:
    """An mblog that no parser can make a post of, for ever the same."""
    told: dict[str, object] = {
        "text": f"{query}的一条坏数据",
        "user": {"id": 1, "screen_name": "坏数据", "verified": False},
    }
    if which == 0:
        return compact({**told, "created_at": "Wed Aug 02 08:22:00 +0800 2023", "attitudes_count": 1})
    if which == 1:
        told |= {"id": f"{at}00001", "mid": f"{at}00001", "created_at": stamp(at - 60)}
        return compact({**told, "attitudes_count": {"value": 3, "display": True}})
    return compact({**told, "id": "12345", "mid": "12345", "created_at": "第三十二日 二十五时", "attitudes_count": 1})


def html_of(text: str) -> str:
    """A plain text as Weibo's HTML: topic anchors, emoticon pictures, account links, line breaks."""
    return _MARKUP.sub(_marked, escape(text, quote=False))


def created(post: Entry, at: int) -> str:
    """When it was posted, in full or, for about a third of the young ones, as people say it."""
    return _said(post, at) if _as_said(post) else stamp(post.published)


def stamp(second: int) -> str:
    """A unix second in full: Wed Aug 02 08:22:00 +0800 2023."""
    day, rest = divmod(second + _EAST, 86_400)
    before, after = _day(day)
    return f"{before}{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}{after}"


@lru_cache(maxsize=1024)
def _day(number: int) -> tuple[str, str]:
    moment = datetime.fromtimestamp(number * 86_400, UTC)
    return moment.strftime("%a %b %d "), moment.strftime(" +0800 %Y")


def _said(post: Entry, at: int) -> str:
    age, local = at - post.published, post.published + _EAST
    if age > 40 * 3600:
        return stamp(post.published)
    if age < 3600:
        return "刚刚" if age < 60 else f"{age // 60}分钟前"
    if (at + _EAST) // 86_400 - local // 86_400 == 1:
        return f"昨天 {local // 3600 % 24:02d}:{local // 60 % 60:02d}"
    return datetime.fromtimestamp(local, UTC).strftime("%m-%d") if age > 24 * 3600 else stamp(post.published)


def _as_said(post: Entry) -> bool:
    return draw("created", post.native) % 3 == 0


def _kept(post: Entry) -> tuple[str, bool, str]:
    is_long = len(post.text) > CUT
    ending = f'...<a href="/status/{post.native}">全文</a>' if is_long else _ZERO_WIDTH
    fixed = _lasting(post, html_of(post.text[:CUT]) + ending)
    return keep(_FIXED, post.native, (stamp(post.published), _as_said(post), fixed))


def _lasting(post: Entry, shown: str) -> str:
    """What never changes of a post, as an object's JSON without its braces."""
    mid = post.native
    region = f'"region_name":"发布于 {post.author.region}",' if draw("region", mid) % 12 else ""
    mark = '"mark":"999_reallog_mark_ad:999|WeiboADNatural",' if post.is_ad else ""
    return (
        f'"id":"{mid}","mid":"{mid}","bid":"{weibo_bid(mid)}","text":{compact(shown)},'
        f'"isLongText":{"true" if len(post.text) > CUT else "false"},"textLength":{2 * len(post.text)},'
        f'"source":{compact(_source(mid))},"edit_count":{draw("edit", mid) % 20 // 19},"mblogtype":0,"mlevel":0,'
        f'{region}{mark}{_media(mid)},"user":{_user_told(post.author)}'
    )


@cache
def _user_told(author: Author) -> str:
    return compact(user(author))


def _media(mid: str) -> str:
    drawn = draw("media", mid) % 10
    count = drawn if drawn < 5 else 0
    pics = ",".join([f'{{"pid":"{mid}{i}","url":"{FAR}/{mid}/{i}.jpg"}}' for i in range(count)])
    told = f'"pic_num":{count},"pics":[{pics}]'
    if drawn:
        return told
    return f'{told},"page_info":{{"type":"video","page_url":"{FAR}/video/{mid}","content1":"微博视频"}}'


@cache
def user(author: Author) -> dict[str, object]:
    """The account of a post, followers as the mobile site tells them."""
    organisation = author.verified == ORGANISATION
    plain = -1 if draw("kind", author.native) % 4 else 220
    return {
        "id": int(author.native), "screen_name": author.name, "profile_url": f"https://m.weibo.cn/u/{author.native}",
        "verified": author.verified != NONE, "followers_count_str": wan(author.followers),
        "verified_type": plain if author.verified == NONE else 1 + draw(author.native) % 7 if organisation else 0,
        "followers_count": wan(author.followers) if author.followers >= 10_000 else author.followers,
    }  # fmt: skip


def _retweeted(original: Entry, at: int) -> str:
    if draw("deleted", original.native) % 12 == 0 and original.author.followers < 100_000:
        text = read("shared")["deleted"][draw(original.native) % 3]
        gone = {
            "id": original.native,
            "mid": original.native,
            "created_at": stamp(original.published),
            "user": None,
            "text": text + _ZERO_WIDTH,
        }
        return compact(gone)
    return mblog(original, at)


def _count(count: int) -> str:
    return str(count) if count < 10_000 else f'"{wan(count, CAP)}"'


def _source(mid: str) -> str:
    sources = read("people")["sources"]
    return str(sources[draw("source", mid) % len(sources)])


def _marked(match: "re.Match[str]") -> str:
    topic, emoticon, name = match.groups()
    if topic:
        anchor = f'<a href="https://m.weibo.cn/search?q=%23{topic}%23" data-hide="">'
        return f'{anchor}<span class="surl-text">#{topic}#</span></a>'
    if emoticon:
        return (
            f'<span class="url-icon"><img alt=[{emoticon}] src="{FAR}/{draw(emoticon)}.png" style="width:1em" /></span>'
        )
    return f"<a href='/n/{name}'>@{name}</a>" if name else "<br />"
