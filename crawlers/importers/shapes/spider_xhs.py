"""cv-cat/Spider_XHS: spreadsheets of Xiaohongshu notes and comments, and the same rows as JSON.

The spreadsheets have Chinese headings and hold every value as Python prints it: `None`, `['图一', '图二']`.
"""

from collections.abc import Callable
from typing import Any

from crawlers.hashtags import hashtags, unmarked
from crawlers.ids import comment_id
from crawlers.importers._origins import native, parted, text_of
from crawlers.importers._shape import Fixed, Made, Of, Shape, columns, made
from crawlers.plain_text import clean
from crawlers.reading import words

_HEADINGS = {
    "note_id": "笔记id", "note_url": "笔记url", "note_type": "笔记类型", "user_id": "用户id", "home_url": "用户主页url",
    "nickname": "昵称", "avatar": "头像url", "title": "标题", "desc": "描述", "liked_count": "点赞数量",
    "collected_count": "收藏数量", "comment_count": "评论数量", "share_count": "分享数量", "video_cover": "视频封面url",
    "video_addr": "视频地址url", "image_list": "图片地址url列表", "tags": "标签", "upload_time": "上传时间",
    "ip_location": "ip归属地", "comment_id": "评论id", "content": "评论内容", "show_tags": "评论标签",
    "like_count": "点赞数量", "pictures": "图片地址url列表",
}  # fmt: skip
_NOT_TOLD = frozenset(("None", "无标题", "未知", "[]", "null"))
_LEFT_OUT = columns("note_url home_url nickname avatar video_cover show_tags")


def _told(value: Any) -> Any:
    return None if isinstance(value, str) and value.strip() in _NOT_TOLD else value


def _unmarked(told: str) -> str:
    return unmarked(clean(told))


def _parts(told: Any, name: str) -> list[str]:
    """Texts of a list, or of what Python prints for one."""
    told = _told(told)
    if not isinstance(told, str):
        return parted(told, name)
    return [part.strip(" '\"") for part in parted(told.strip().strip("[]"), name) if part.strip(" '\"")]


def _text(said: Any) -> str | None:
    return text_of((_told(said),), ("text",), _unmarked)


def _hashtags(said: Any, tags: Any = None) -> list[str]:
    return hashtags(_text(said), _parts(tags, "tags"))


def _note_media(said: Any, type_: Any, video: Any) -> list[str]:
    is_video = type_ == "视频" or bool(_told(video))
    there = (("text", bool(_text(said))), ("image", not is_video), ("video", is_video))
    return [kind for kind, carried in there if carried]


def _comment_media(said: Any, pictures: Any) -> list[str]:
    there = (("text", bool(_text(said))), ("image", bool(_parts(pictures, "pictures"))))
    return [kind for kind, carried in there if carried]


def _word(value: Any) -> str | None:
    return words({"text": _told(value)}, "text")


def _identity(name: str) -> Callable[[Any], str | None]:
    def make(value: Any) -> str | None:
        told = native(_told(value), name)
        return f"xiaohongshu:{told}" if told else None

    return make


def _comment(value: Any) -> str | None:
    told = native(_told(value), "comment_id")
    return comment_id("xiaohongshu", told) if told else None


def _address(note: Any) -> str | None:
    told = native(_told(note), "note_id")
    return f"https://www.xiaohongshu.com/explore/{told}" if told else None


def _author(user: Any) -> str | None:
    return native(_told(user), "user_id")


def _shapes(named: str, heading: Callable[[str], str]) -> tuple[Shape, ...]:
    """The shapes of notes and comments, each column under its heading."""

    def read(make: Callable[..., Any], *names: str) -> Made:
        return made(make, *map(heading, names))

    def needed(names: str) -> frozenset[str]:
        return frozenset(map(heading, names.split()))

    both: dict[str, Of | Fixed | Made] = {
        "platform": Fixed("xiaohongshu"),
        "author_id": read(_author, "user_id"),
        "published_at": read(_told, "upload_time"),
        "region": read(_word, "ip_location"),
    }
    left_out = frozenset(map(heading, _LEFT_OUT))
    notes = Shape(
        name=f"Spider_XHS: notes ({named})",
        platform="xiaohongshu",
        needs=needed("note_id note_type desc upload_time collected_count"),
        columns={
            **both,
            "post_id": read(_identity("note_id"), "note_id"),
            "kind": Fixed("note"),
            "title": read(_word, "title"),
            "text": read(_text, "desc"),
            "hashtags": read(_hashtags, "desc", "tags"),
            "url": read(_address, "note_id"),
            "media": read(_note_media, "desc", "note_type", "video_addr"),
            "likes": read(_told, "liked_count"),
            "comments": read(_told, "comment_count"),
            "shares": read(_told, "share_count"),
            "favourites": read(_told, "collected_count"),
        },
        known=left_out | {heading("image_list")},
    )
    comments = Shape(
        name=f"Spider_XHS: comments ({named})",
        platform="xiaohongshu",
        needs=needed("comment_id note_id content upload_time like_count"),
        columns={
            **both,
            "post_id": read(_comment, "comment_id"),
            "kind": Fixed("comment"),
            "parent_id": read(_identity("note_id"), "note_id"),
            "text": read(_text, "content"),
            "hashtags": read(_hashtags, "content"),
            "media": read(_comment_media, "content", "pictures"),
            "likes": read(_told, "like_count"),
        },
        known=left_out,
    )
    return notes, comments


SHAPES = (
    *_shapes("sheets", _HEADINGS.__getitem__),
    *_shapes("JSON", str),
    Shape(
        name="Spider_XHS: accounts",
        needs=columns("用户id 小红书号 粉丝数量"),
        no_posts="it holds accounts, not posts; nothing of it is needed, because authors become pseudonyms",
    ),
)
