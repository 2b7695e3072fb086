"""Zhihu's answers to a question, one answer, and comments (comment_v5), with the paging that goes with them.

As on the real site a comment's cursor is opaque, `next` is told on every page, and only `is_end` says that it ends.
"""

from dataclasses import dataclass

from demo.comments import Thread
from demo.entry import Entry, Question
from demo.identity import draw
from demo.shapes.wrapping import compact, paragraphs
from demo.shapes.zhihu import account, content

MISSING = '{"error":{"message":"资源不存在","code":404,"name":"NotFoundException"}}'
_EDITED = 1800  # seconds after publication, for one in seven


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a page stands; `address` has %s for the offset of the following page."""

    address: str
    following: str
    is_start: bool
    is_end: bool
    totals: int

    def told(self) -> dict[str, object]:
        """The page's paging object."""
        return {
            "is_end": self.is_end, "is_start": self.is_start, "next": self.address % self.following,
            "previous": self.address % "", "totals": self.totals,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which comments were asked for; `address` has %s for the offset of the following page."""

    order: str
    cursor: str
    limit: int
    address: str


def answers_page(posts: list[Entry], at: int, paging: Paging) -> str:
    """One page of a question's answers."""
    return compact({"data": [_answer(post, at) for post in posts], "paging": paging.told()})


def answer(post: Entry, at: int) -> str:
    """One answer."""
    return compact(_answer(post, at))


def rank(post: Entry, at: int, order: str) -> tuple[int, str]:
    """What answers are sorted by, the largest first."""
    if order == "updated":
        return _updated(post, at), post.native
    return (post.published if order == "created" else post.counts_at(at)[0]), post.native


def comments_page(post: Entry, threads: list[Thread], at: int, wanted: Wanted) -> str:
    """The page behind a cursor ("" is the first; a plain number skips as many)."""
    if wanted.order == "ts":
        threads = threads[::-1]
    else:
        threads = sorted(threads, key=lambda thread: (-thread[0].counts_at(at)[0], thread[0].native))
    start = _start(threads, wanted.cursor)
    shown, end = threads[start : start + wanted.limit], start + wanted.limit >= len(threads)
    following = _cursor(shown[-1][0]) if shown and not end else ""
    paging = Paging(wanted.address, following, is_start=start == 0, is_end=end, totals=len(threads))
    everything = sum(1 + len(answers) for _, answers in threads)
    counts = {"total_counts": everything, "collapsed_counts": 0, "reviewing_counts": 0, "delete_counts": 0}
    told = [_root(post, comment, answers, at) for comment, answers in shown]
    return compact({"data": told, "paging": paging.told(), "counts": counts, "sorter": []})


def _answer(post: Entry, at: int) -> dict[str, object]:
    likes, comments, _, favourites = post.counts_at(at)
    return {
        "id": int(post.native), "type": "answer", "answer_type": "normal", "question": _question(post),
        "author": account(post.author), "url": f"https://api.zhihu.com/answers/{post.native}",
        "created_time": post.published, "updated_time": _updated(post, at), "voteup_count": likes,
        "comment_count": comments, "favlists_count": favourites, "content": content(post),
        "excerpt": post.text[:100], "is_collapsed": False,
    }  # fmt: skip


def _question(post: Entry) -> dict[str, object] | None:
    question = post.parent
    if not isinstance(question, Question):
        return None
    return {
        "type": "question", "id": int(question.native), "title": question.title, "question_type": "normal",
        "created": question.created, "updated_time": question.created,
        "url": f"https://api.zhihu.com/questions/{question.native}",
    }  # fmt: skip


def _updated(post: Entry, at: int) -> int:
    edited = post.published + _EDITED
    return edited if draw(post.native) % 7 == 0 and edited <= at else post.published


def _root(post: Entry, comment: Entry, answers: list[Entry], at: int) -> dict[str, object]:
    below = [_comment(post, one, comment.native, at) | {"reply_to_author": account(comment.author)} for one in answers]
    return _comment(post, comment, "0", at) | {
        "child_comment_count": len(below), "child_comment_next_offset": None, "child_comments": below,
    }  # fmt: skip


def _comment(post: Entry, comment: Entry, above: str, at: int) -> dict[str, object]:
    return {
        "id": comment.native, "type": "comment", "resource_type": "answer" if post.kind == "answer" else post.kind,
        "content": paragraphs(comment.text), "created_time": comment.published, "is_delete": False,
        "collapsed": False, "reviewing": False, "reply_comment_id": above, "reply_root_comment_id": above,
        "liked": False, "like_count": comment.counts_at(at)[0], "dislike_count": 0,
        "is_author": comment.author.native == post.author.native, "author": account(comment.author),
        "author_tag": [], "comment_tag": [{"type": "ip_info", "text": comment.author.region}],
        "child_comment_count": 0, "child_comment_next_offset": None, "child_comments": [],
    }  # fmt: skip


def _cursor(comment: Entry) -> str:
    return f"{comment.published}_{comment.native}_0"


def _start(threads: list[Thread], cursor: str) -> int:
    if not cursor or cursor.isdecimal():
        return min(int(cursor[:9] or 0), len(threads))
    places = {_cursor(comment): place for place, (comment, _) in enumerate(threads, 1)}
    return places.get(cursor, len(threads))
