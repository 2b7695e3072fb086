"""MediaCrawler's Weibo posts and comments, as its files and its tables hold them."""

from crawlers.importers._origins import address_of, author, comment, parent, region, tags, text
from crawlers.importers._shape import Fixed, Shape, columns, made, of
from crawlers.importers._weibo import weibo_id
from crawlers.plain_text import plain_text

_PEOPLE = columns("nickname avatar gender profile_url id add_ts create_date_time last_modify_ts")

SHAPES = (
    Shape(
        name="MediaCrawler: Weibo posts",
        platform="weibo",
        needs=columns("note_id content create_time comments_count shared_count"),
        columns={
            "post_id": weibo_id("note_id"),
            "platform": Fixed("weibo"),
            "kind": Fixed("post"),
            "author_id": author("user_id"),
            "published_at": of("create_time", "create_date_time"),
            "observed_at": of("last_modify_ts"),
            "text": text("content"),
            "hashtags": tags("content"),
            "url": address_of("https://m.weibo.cn/detail/{}", "note_id"),
            "region": region(),
            "likes": of("liked_count"),
            "comments": of("comments_count"),
            "shares": of("shared_count"),
            "query": of("source_keyword"),
        },
        known=_PEOPLE | columns("note_url image_list video_url"),
    ),
    Shape(
        name="MediaCrawler: Weibo comments",
        platform="weibo",
        needs=columns("comment_id note_id content create_time comment_like_count"),
        columns={
            "post_id": comment("weibo", "comment_id"),
            "platform": Fixed("weibo"),
            "kind": Fixed("comment"),
            "parent_id": parent("weibo", "parent_comment_id", "note_id"),
            "author_id": author("user_id"),
            "published_at": of("create_time", "create_date_time"),
            "observed_at": of("last_modify_ts"),
            "text": text("content"),
            "hashtags": tags("content"),
            "region": region(),
            "media": made(lambda said: ["text"] if isinstance(said, str) and plain_text(said) else [], "content"),
            "likes": of("comment_like_count"),
            "comments": of("sub_comment_count"),
        },
        known=_PEOPLE,
    ),
)
