"""dataabc/weibo-crawler: CSV and JSON files, and the SQLite table that weibo-search writes in the same columns.

A row of a repost carries its original: it becomes two posts where the original is whole. CSV files tell the account
by their name only.
"""

from typing import Any

from crawlers.importers._origins import author, media, parted, region, text_of
from crawlers.importers._shape import Fixed, Row, Shape, columns, made, of
from crawlers.importers._values import told
from crawlers.importers._weibo import mid, own_words, published, repost_kind, verified, weibo_hashtags, weibo_id

_ORIGINAL = "源微博"
_LEFT_OUT = columns("头条文章url 位置 工具 @用户 是否编辑过 编辑次数") | {"Live Photo视频url"}
_READ = columns("正文 原始图片url 视频url 日期 点赞数 评论数 转发数 话题 完整日期")
_JSON_MARKS = ("id", "text", "created_at")


def _address(number: Any, word: Any) -> str | None:
    told_id = mid(number, "id", word)
    return f"https://m.weibo.cn/detail/{told_id}" if told_id else None


def _text(said: Any, original: Any) -> str | None:
    written = text_of((said,), ("text",))
    return own_words(written) if original else written


def _hashtags(said: Any, topics: Any, original: Any) -> list[str]:
    return weibo_hashtags(_text(said, original), [] if original else parted(topics, "topics"))


def _parts(row: Row) -> list[Row]:
    """A row of JSON, and its original if that is still there."""
    original = row.get("retweet")
    if not isinstance(original, dict) or not told(original.get("id")):
        return [row]
    own = {**row, "retweet_id": original.get("id")}
    whole = all(told(original.get(name)) for name in _JSON_MARKS) and told(original.get("user_id"))
    return [own, original] if whole else [own]


def _csv_parts(row: Row) -> list[Row]:
    """A row of CSV, and its original, whose columns begin with 源微博, if that is still there."""
    if not told(row.get("源微博id")):
        return [row]
    original = {name.removeprefix(_ORIGINAL): value for name, value in row.items() if name.startswith(_ORIGINAL)}
    whole = told(row.get("源用户id")) and all(told(original.get(name)) for name in ("正文", "日期"))
    return [row, {**original, "user_id": row["源用户id"]}] if whole else [row]


SHAPES = (
    Shape(
        name="weibo-crawler (JSON), weibo-search (SQLite)",
        platform="weibo",
        needs=columns("id bid user_id text created_at attitudes_count reposts_count"),
        parts=_parts,
        columns={
            "post_id": weibo_id("id", "bid"),
            "platform": Fixed("weibo"),
            "kind": made(repost_kind, "retweet_id"),
            "parent_id": weibo_id("retweet_id"),
            "author_id": author("user_id"),
            "author_name": of("screen_name"),
            "author_verified": made(verified, "user_authentication"),
            "published_at": published("id", "bid", "full_created_at", "created_at"),
            "text": made(_text, "text", "retweet_id"),
            "hashtags": made(_hashtags, "text", "topics", "retweet_id"),
            "url": made(_address, "id", "bid"),
            "region": region("ip"),
            "media": media("text", image="pics", video="video_url", live="live_photo_url"),
            "likes": of("attitudes_count"),
            "comments": of("comments_count"),
            "shares": of("reposts_count"),
        },
        known=columns(
            "article_url links location source at_users retweet vip_type vip_level edited edit_count page_info gender"
        ),
    ),
    Shape(
        name="weibo-crawler (CSV)",
        platform="weibo",
        needs=columns("id 正文 日期 点赞数"),
        parts=_csv_parts,
        from_name=lambda file: {"user_id": file} if file.isascii() and file.isdigit() else {},
        columns={
            "post_id": weibo_id("id", "bid"),
            "platform": Fixed("weibo"),
            "kind": made(repost_kind, "源微博id"),
            "parent_id": weibo_id("源微博id", "源微博bid"),
            "author_id": author("user_id"),
            "published_at": published("id", "bid", "完整日期", "日期"),
            "text": made(_text, "正文", "源微博id"),
            "hashtags": made(_hashtags, "正文", "话题", "源微博id"),
            "url": made(_address, "id", "bid"),
            "media": media("正文", image="原始图片url", video="视频url"),
            "likes": of("点赞数"),
            "comments": of("评论数"),
            "shares": of("转发数"),
        },
        known=_LEFT_OUT
        | {f"{_ORIGINAL}{name}" for name in (*_LEFT_OUT, *_READ)}
        | columns("是否原创 源用户id 源用户昵称"),
    ),
)
