"""Where something was posted from, as platforms show it: 发布于 江西, 来自江西, IP属地：江西, IP 属地江西."""

import re

from crawlers.plain_text import clean

_SAID_BEFORE = re.compile(r"^(?:发布于|来自|IP ?属地[:\uff1a]?)\s*", re.IGNORECASE)
_NOT_TOLD = frozenset(("未知", "其他"))


def region(told: str) -> str:
    """The place alone; empty if the platform says that it does not know."""
    place = clean(_SAID_BEFORE.sub("", clean(told)))
    return "" if place in _NOT_TOLD else place
