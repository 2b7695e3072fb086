"""Post text is hostile: what stands here is done to every quoted text, name and address before it reaches a template.

Escaping is the template's work (autoescape is always on); this file takes away what escaping cannot: characters that
reorder, hide or overprint their neighbours, addresses that run code, and walls of text.
"""

import unicodedata
from urllib.parse import urlsplit

MAX_QUOTE = 180  # characters of a quoted post
MAX_NAME = 300  # characters of a topic's or an account's name
_ZERO_WIDTH_JOINER = "\u200d"
_MAX_MARKS = 2  # combining marks on one character; more of them paint over the lines above and below
_MAX_URL = 2000


def clean(text: str | None) -> str:
    """One line without control, bidi, zero-width and private characters; emoji sequences stay whole."""
    kept: list[str] = []
    marks = 0
    for character in text or "":
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if category in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif category in ("Cf", "Cs", "Co", "Cn"):
            if character == _ZERO_WIDTH_JOINER and kept and _joins(kept[-1]):
                kept.append(character)
        elif marks <= _MAX_MARKS:
            kept.append(character)
    return " ".join("".join(kept).rstrip(_ZERO_WIDTH_JOINER).split())


def _joins(character: str) -> bool:
    return character == "\ufe0f" or unicodedata.category(character) in ("So", "Sk")


def quote(text: str | None, limit: int = MAX_QUOTE) -> str:
    """A cleaned text of at most `limit` characters; a cut one ends in an ellipsis."""
    # Cleaning looks at each character: a megabyte is cut to a generous piece first.
    line = clean((text or "")[: limit * 8])
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def excerpt(text: str, start: int, length: int, limit: int = MAX_QUOTE) -> tuple[str, str, str]:
    """What comes before a mention, the mention, and what comes after it, cleaned and together about `limit` characters.

    Of a long text what stands around the mention is kept; where it is cut stands an ellipsis.
    """
    before, mention, after = text[:start], text[start : start + length], text[start + length :]
    shown = clean(mention[:limit])
    room = max(limit - len(shown), 20)
    head, tail = _spaced(before[-limit * 8 :]), _spaced(after[: limit * 8])
    for_head = max(room // 3, room - len(tail))
    if len(head) > for_head or len(before) > limit * 8:
        head = "…" + head[max(0, len(head) - for_head + 1) :].lstrip()
    if len(tail) > room - len(head) or len(after) > limit * 8:
        tail = tail[: max(room - len(head) - 1, 0)].rstrip() + "…"
    return head, shown, tail


def _spaced(text: str) -> str:
    """A cleaned text that keeps a blank at either end, where its neighbour stands."""
    line = clean(text)
    return (" " if text[:1].isspace() else "") + line + (" " if line and text[-1:].isspace() else "")


def web_address(url: str | None) -> str | None:
    """The address if it is a plain http or https one that may become a link, else None."""
    if not url or len(url) > _MAX_URL or url != clean(url).replace(" ", ""):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and parts.hostname else None
