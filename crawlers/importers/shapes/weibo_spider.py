"""nghuyong/WeiboSpider: JSON Lines of tweets and of comments."""

from typing import Any

from crawlers.ids import comment_id
from crawlers.importers._origins import comment, native, region, text_of
from crawlers.importers._shape import Fixed, Shape, columns, made, of
from crawlers.importers._weibo import mid, own_words, weibo_hashtags, weibo_id
from crawlers.reading import Rejected, shown


def _account(user: Any) -> dict[str, Any]:
    if user is not None and not isinstance(user, dict):
        raise Rejected(f"user is not an object: {shown(user)}")
    return user or {}


def _author(user: Any) -> str | None:
    return native(_account(user).get("_id"), "user._id")


def _verified(user: Any) -> str | None:
    """`verified`, and where it is told its kind: 0 a person, 1 to 7 organisations."""
    told, kind = _account(user).get("verified"), _account(user).get("verified_type")
    if not isinstance(told, bool):
        return None
    if not told:
        return "none"
    if kind is None or isinstance(kind, bool) or not isinstance(kind, int):
        return "person"
    return "person" if kind == 0 else "organisation" if 1 <= kind <= 7 else "none"


def _followers(user: Any) -> Any:
    return _account(user).get("followers_count")


def _name(user: Any) -> str | None:
    name = _account(user).get("nick_name")
    return name if isinstance(name, str) else None


def _text(said: Any, original: Any = None) -> str | None:
    told = text_of((said,), ("content",))
    return own_words(told) if original else told


def _hashtags(said: Any, original: Any = None) -> list[str]:
    return weibo_hashtags(_text(said, original), [])


def _media(said: Any, pictures: Any, video: Any) -> list[str]:
    there = (("text", bool(_text(said))), ("image", bool(pictures)), ("video", bool(video)))
    return [kind for kind, carried in there if carried]


def _address(number: Any, word: Any) -> str | None:
    told = mid(number, "_id", word)
    return f"https://m.weibo.cn/detail/{told}" if told else None


def _answered(reply: Any, *posts: Any) -> str | None:
    """What a comment answers: another comment, or the post."""
    above = native(reply.get("_id"), "reply_comment") if isinstance(reply, dict) else None
    if above:
        return comment_id("weibo", above)
    found = mid(next((value for value in posts if value is not None), None), "tweet_id")
    return f"weibo:{found}" if found else None


SHAPES = (
    Shape(
        name="WeiboSpider: tweets",
        platform="weibo",
        needs=columns("_id mblogid content created_at user"),
        columns={
            "post_id": weibo_id("_id", "mblogid"),
            "platform": Fixed("weibo"),
            "kind": made(lambda original: "repost" if native(original, "retweet_id") else "post", "retweet_id"),
            "parent_id": weibo_id("retweet_id"),
            "author_id": made(_author, "user"),
            "author_name": made(_name, "user"),
            "author_verified": made(_verified, "user"),
            "author_followers": made(_followers, "user"),
            "published_at": of("created_at"),
            "observed_at": of("crawl_time"),
            "text": made(_text, "content", "retweet_id"),
            "hashtags": made(_hashtags, "content", "retweet_id"),
            "url": made(_address, "_id", "mblogid"),
            "region": region(),
            "media": made(_media, "content", "pic_urls", "video"),
            "likes": of("attitudes_count"),
            "comments": of("comments_count"),
            "shares": of("reposts_count"),
            "query": of("keyword"),
        },
        known=columns("geo source pic_num isLongText url video_online_numbers"),
    ),
    Shape(
        name="WeiboSpider: comments",
        platform="weibo",
        needs=columns("_id content created_at comment_user"),
        columns={
            "post_id": comment("weibo", "_id"),
            "platform": Fixed("weibo"),
            "kind": Fixed("comment"),
            "parent_id": made(_answered, "reply_comment", "tweet_id", "weibo_id", "mid"),
            "author_id": made(_author, "comment_user"),
            "author_name": made(_name, "comment_user"),
            "author_verified": made(_verified, "comment_user"),
            "author_followers": made(_followers, "comment_user"),
            "published_at": of("created_at"),
            "observed_at": of("crawl_time"),
            "text": made(_text, "content"),
            "hashtags": made(_hashtags, "content"),
            "region": region(),
            "likes": of("like_counts"),
            "comments": of("sub_comment_count"),
        },
        known=columns("url"),
    ),
)
