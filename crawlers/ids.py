"""Post ids: one rule for crawled and imported posts, so that a thing has one id and no two things share one.

A platform counts its comments apart from its posts, so a comment's number may be a post's number too: comments carry
a c before theirs, which no platform's own id of a post does at the same length. Lines of a hot search list are known
by their words, where the platform does not number them, and by the day: tomorrow the same line has another heat.
"""

import re
from datetime import datetime

from contract.clock import day_of
from crawlers.plain_text import clean

_COMMENT = re.compile(r"c(?:[0-9]+|[0-9a-f]{24})")
_LONGEST = 150  # characters of a line's words


def comment_id(platform: str, native: str) -> str:
    """The post_id of a comment: weibo:c5230000000000001."""
    return f"{platform}:c{native}"


def hot_search_id(platform: str, words: str, observed_at: datetime) -> str:
    """The post_id of a line of a hot search list: weibo:长续航@20261118. Empty words give an empty id."""
    name = re.sub(r"\s+", "_", clean(clean(words).strip("#")))[:_LONGEST]
    return f"{platform}:{name}@{day_of(observed_at):%Y%m%d}" if name else ""


def opens(post_id: str) -> bool:
    """Whether the id is that of a post that can be asked for by itself: no comment's, no hot search line's."""
    native = post_id.partition(":")[2]
    return "@" not in native and not _COMMENT.fullmatch(native)
