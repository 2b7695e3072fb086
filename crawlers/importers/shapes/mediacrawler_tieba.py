"""MediaCrawler's Tieba threads and comments; older files tell the author by a link only, which stands for the id."""

from typing import Any

from crawlers.importers._origins import address, author, comment, identity, native, parent, region, tags, text
from crawlers.importers._shape import Fixed, Made, Shape, columns, made, of
from crawlers.reading import words

_PEOPLE = columns("user_nickname user_avatar id add_ts last_modify_ts tieba_id tieba_name tieba_link")


def _author() -> Made:
    by_id = author("user_id")

    def make(hash_: Any, user_id: Any, link: Any) -> str | None:
        return by_id.make(hash_, native(user_id, "user_id")) or words({"user_link": link}, "user_link")

    return made(make, "creator_hash", "user_id", "user_link")


SHAPES = (
    Shape(
        name="MediaCrawler: Tieba threads",
        platform="tieba",
        needs=columns("note_id title publish_time tieba_name total_replay_num"),
        columns={
            "post_id": identity("tieba", "note_id"),
            "platform": Fixed("tieba"),
            "kind": Fixed("post"),
            "author_id": _author(),
            "published_at": of("publish_time"),
            "observed_at": of("last_modify_ts"),
            "title": text("title"),
            "text": text("desc"),
            "hashtags": tags("desc"),
            "url": address("note_url"),
            "region": region(),
            "comments": of("total_replay_num"),
            "query": of("source_keyword"),
        },
        known=_PEOPLE | columns("total_replay_page"),
    ),
    Shape(
        name="MediaCrawler: Tieba comments",
        platform="tieba",
        needs=columns("comment_id note_id content publish_time tieba_name"),
        columns={
            "post_id": comment("tieba", "comment_id"),
            "platform": Fixed("tieba"),
            "kind": Fixed("comment"),
            "parent_id": parent("tieba", "parent_comment_id", "note_id"),
            "author_id": _author(),
            "published_at": of("publish_time"),
            "observed_at": of("last_modify_ts"),
            "text": text("content"),
            "hashtags": tags("content"),
            "region": region(),
            "comments": of("sub_comment_count"),
        },
        known=_PEOPLE | columns("note_url"),
    ),
)
