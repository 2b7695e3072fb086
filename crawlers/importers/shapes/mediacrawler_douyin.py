"""MediaCrawler's Douyin videos and comments."""

from typing import Any

from crawlers.importers._origins import (
    address_of,
    author,
    carries,
    comment,
    identity,
    media,
    open_tags,
    parent,
    region,
    text,
)
from crawlers.importers._shape import Fixed, Shape, columns, made, of
from crawlers.plain_text import clean

_PEOPLE = columns(
    "nickname avatar sec_uid short_user_id user_unique_id user_signature id add_ts last_modify_ts user_age gender"
)


def _media(said: Any, video: Any, pictures: Any) -> list[str]:
    """A work is a video, unless it has pictures to download and no video."""
    image = carries(pictures)
    there = (
        ("text", isinstance(said, str) and bool(clean(said))),
        ("image", image),
        ("video", carries(video) or not image),
    )
    return [kind for kind, carried in there if carried]


SHAPES = (
    Shape(
        name="MediaCrawler: Douyin videos",
        platform="douyin",
        needs=columns("aweme_id desc create_time liked_count"),
        columns={
            "post_id": identity("douyin", "aweme_id"),
            "platform": Fixed("douyin"),
            "kind": Fixed("video"),
            "author_id": author("user_id"),
            "published_at": of("create_time"),
            "observed_at": of("last_modify_ts"),
            "text": text("desc", "title", through=clean),
            "hashtags": open_tags("desc"),
            "url": address_of("https://www.douyin.com/video/{}", "aweme_id"),
            "region": region(),
            "media": made(_media, "desc", "video_download_url", "note_download_url"),
            "likes": of("liked_count"),
            "comments": of("comment_count"),
            "shares": of("share_count"),
            "favourites": of("collected_count"),
            "query": of("source_keyword"),
        },
        known=_PEOPLE | columns("aweme_type aweme_url cover_url music_download_url"),
    ),
    Shape(
        name="MediaCrawler: Douyin comments",
        platform="douyin",
        needs=columns("comment_id aweme_id content create_time"),
        columns={
            "post_id": comment("douyin", "comment_id"),
            "platform": Fixed("douyin"),
            "kind": Fixed("comment"),
            "parent_id": parent("douyin", "parent_comment_id", "aweme_id"),
            "author_id": author("user_id"),
            "published_at": of("create_time"),
            "observed_at": of("last_modify_ts"),
            "text": text("content", through=clean),
            "hashtags": open_tags("content"),
            "region": region(),
            "media": media("content", image="pictures"),
            "likes": of("like_count"),
            "comments": of("sub_comment_count"),
        },
        known=_PEOPLE,
    ),
)
