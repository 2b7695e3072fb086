"""Hashtags as platforms write them: #话题#, #话题[超话]#, #护肤[话题]#."""

import re
from collections.abc import Iterable

from crawlers.plain_text import clean

_HASHTAG = re.compile(r"#([^#\n\r]{0,79}[^#\s])#")
_MARK = re.compile(r"\[(?:超话|话题)\]$")
_MARKS = re.compile(r"\[(?:超话|话题)\](?=#)")


def hashtags(text: str | None, told: Iterable[str | None] = ()) -> list[str]:
    """Hashtags in the text, then those only the feed tells, each once, without # signs and the platform's marks."""
    found = [*(_HASHTAG.findall(text) if text and "#" in text else ()), *told]
    named = (_MARK.sub("", clean(tag.strip("# "))).strip() for tag in found if tag)
    return list(dict.fromkeys(name for name in named if name and not name.isspace()))


def unmarked(text: str) -> str:
    """Text whose hashtags read as a person sees them: #护肤[话题]# becomes #护肤#."""
    return _MARKS.sub("", text) if "]#" in text else text
