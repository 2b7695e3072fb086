"""Xiaohongshu's web answers: search items with counts as strings, the note itself with topics written into its text."""

import re
from datetime import datetime, timedelta

from contract.clock import SHANGHAI
from demo.entry import Entry
from demo.identity import draw
from demo.people import NONE, PERSON
from demo.shapes.wrapping import FAR, compact, wan

PAGE_SIZE, PAGE_LIMIT = 20, 8
MISSING = '{"code":-510001,"success":false,"msg":"笔记不存在","data":{"items":[]}}'
_TOPIC = re.compile(r"#([^#\s\[]+)#")


def search_page(posts: list[Entry], extra: list[str], at: int, page: int, total: int) -> str:
    """One page of results, newest first; `extra` are ready-made items."""
    more = "true" if page * PAGE_SIZE < total and page < PAGE_LIMIT else "false"
    items = ",".join([*(_item(post, at) for post in posts), *extra])
    return f'{{"code":0,"success":true,"msg":"成功","data":{{"has_more":{more},"items":[{items}]}}}}'


def note(post: Entry, at: int) -> str:
    """The answer for one note, its counts as of `at`."""
    edited = post.published + (3600 if draw("edit", post.native) % 15 == 0 and at > post.published + 3600 else 0)
    card: dict[str, object] = {
        "note_id": post.native, "type": _type(post), "title": post.title, "desc": described(post),
        "time": post.published * 1000, "last_update_time": edited * 1000, "ip_location": post.author.region,
        "tag_list": [{"id": f"{draw(tag):024x}", "name": tag, "type": "topic"} for tag in post.hashtags],
        "image_list": [{"url_default": f"{FAR}/{post.native}/{i}.jpg"} for i in range(_pictures(post))],
        "interact_info": _interact(post, at) | {"followed": False, "relation": "none"},
        "user": {**_user(post), "fans": wan(post.author.followers), "red_official_verify_type": _verified(post)},
    }  # fmt: skip
    return _answer(post.native, card)


def malformed_item(which: int, query: str, at: int) -> str:
    """A search item that no parser can make a post of, for ever the same."""
    told: dict[str, object] = {
        "model_type": "note",
        "xsec_token": "AB=",
        "note_card": {"display_title": f"{query}坏数据"},
    }
    ids = [None, bad_note_id(query, at), "not-a-note-id"]
    return compact(told if ids[which] is None else {**told, "id": ids[which]})


def bad_note_id(query: str, at: int) -> str:
    """The id of a note whose own answer is malformed."""
    return f"{at - 60:08x}bad0{draw(query):012x}"


def malformed_note(native: str) -> str:
    """A note whose counts are objects and whose time is nonsense."""
    card = {"note_id": native, "type": "normal", "title": "坏数据", "desc": "坏数据", "time": "第三十二日"}
    return _answer(native, {**card, "interact_info": {"liked_count": {"value": 3}}, "user": {"user_id": "0" * 24}})


def described(post: Entry) -> str:
    """The text with its topics in the platform's way: #护肤[话题]#."""
    text = _TOPIC.sub(r"#\1[话题]#", post.text)
    rest = [f"#{tag}[话题]#" for tag in post.hashtags if f"#{tag}[话题]#" not in text]
    return f"{text}\n{' '.join(rest)}" if rest else text


def shown_time(published: int, at: int) -> str:
    """The corner tag of a search item: 5分钟前, 3小时前, 昨天 12:30, 3天前, 11-01."""
    age = at - published
    if age < 3600:
        return f"{max(1, age // 60)}分钟前"
    moment, now = (datetime.fromtimestamp(second, SHANGHAI) for second in (published, at))
    if moment.date() == now.date():
        return f"{age // 3600}小时前"
    if moment.date() == now.date() - timedelta(days=1):
        return f"昨天 {moment:%H:%M}"
    return f"{(now.date() - moment.date()).days}天前" if age < 7 * 86_400 else f"{moment:%Y-%m-%d}"


def _item(post: Entry, at: int) -> str:
    card = {
        "type": _type(post), "display_title": post.title, "user": _user(post), "interact_info": _interact(post, at),
        "corner_tag_info": [{"type": "publish_time", "text": shown_time(post.published, at)}],
    }  # fmt: skip
    return compact({"id": post.native, "model_type": "note", "xsec_token": token(post.native), "note_card": card})


def token(native: str) -> str:
    """The token that comes with a search item and is asked for with the note."""
    return f"AB{draw('token', native):08x}="


def _interact(post: Entry, at: int) -> dict[str, object]:
    likes, comments, shares, favourites = post.counts_at(at)
    counts = {"liked_count": likes, "collected_count": favourites, "comment_count": comments}
    return {"liked": False, **{name: wan(count) for name, count in counts.items()}, **_shares(shares)}


def _shares(shares: int) -> dict[str, str]:
    return {"shared_count": wan(shares), "share_count": wan(shares)}


def _user(post: Entry) -> dict[str, object]:
    return {"user_id": post.author.native, "nickname": post.author.name, "avatar": f"{FAR}/a/{post.author.native}.jpg"}


def _verified(post: Entry) -> int:
    return 0 if post.author.verified == NONE else 1 if post.author.verified == PERSON else 2


def _type(post: Entry) -> str:
    return "video" if post.kind == "video" else "normal"


def _pictures(post: Entry) -> int:
    return 1 if post.kind == "video" else 1 + draw("pictures", post.native) % 9


def _answer(native: str, card: dict[str, object]) -> str:
    items = [{"id": native, "model_type": "note", "note_card": card}]
    return compact({"code": 0, "success": True, "msg": "成功", "data": {"cursor_score": "", "items": items}})
