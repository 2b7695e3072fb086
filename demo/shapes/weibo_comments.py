"""Weibo's comments as m.weibo.cn tells them (hotflow): those most liked first, with the answers to each."""

from demo.comments import Thread
from demo.entry import Entry
from demo.shapes.weibo import html_of, stamp, user
from demo.shapes.wrapping import compact

PAGE_SIZE = 20
NONE = '{"ok":0}'


def comments_page(threads: list[Thread], at: int, cursor: str) -> str:
    """The page behind a cursor ("0" or "" is the first; a cursor is the last comment of the page before)."""
    threads = sorted(threads, key=lambda thread: (-thread[0].counts_at(at)[0], thread[0].native))
    places = {thread[0].native: place for place, thread in enumerate(threads, 1)}
    start = 0 if cursor in ("", "0") else places.get(cursor, len(threads))
    shown = threads[start : start + PAGE_SIZE]
    if not shown:
        return NONE
    told = {
        "data": [_root(comment, answers, at) for comment, answers in shown],
        "total_number": sum(1 + len(answers) for _, answers in threads),
        "max_id": int(shown[-1][0].native) if start + PAGE_SIZE < len(threads) else 0,
        "max_id_type": 0,
        "max": -(-len(threads) // PAGE_SIZE),
        "status": {"comment_manage_info": {"comment_permission_type": -1, "approval_comment_type": 0}},
    }
    return compact({"ok": 1, "data": told})


def _root(comment: Entry, answers: list[Entry], at: int) -> dict[str, object]:
    below: list[dict[str, object]] = [_comment(one, comment.native, at) for one in answers]
    return _comment(comment, comment.native, at) | {
        "total_number": len(answers), "comments": below or False, "max_id": 0, "disable_reply": 0,
    }  # fmt: skip


def _comment(comment: Entry, root: str, at: int) -> dict[str, object]:
    return {
        "created_at": stamp(comment.published), "id": comment.native, "rootid": root, "rootidstr": root,
        "floor_number": 0, "text": html_of(comment.text), "source": f"来自{comment.author.region}",
        "user": user(comment.author), "mid": comment.native, "like_count": comment.counts_at(at)[0], "liked": False,
    }  # fmt: skip
