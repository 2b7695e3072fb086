"""Feed markup to plain text: emoticons keep their name ([哇]), breaks become newlines, the rest is as written.

Works by linear passes, because a post may be hostile: no pattern here can be made to take quadratic time.
"""

import html
import re

_BREAK = re.compile(r"<(?:br\s*/?|/p|/div|/li|/h[1-6]|/blockquote|/tr)\s*>", re.IGNORECASE)
_EMOTICON = re.compile(r"<img\b[^<>]{0,2000}?\balt=[\"']?(\[[^\[\]<>\"']{1,30}\])[^<>]{0,2000}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--[^<>]*-->")
# Stored responses exist whose tags were escaped once more; these openings are the feed's own, not a writer's.
_ESCAPED_TWICE = re.compile(r"&lt;(?:a (?:target=|href=|data-)|img (?:alt|src|class)=|br ?/?&gt;|span class=)")
_SURROGATE = re.compile("[\ud800-\udfff]")
ENDS = " \t\r\n\f\v\u00a0\u200b\u200c\u200d\u2060\ufeff\u3000"


def clean(text: str) -> str:
    """Text as written, without what cannot be stored (NUL, lone surrogates) and without blank or zero-width ends."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.strip(ENDS)


def plain_text(markup: str) -> str:
    """The text that a reader of the HTML `markup` sees."""
    if "<" not in markup and "&" not in markup:
        return clean(markup)
    if "<" not in markup and _ESCAPED_TWICE.search(markup):
        markup = html.unescape(markup)
    for element in ("script", "style"):
        markup = _without(element, markup)
    markup = _BREAK.sub("\n", _EMOTICON.sub(r"\1", markup))
    text = html.unescape(_TAG.sub("", markup)).replace("\u00a0", " ")
    return clean(text)


def _without(element: str, markup: str) -> str:
    """Cut out whole elements whose content is never shown; one that is not closed is left to the tag pattern."""
    lower, kept, position = markup.lower(), [], 0
    if len(lower) != len(markup):  # a few letters change length when lowered: positions would be off
        lower = markup
    while (start := lower.find(f"<{element}", position)) >= 0:
        end = lower.find(f"</{element}>", start)
        if end < 0:
            break
        kept.append(markup[position:start])
        position = end + len(element) + 3
    return "".join(kept) + markup[position:]
