"""Xiaohongshu's comments, newest first, with the answers to each; counts are strings here too."""

from demo.comments import Thread
from demo.entry import Entry
from demo.people import Author
from demo.shapes.wrapping import FAR, compact, wan
from demo.shapes.xiaohongshu import token

PAGE_SIZE = 10
MISSING = '{"code":-510001,"success":false,"msg":"笔记不存在","data":{}}'


def comments_page(note: Entry, threads: list[Thread], at: int, cursor: str) -> str:
    """The page behind a cursor ("" is the first; a cursor is the id of the last comment of the page before)."""
    threads = threads[::-1]
    places = {thread[0].native: place for place, thread in enumerate(threads, 1)}
    start = places.get(cursor, len(threads)) if cursor else 0
    shown = threads[start : start + PAGE_SIZE]
    told = {
        "cursor": shown[-1][0].native if shown else "",
        "has_more": start + PAGE_SIZE < len(threads),
        "comments": [_root(note, comment, answers, at) for comment, answers in shown],
        "time": at * 1000,
        "user_id": "",  # of the account that asks
        "xsec_token": token(note.native),
    }
    return compact({"code": 0, "success": True, "msg": "成功", "data": told})


def _root(note: Entry, comment: Entry, answers: list[Entry], at: int) -> dict[str, object]:
    target = {"id": comment.native, "user_info": _account(comment.author)}
    below = [_comment(note, one, at) | {"target_comment": target} for one in answers]
    return _comment(note, comment, at) | {
        "sub_comments": below, "sub_comment_count": str(len(below)), "sub_comment_has_more": False,
        "sub_comment_cursor": answers[-1].native if answers else "",
    }  # fmt: skip


def _comment(note: Entry, comment: Entry, at: int) -> dict[str, object]:
    return {
        "id": comment.native, "note_id": note.native, "content": comment.text,
        "create_time": comment.published * 1000, "like_count": wan(comment.counts_at(at)[0]), "liked": False,
        "ip_location": comment.author.region, "user_info": _account(comment.author), "at_users": [], "pictures": [],
        "show_tags": ["is_author"] if comment.author.native == note.author.native else [], "status": 0,
    }  # fmt: skip


def _account(author: Author) -> dict[str, object]:
    return {"user_id": author.native, "nickname": author.name, "image": f"{FAR}/a/{author.native}.jpg"}
