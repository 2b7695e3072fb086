"""MediaCrawler's Xiaohongshu notes and comments."""

from crawlers.hashtags import hashtags, unmarked
from crawlers.importers._origins import (
    address_of,
    author,
    carries,
    comment,
    identity,
    media,
    parent,
    parted,
    region,
    text,
)
from crawlers.importers._shape import Fixed, Shape, columns, made, of
from crawlers.plain_text import clean
from crawlers.reading import plain, words

_PEOPLE = columns("nickname avatar id add_ts last_modify_ts")


def _unmarked(told: str) -> str:
    return unmarked(clean(told))


def _hashtags(desc: object, tag_list: object) -> list[str]:
    return hashtags(words({"desc": desc}, "desc", through=_unmarked), parted(tag_list, "tag_list"))


def _media(desc: object, type_: object, video: object, images: object) -> list[str]:
    is_video = plain(type_) == "video" or carries(video)
    image = carries(images) or (not is_video and plain(type_) == "normal")
    there = (("text", isinstance(desc, str) and bool(clean(desc))), ("image", image), ("video", is_video))
    return [kind for kind, carried in there if carried]


SHAPES = (
    Shape(
        name="MediaCrawler: Xiaohongshu notes",
        platform="xiaohongshu",
        needs=columns("note_id type title desc time liked_count collected_count"),
        columns={
            "post_id": identity("xiaohongshu", "note_id"),
            "platform": Fixed("xiaohongshu"),
            "kind": Fixed("note"),
            "author_id": author("user_id"),
            "published_at": of("time"),
            "observed_at": of("last_modify_ts"),
            "title": of("title"),
            "text": text("desc", through=_unmarked),
            "hashtags": made(_hashtags, "desc", "tag_list"),
            "url": address_of("https://www.xiaohongshu.com/explore/{}", "note_id"),
            "region": region(),
            "media": made(_media, "desc", "type", "video_url", "image_list"),
            "likes": of("liked_count"),
            "comments": of("comment_count"),
            "shares": of("share_count"),
            "favourites": of("collected_count"),
            "query": of("source_keyword"),
        },
        known=_PEOPLE | columns("last_update_time note_url xsec_token"),
    ),
    Shape(
        name="MediaCrawler: Xiaohongshu comments",
        platform="xiaohongshu",
        needs=columns("comment_id note_id content create_time sub_comment_count pictures"),
        columns={
            "post_id": comment("xiaohongshu", "comment_id"),
            "platform": Fixed("xiaohongshu"),
            "kind": Fixed("comment"),
            "parent_id": parent("xiaohongshu", "parent_comment_id", "note_id"),
            "author_id": author("user_id"),
            "published_at": of("create_time"),
            "observed_at": of("last_modify_ts"),
            "text": text("content", through=_unmarked),
            "hashtags": made(lambda said: _hashtags(said, None), "content"),
            "region": region(),
            "media": media("content", image="pictures"),
            "likes": of("like_count"),
            "comments": of("sub_comment_count"),
        },
        known=_PEOPLE,
    ),
)
