"""Engagement counts as Chinese feeds write them: 1.2万, 100万+, 3.5亿, 综艺 1162839.

A wrong count is worse than none: what is not surely a count raises, and what is not told is None, never 0.
"""

import math
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from contract.post import MAX_COUNT

_UNITS = {
    "": 1,
    "千": 10**3,
    "k": 10**3,
    "万": 10**4,
    "w": 10**4,
    "百万": 10**6,
    "m": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}
_COUNTED = "热度|播放|观看|阅读|浏览|讨论|赞同|点赞|评论|转发|分享|收藏|粉丝|回答|关注|赞|人"
# A category word may stand before a heat (综艺 1162839); what is counted may stand behind (1880 万热度).
_COUNT = re.compile(
    r"(?:[^\W\d_]+ +)?(?P<number>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?P<fraction>\.[0-9]+)?"
    rf" ?(?P<unit>百万|千万|[万亿千wkm])?(?P<more>\+)?(?: ?个| ?次)?(?: ?(?:{_COUNTED}))?(?(more)|\+?)"
)
# Buttons show these words instead of a number when they have nothing to tell.
_NOT_TOLD = frozenset(("", "-", "--", "赞", "点赞", "收藏", "评论", "转发", "分享", "喜欢", "抢首评"))


def parse_count(value: Any) -> int | None:
    """A count as an int; None if the feed does not tell it; ValueError for what is no count.

    "100万+" is read as its lower bound. "1.2万" is exact decimal arithmetic; what falls between two whole numbers
    (1.23456万) rounds half up.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return _from_text(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"not a count: {type(value).__name__}")
    if isinstance(value, float) and (not math.isfinite(value) or value != int(value)):
        raise ValueError(f"not a whole number: {value}")
    return _within(int(value))


def parse_heat(value: Any) -> int | None:
    """The heat of a hot list, where words without a number (搜索上升, 正在热转) mean that none is told."""
    if isinstance(value, str) and not any(c.isdigit() for c in value):
        return None
    return parse_count(value)


def _from_text(text: str) -> int | None:
    if len(text) > 60:
        raise ValueError(f"not a count: {len(text)} characters")
    return _read(text)


@lru_cache(maxsize=4096)  # the same few counts are told again and again
def _read(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if plain in _NOT_TOLD:
        return None
    match = _COUNT.fullmatch(plain)
    if not match or (match["fraction"] and not match["unit"] and match["fraction"].strip(".0")):
        raise ValueError(f"not a count: {text!r}")
    number = Decimal(match["number"].replace(",", "") + (match["fraction"] or ""))
    return _within(int((number * _UNITS[match["unit"] or ""]).to_integral_value(ROUND_HALF_UP)))


def _within(count: int) -> int:
    if not 0 <= count <= MAX_COUNT:
        raise ValueError(f"a count lies between 0 and {MAX_COUNT}")
    return count
