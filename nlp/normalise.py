"""What a reader takes in of a post: the one text that words, themes, sentiment and fingerprints are all read from.

Posts arrive with full-width letters, traditional characters, invisible marks, links, @names and the posts they repost
behind //@. Left in, these would split one word into several spellings and count a reposted sentence as the reposter's
own. Chinese punctuation stays as it is (NFKC would make it ASCII and jieba's clauses with it), so does letter case, and
so do emoticons like [允悲], which say more about mood than most words. Every step takes linear time.
"""

import re
import unicodedata
from functools import cache

import opencc

from contract.post import MAX_TEXT

_ASCII_WIDE = "０１２３４５６７８９％＋＃＆．＿－＠／［］"
# Blocks in which the compatibility form of a character is what the writer meant to be read.
_COMPATIBLE = (
    (0x24B6, 0x24EA),  # circled letters
    (0x2F00, 0x2FD6),  # Kangxi radicals, used to slip past filters
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0xFF21, 0xFF3B),  # full-width capitals
    (0xFF41, 0xFF5B),  # full-width small letters
    (0xFF61, 0xFFDD),  # half-width punctuation, kana and hangul
    (0xFFE0, 0xFFE7),  # full-width currency signs
)
_INVISIBLE = (
    (0x0300, 0x0370),  # combining accents, stacked without end by pranksters
    (0x20D0, 0x2100),  # combining frames
    (0xE000, 0xF900),  # private use: icons of one app
    (0xFE00, 0xFE10),  # variation selectors
)
# Above the basic plane (kept apart: one such character in a set makes Python's search of it several times slower).
_HIGH_COMPATIBLE = ((0x1D400, 0x1D800), (0x1F130, 0x1F14A))  # mathematical and squared letters
_HIGH = re.compile("[\U0001d400-\U0001d7ff\U0001f130-\U0001f149\U000e0000-\U000e01ff\U000f0000-\U0010fffd]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_URL = re.compile(r"(?:(?:https?|ftp)://|\bwww\.|\bt\.cn/)[\w\-.~:/?#@!$&'()*+,;=%\[\]]*", re.ASCII | re.IGNORECASE)
_REPOSTED = re.compile(r"(?<!:)//\s*@")
_NAME = re.compile(r"(?:回复\s*)?(?<![A-Za-z0-9._])@[\w\-·]{1,30}[:：]?")
_TOPIC_MARK = re.compile(r"\[(?:话题|超话)\]")
_TOPIC = re.compile(r"#([^#\n]{1,100})#")
_LONE_MARK = re.compile(r"(?<![A-Za-z])#")
_STOCK = frozenset(("转发微博", "转发", "轉發微博", "Repost", "repost", "网页链接", "分享图片"))


@cache
def _table() -> dict[int, str]:
    """Character -> what stands for it, for the characters that do not stand for themselves."""
    spans = _COMPATIBLE + _HIGH_COMPATIBLE
    table = {cp: unicodedata.normalize("NFKC", chr(cp)) for span in spans for cp in range(*span)}
    table |= {ord(char): unicodedata.normalize("NFKC", char) for char in _ASCII_WIDE}
    invisible = [cp for cp in range(0x10000) if unicodedata.category(chr(cp)) in ("Cc", "Cf")]
    table |= dict.fromkeys(invisible, "")
    table |= dict.fromkeys(map(ord, "\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"), "\n") | {9: " ", 0x3000: " "}
    return {cp: text for cp, text in table.items() if text != chr(cp)}


@cache
def _odd() -> re.Pattern[str]:
    """Finds out in C whether a text needs the table at all; most do not."""
    listed = "".join(re.escape(chr(cp)) for cp in _table() if cp < 0x10000)
    spans = "".join(f"{chr(first)}-{chr(last - 1)}" for first, last in _INVISIBLE)
    return re.compile(f"[{listed}{spans}]")


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def normalise(text: str | None) -> str:
    """The reading text of a post's title or text: simplified, without links, names, reposted posts and hidden marks.

    At most `contract.post.MAX_TEXT` characters are read. None, and a text that says nothing of its own (only a link,
    only a reposted post, the platform's stock 转发微博), give "". Lines are kept, blanks within them are single.
    """
    if not text:
        return ""
    text = _plain(text[:MAX_TEXT])
    if "/" in text or "." in text:
        text = _URL.sub(" ", text)
        text = _REPOSTED.split(text, maxsplit=1)[0]
    if "@" in text:
        text = _NAME.sub(" ", text)
    if "#" in text:
        text = _LONE_MARK.sub(" ", _TOPIC.sub(r" \1 ", _TOPIC_MARK.sub("", text)))
    text = _simplifier().convert(text)
    text = "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))
    return "" if text in _STOCK else text


def _plain(text: str) -> str:
    """Surrogate pairs joined, lone ones dropped, widths made equal, invisible characters gone."""
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return _HIGH.sub(_stands_for, _odd().sub(_stands_for, text))


def _stands_for(match: re.Match[str]) -> str:
    return _table().get(ord(match[0]), "")


def reading(title: str | None, text: str | None) -> str:
    """Title, then text, each normalised and on lines of their own; a title that opens the text is read once."""
    head, body = normalise(title), normalise(text)
    if not head or body.startswith(head):
        return body
    return f"{head}\n{body}" if body else head
