"""MediaCrawler's Zhihu answers, articles and videos, and comments on them."""

from typing import Any

from crawlers.importers._origins import author, comment, identity, native, parent, tags, text
from crawlers.importers._shape import Fixed, Shape, columns, made, of
from crawlers.plain_text import plain_text
from crawlers.reading import Rejected, shown

_KINDS = {"answer": "answer", "article": "post", "zvideo": "video", "question": "question"}
_FORMS = {
    "answer": "https://www.zhihu.com/question/{parent}/answer/{id}",
    "article": "https://zhuanlan.zhihu.com/p/{id}",
    "zvideo": "https://www.zhihu.com/zvideo/{id}",
    "question": "https://www.zhihu.com/question/{id}",
}
_PEOPLE = columns("user_nickname user_link user_avatar user_url_token id add_ts last_modify_ts")


def _kind(type_: Any) -> str:
    if not isinstance(type_, str) or type_ not in _KINDS:
        raise Rejected(f"content_type is not one of {' '.join(_KINDS)}: {shown(type_)}")
    return _KINDS[type_]


def _parent(type_: Any, question: Any) -> str | None:
    told = native(question, "question_id") if type_ == "answer" else None
    return f"zhihu:{told}" if told else None


def _url(type_: Any, content: Any, question: Any) -> str | None:
    told, above = native(content, "content_id"), native(question, "question_id") if type_ == "answer" else "-"
    return _FORMS[_kind_name(type_)].format(id=told, parent=above) if told and above else None


def _kind_name(type_: Any) -> str:
    _kind(type_)
    return str(type_)


def _media(type_: Any, said: Any) -> list[str]:
    there = (("text", isinstance(said, str) and bool(plain_text(said))), ("video", type_ == "zvideo"))
    return [kind for kind, carried in there if carried]


SHAPES = (
    Shape(
        name="MediaCrawler: Zhihu answers and articles",
        platform="zhihu",
        needs=columns("content_id content_type content_text created_time voteup_count"),
        columns={
            "post_id": identity("zhihu", "content_id"),
            "platform": Fixed("zhihu"),
            "kind": made(_kind, "content_type"),
            "parent_id": made(_parent, "content_type", "question_id"),
            "author_id": author("user_id"),
            "published_at": of("created_time"),
            "observed_at": of("last_modify_ts"),
            "title": text("title"),
            "text": text("content_text", "desc"),
            "hashtags": tags("content_text"),
            "url": made(_url, "content_type", "content_id", "question_id"),
            "media": made(_media, "content_type", "content_text"),
            "likes": of("voteup_count"),
            "comments": of("comment_count"),
            "query": of("source_keyword"),
        },
        known=_PEOPLE | columns("content_url updated_time"),
    ),
    Shape(
        name="MediaCrawler: Zhihu comments",
        platform="zhihu",
        needs=columns("comment_id content_id content publish_time dislike_count"),
        columns={
            "post_id": comment("zhihu", "comment_id"),
            "platform": Fixed("zhihu"),
            "kind": Fixed("comment"),
            "parent_id": parent("zhihu", "parent_comment_id", "content_id"),
            "author_id": author("user_id"),
            "published_at": of("publish_time"),
            "observed_at": of("last_modify_ts"),
            "text": text("content"),
            "hashtags": tags("content"),
            "region": of("ip_location"),
            "likes": of("like_count"),
            "comments": of("sub_comment_count"),
        },
        known=_PEOPLE | columns("content_type dislike_count"),
    ),
)
