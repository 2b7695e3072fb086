"""dataabc/weibo-search: CSV files in all their vintages. Its SQLite table has the columns of weibo_crawler's JSON."""

from typing import Any

from crawlers.importers._origins import author, media, parted, region, text_of
from crawlers.importers._shape import Fixed, Shape, columns, made, of
from crawlers.importers._weibo import mid, own_words, published, repost_kind, verified, weibo_hashtags, weibo_id


def _address(number: Any, word: Any) -> str | None:
    told = mid(number, "id", word)
    return f"https://m.weibo.cn/detail/{told}" if told else None


def _text(said: Any, original: Any) -> str | None:
    told = text_of((said,), ("微博正文",))
    return own_words(told) if original else told


def _hashtags(said: Any, topics: Any, original: Any) -> list[str]:
    return weibo_hashtags(_text(said, original), [] if original else parted(topics, "话题"))


SHAPES = (
    Shape(
        name="weibo-search (CSV)",
        platform="weibo",
        needs=columns("id 微博正文 发布时间"),
        columns={
            "post_id": weibo_id("id", "bid"),
            "platform": Fixed("weibo"),
            "kind": made(repost_kind, "retweet_id"),
            "parent_id": weibo_id("retweet_id"),
            "author_id": author("user_id"),
            "author_name": of("用户昵称"),
            "author_verified": made(verified, "user_authentication"),
            "published_at": published("id", "bid", "发布时间"),
            "text": made(_text, "微博正文", "retweet_id"),
            "hashtags": made(_hashtags, "微博正文", "话题", "retweet_id"),
            "url": made(_address, "id", "bid"),
            "region": region("ip"),
            "media": media("微博正文", image="微博图片url", video="微博视频url"),
            "likes": of("点赞数"),
            "comments": of("评论数"),
            "shares": of("转发数"),
        },
        known=columns("头条文章url 发布位置 艾特用户 发布工具 会员类型 会员等级"),
    ),
)
