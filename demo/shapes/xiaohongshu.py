"""Xiaohongshu's web answers: search items with counts as strings, the note itself with topics written into its text."""

import re
from datetime import datetime
from functools import cache

from contract.clock import SHANGHAI
from demo.entry import Entry
from demo.identity import draw
from demo.people import NONE, PERSON, Author
from demo.shapes.wrapping import FAR, compact, keep, wan

PAGE_SIZE, PAGE_LIMIT = 20, 8
MISSING = '{"code":-510001,"success":false,"msg":"笔记不存在","data":{"items":[]}}'
_EAST = 8 * 3600  # Shanghai's clock before UTC, seconds
_FIXED: dict[str, str] = {}  # an item's JSON that never changes, by note
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
    }  # fmt: skip
    moving = _interact(post, at, ',"followed":false,"relation":"none"')
    rest = f'"fans":"{wan(post.author.followers)}","red_official_verify_type":{_verified(post)}'
    user = f"{_user(post.author)[:-1]},{rest}}}"
    return _answer(post.native, f'{compact(card)[:-1]},"interact_info":{moving},"user":{user}}}')


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
    card: dict[str, object] = {
        "note_id": native,
        "type": "normal",
        "title": "坏数据",
        "desc": "坏数据",
        "time": "第三十二日",
    }
    wrong = {"interact_info": {"liked_count": {"value": 3}}, "user": {"user_id": "0" * 24}}
    return _answer(native, compact(card | wrong))


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
    local = published + _EAST
    days = (at + _EAST) // 86_400 - local // 86_400
    if days == 0:
        return f"{age // 3600}小时前"
    if days == 1:
        return f"昨天 {local // 3600 % 24:02d}:{local // 60 % 60:02d}"
    return f"{days}天前" if age < 7 * 86_400 else f"{datetime.fromtimestamp(published, SHANGHAI):%Y-%m-%d}"


def _item(post: Entry, at: int) -> str:
    fixed = _FIXED.get(post.native) or keep(_FIXED, post.native, _lasting(post))
    return f'{fixed},"interact_info":{_interact(post, at)},{_corner(shown_time(post.published, at))}}}}}'


def _lasting(post: Entry) -> str:
    card = f'{compact({"type": _type(post), "display_title": post.title})[:-1]},"user":{_user(post.author)}'
    top = compact({"id": post.native, "model_type": "note", "xsec_token": token(post.native)})
    return f'{top[:-1]},"note_card":{card}'


def _corner(shown: str) -> str:
    return f'"corner_tag_info":[{{"type":"publish_time","text":"{shown}"}}]'


def token(native: str) -> str:
    """The token that comes with a search item and is asked for with the note."""
    return f"AB{draw('token', native):08x}="


def _interact(post: Entry, at: int, rest: str = "") -> str:
    likes, comments, shares, favourites = (wan(count) for count in post.counts_at(at))
    return (
        f'{{"liked":false,"liked_count":"{likes}","collected_count":"{favourites}","comment_count":"{comments}",'
        f'"shared_count":"{shares}","share_count":"{shares}"{rest}}}'
    )


@cache
def _user(author: Author) -> str:
    return compact({"user_id": author.native, "nickname": author.name, "avatar": f"{FAR}/a/{author.native}.jpg"})


def _verified(post: Entry) -> int:
    return 0 if post.author.verified == NONE else 1 if post.author.verified == PERSON else 2


def _type(post: Entry) -> str:
    return "video" if post.kind == "video" else "normal"


def _pictures(post: Entry) -> int:
    return 1 if post.kind == "video" else 1 + draw("pictures", post.native) % 9


def _answer(native: str, card: str) -> str:
    return (
        f'{{"code":0,"success":true,"msg":"成功","data":{{"cursor_score":"","items":[{{"id":"{native}",'
        f'"model_type":"note","note_card":{card}}}]}}}}'
    )
