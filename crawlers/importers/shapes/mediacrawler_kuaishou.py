"""MediaCrawler's Kuaishou videos and comments; the tool writes `viewd_count`, comments tell no likes and no threads."""

from typing import Any

from crawlers.importers._origins import address, author, comment, identity, open_tags, parent, text
from crawlers.importers._shape import Fixed, Shape, columns, made, of
from crawlers.plain_text import clean

_PEOPLE = columns("nickname avatar id add_ts last_modify_ts")


def _media(said: Any) -> list[str]:
    return ["text", "video"] if isinstance(said, str) and clean(said) else ["video"]


SHAPES = (
    Shape(
        name="MediaCrawler: Kuaishou videos",
        platform="kuaishou",
        needs=columns("video_id title create_time viewd_count"),
        columns={
            "post_id": identity("kuaishou", "video_id"),
            "platform": Fixed("kuaishou"),
            "kind": Fixed("video"),
            "author_id": author("user_id"),
            "published_at": of("create_time"),
            "observed_at": of("last_modify_ts"),
            "text": text("desc", "title", through=clean),
            "hashtags": open_tags("desc"),
            "url": address("video_url"),
            "media": made(_media, "desc"),
            "likes": of("liked_count"),
            "views": of("viewd_count"),
            "query": of("source_keyword"),
        },
        known=_PEOPLE | columns("video_type video_cover_url video_play_url"),
    ),
    Shape(
        name="MediaCrawler: Kuaishou comments",
        platform="kuaishou",
        needs=columns("comment_id video_id content create_time"),
        columns={
            "post_id": comment("kuaishou", "comment_id"),
            "platform": Fixed("kuaishou"),
            "kind": Fixed("comment"),
            "parent_id": parent("kuaishou", "parent_comment_id", "video_id"),
            "author_id": author("user_id"),
            "published_at": of("create_time"),
            "observed_at": of("last_modify_ts"),
            "text": text("content", through=clean),
            "hashtags": open_tags("content"),
            "likes": of("like_count"),
            "comments": of("sub_comment_count"),
        },
        known=_PEOPLE,
    ),
)
