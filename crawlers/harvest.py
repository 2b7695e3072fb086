"""Harvest: what one answer gave. Scrapy's item here, a page at a time, because items one by one cost twice the time."""

from collections.abc import Sequence
from dataclasses import dataclass

from contract.post import Post
from crawlers.rejections import Rejection


@dataclass(frozen=True, slots=True)
class Harvest:
    """Posts and rejections of one answer to one query."""

    query: str
    url: str
    posts: Sequence[Post]
    rejections: Sequence[Rejection]
