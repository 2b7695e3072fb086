"""MediaCrawler's Bilibili videos, comments on them, and dynamics of their makers."""

from typing import Any

from crawlers.ids import comment_id
from crawlers.importers._origins import address, author, comment, identity, native, tags, text
from crawlers.importers._shape import Fixed, Shape, columns, made, of
from crawlers.mappings.bilibili_ids import bvid_of
from crawlers.plain_text import clean
from crawlers.reading import Rejected

_PEOPLE = columns("nickname avatar sex sign user_name id add_ts last_modify_ts")


def _media(said: Any) -> list[str]:
    return ["text", "video"] if isinstance(said, str) and clean(said) else ["video"]


def _video(told: Any) -> str | None:
    """The post's id: the word of a video, which follows from its old number."""
    found = native(told, "video_id")
    number = (found or "").removeprefix("av")
    if not number.isdigit():
        return f"bilibili:{found}" if found else None
    try:
        return f"bilibili:{bvid_of(int(number))}"
    except ValueError as error:
        raise Rejected(f"video_id is {error}") from None


def _answered(above: Any, video: Any) -> str | None:
    told = native(above, "parent_comment_id")
    return comment_id("bilibili", told) if told else _video(video)


SHAPES = (
    Shape(
        name="MediaCrawler: Bilibili videos",
        platform="bilibili",
        needs=columns("video_id title create_time video_play_count"),
        columns={
            "post_id": made(_video, "video_id"),
            "platform": Fixed("bilibili"),
            "kind": Fixed("video"),
            "author_id": author("user_id"),
            "published_at": of("create_time"),
            "observed_at": of("last_modify_ts"),
            "title": text("title", through=clean),
            "text": text("desc", through=clean),
            "hashtags": tags("desc", through=clean),
            "url": address("video_url"),
            "media": made(_media, "desc"),
            "likes": of("liked_count"),
            "comments": of("video_comment"),
            "shares": of("video_share_count"),
            "favourites": of("video_favorite_count"),
            "views": of("video_play_count"),
            "query": of("source_keyword"),
        },
        known=_PEOPLE | columns("video_type disliked_count video_coin_count video_danmaku video_cover_url"),
    ),
    Shape(
        name="MediaCrawler: Bilibili comments",
        platform="bilibili",
        needs=columns("comment_id video_id content create_time parent_comment_id"),
        columns={
            "post_id": comment("bilibili", "comment_id"),
            "platform": Fixed("bilibili"),
            "kind": Fixed("comment"),
            "parent_id": made(_answered, "parent_comment_id", "video_id"),
            "author_id": author("user_id"),
            "published_at": of("create_time"),
            "observed_at": of("last_modify_ts"),
            "text": text("content", through=clean),
            "hashtags": tags("content", through=clean),
            "likes": of("like_count"),
            "comments": of("sub_comment_count"),
        },
        known=_PEOPLE,
    ),
    Shape(
        name="MediaCrawler: Bilibili dynamics",
        platform="bilibili",
        needs=columns("dynamic_id text pub_ts total_liked"),
        columns={
            "post_id": identity("bilibili", "dynamic_id", mark="dynamic-"),
            "platform": Fixed("bilibili"),
            "kind": Fixed("post"),
            "author_id": author("user_id"),
            "published_at": of("pub_ts"),
            "observed_at": of("last_modify_ts"),
            "text": text("text", through=clean),
            "hashtags": tags("text", through=clean),
            "likes": of("total_liked"),
            "comments": of("total_comments"),
            "shares": of("total_forwards"),
        },
        known=_PEOPLE | columns("type"),
    ),
)
