"""Zhihu's answers, articles, questions, videos, ideas and comments as Posts."""

from typing import Any

from contract.post import Post
from crawlers.hashtags import hashtags
from crawlers.ids import comment_id
from crawlers.plain_text import plain_text
from crawlers.reading import Rejected, Seen, author_of, count, instant, native_id, plain, post, record, records, words
from crawlers.regions import region

KINDS = {"answer": "answer", "article": "post", "question": "question", "zvideo": "video", "pin": "post"}
URLS = {
    "answer": "https://www.zhihu.com/question/{parent}/answer/{id}",
    "article": "https://zhuanlan.zhihu.com/p/{id}",
    "question": "https://www.zhihu.com/question/{id}",
    "zvideo": "https://www.zhihu.com/zvideo/{id}",
    "pin": "https://www.zhihu.com/pin/{id}",
}
_ROOTS = ("", "0")


def told_in(entry: dict[str, Any]) -> dict[str, Any]:
    """What an entry tells of: under `object` in a search result, under `target` in a question's feed, or itself."""
    return record(entry, "object") or (record(entry, "target") if _is_card(entry) else {}) or entry


def is_comment(entry: dict[str, Any]) -> bool:
    """Comments name the comment they answer, even those that answer none."""
    return entry.get("type") == "comment" or "reply_comment_id" in entry


def answers_of(entry: dict[str, Any]) -> list[Any]:
    """The comments that answer a comment, as far as the page tells them."""
    told = entry.get("child_comments")
    return told if is_comment(entry) and isinstance(told, list) else []


def content(entry: dict[str, Any], seen: Seen) -> Post:
    """A search result, an answer of a question's list, or a bare object as a Post."""
    told = told_in(entry)
    type_ = told.get("type")
    if not isinstance(type_, str) or type_ not in KINDS:
        raise Rejected(f"type is not one of {' '.join(KINDS)}")
    native = native_id(told, "id")
    question = record(told, "question") if type_ == "answer" else {}
    parent = _question_of(question, seen) if type_ == "answer" else None
    markup = _markup(told)
    text = plain_text(markup) or None
    return post(
        seen,
        post_id=f"zhihu:{native}",
        platform="zhihu",
        kind=KINDS[type_],
        parent_id=f"zhihu:{parent}" if parent else None,
        **account(record(told, "author"), seen),
        published_at=instant(told, seen, "created_time", "created", "created_at"),
        title=words(told, "title", through=plain_text) or words(question, "name", "title", through=plain_text),
        text=text,
        hashtags=hashtags(text),
        url=URLS[type_].format(id=native, parent=parent),
        region=words(told, "ip_info", through=region),
        media=_media(type_, markup, text),
        likes=count(told, "voteup_count", "like_count"),
        comments=count(told, "answer_count") if type_ == "question" else count(told, "comment_count"),
        favourites=count(told, "follower_count" if type_ == "question" else "favlists_count", "favorites_count"),
        views=count(told, "visit_count", "play_count"),
    )


def comment(entry: dict[str, Any], seen: Seen) -> Post:
    """A comment, or the answer to one, as a Post."""
    if entry.get("is_delete") is True:
        raise Rejected("the comment was deleted")
    above = plain(entry.get("reply_comment_id"))
    markup = words(entry, "content") or ""
    text = plain_text(markup) or None
    places = [words(t, "text", through=region) for t in records(entry, "comment_tag") if t.get("type") == "ip_info"]
    return post(
        seen,
        post_id=comment_id("zhihu", native_id(entry, "id")),
        platform="zhihu",
        kind="comment",
        parent_id=seen.parent if above in _ROOTS else comment_id("zhihu", native_id({"id": above}, "id")),
        **account(record(entry, "author"), seen),
        published_at=instant(entry, seen, "created_time"),
        text=text,
        hashtags=hashtags(text),
        region=next(iter(places), None),
        media=_media("comment", markup, text),
        likes=count(entry, "like_count"),
        comments=count(entry, "child_comment_count"),
    )


def account(author: dict[str, Any], seen: Seen) -> dict[str, Any]:
    """Post's columns about an author."""
    verified = None
    if author.get("user_type") is not None or author.get("badge") is not None:
        verified = "person" if records(author, "badge") else "none"
        verified = "organisation" if author.get("user_type") == "organization" else verified
    named = seen.keep_names and verified in ("person", "organisation")
    return {
        "author_id": author_of("zhihu", author, seen, "id"),
        "author_name": words(author, "name", through=plain_text) if named else None,
        "author_verified": verified,
        "author_followers": count(author, "follower_count"),
    }


def _is_card(entry: dict[str, Any]) -> bool:
    return entry.get("type") == "question_feed_card"


def _question_of(question: dict[str, Any], seen: Seen) -> str:
    """The question's id; a question's own list of answers need not tell it again."""
    if not question and seen.parent and seen.parent.startswith("zhihu:"):
        return seen.parent.partition(":")[2]
    return native_id(question, "id")


def _markup(told: dict[str, Any]) -> str:
    """The content; that of an idea is a list of blocks."""
    blocks = told.get("content")
    if isinstance(blocks, list):
        pieces = [words(b, "content") for b in records(told, "content") if b.get("type") == "text"]
        pictures = '<img src="">' if any(b.get("type") == "image" for b in records(told, "content")) else ""
        return "<br>".join(p for p in pieces if p) + pictures
    return words(told, "content") or words(told, "excerpt", "detail", "description") or ""


def _media(type_: str, markup: str, text: str | None) -> list[str]:
    there = (("text", bool(text)), ("image", "<img" in markup), ("video", type_ == "zvideo" or "video-box" in markup))
    return [kind for kind, carried in there if carried]
