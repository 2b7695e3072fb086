"""What a reader takes in of a post: the one text that words, themes, sentiment and fingerprints are all read from.

Posts arrive with full-width letters, traditional characters, invisible marks, links, @names and the posts they repost
behind //@. Left in, these would split one word into several spellings and count a reposted sentence as the reposter's
own. Chinese punctuation stays as it is (NFKC would make it ASCII and jieba's clauses with it), so does letter case, and
so do emoticons like [允悲], which say more about mood than most words. Every step takes linear time, and every
character of a reading knows where in the post it stood, so that a word that was found can be shown in its place.
"""

import re
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import opencc
from numpy.typing import NDArray

from contract.post import MAX_TEXT
from nlp.traced import BORDER, Span, Traced, begins, instead

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
_HIGH_COMPATIBLE = ((0x1D400, 0x1D800), (0x1F130, 0x1F14A))  # mathematical and squared letters
_HIGH_INVISIBLE = ((0xE0000, 0xE0200), (0xF0000, 0x10FFFE))  # tags, private use
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
# Begins with one class of letters: the search for it then runs in C at full speed.
_URL = re.compile(
    r"[hfwtHFWT](?i:(?<=h)ttps?://|(?<=f)tp://|(?<=\bw)ww\.|(?<=\bt)\.cn/)[\w\-.~:/?#@!$&'()*+,;=%\[\]]*", re.ASCII
)
_REPOSTED = re.compile(rf"(?<!:)//\s*@[^{BORDER}]*")
_NAME = re.compile(r"@[\w\-·]{1,30}[:：]?")
_BEFORE_NAME = re.compile(r"[A-Za-z0-9._]\Z|(回复\s*)\Z")
_TOPIC_MARK = re.compile(r"\[(?:话题|超话)\]")
_TOPIC = re.compile(rf"#[^#\n{BORDER}]{{1,100}}#")
_LONE_MARK = re.compile(r"(?<![A-Za-z])#")
_BLANKS = re.compile(r"[ \n][ \n]+")
_EDGE = re.compile(rf"(?<={BORDER})[ \n]|[ \n](?={BORDER})")  # after _BLANKS: longer runs are gone
_AT_ONCE = 4096  # texts
_STOCK = frozenset(("转发微博", "转发", "轉發微博", "Repost", "repost", "网页链接", "分享图片"))


@dataclass(frozen=True, slots=True)
class Readings:
    """The reading texts of n posts. Character k of text i stood at origin[offsets[i] + k] of the post.

    A post as it is written is its title, a line end and its text, without a title its text alone: in DuckDB
    coalesce(title || chr(10), '') || coalesce(text, ''). `offsets` int64 (n + 1,), `origin` int32.
    """

    texts: list[str]
    offsets: NDArray[np.int64]
    origin: NDArray[np.int32]


@cache
def _table() -> dict[int, str]:
    """Character -> what stands for it, for the characters that do not stand for themselves."""
    spans = _COMPATIBLE + _HIGH_COMPATIBLE
    table = {cp: unicodedata.normalize("NFKC", chr(cp)) for span in spans for cp in range(*span)}
    table |= {ord(char): unicodedata.normalize("NFKC", char) for char in _ASCII_WIDE}
    invisible = [cp for cp in range(0x10000) if unicodedata.category(chr(cp)) in ("Cc", "Cf")]
    table |= dict.fromkeys(invisible, "")
    table |= {cp: " " for cp in range(0x3001) if chr(cp).isspace()}
    table |= dict.fromkeys(map(ord, "\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"), "\n")
    return {cp: text for cp, text in table.items() if text != chr(cp)}


@cache
def _odd() -> NDArray[np.bool_]:
    """Whether a character does not stand for itself, by code point."""
    odd = np.zeros(sys.maxunicode + 1, bool)
    odd[list(_table())] = True
    for first, past in (*_INVISIBLE, *_HIGH_INVISIBLE, *_HIGH_COMPATIBLE, (0xD800, 0xE000)):
        odd[first:past] = True
    return odd


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def normalise(text: str | None) -> str:
    """The reading text of a post's title or text: simplified, without links, names, reposted posts and hidden marks.

    At most `contract.post.MAX_TEXT` characters are read. None, and a text that says nothing of its own (only a link,
    only a reposted post, the platform's stock 转发微博), give "". Lines are kept, blanks within them are single.
    """
    return normalised([text])[0]


def normalised(texts: Sequence[str | None]) -> list[str]:
    """`normalise` of many texts: hundreds of times faster than one by one."""
    found: list[str] = []
    for start in range(0, len(texts), _AT_ONCE):
        found += _said(_normalised(texts[start : start + _AT_ONCE]).texts())
    return found


def reading(title: str | None, text: str | None) -> str:
    """Title, then text, each normalised and on lines of their own; a title that opens the text is read once."""
    return readings([title], [text]).texts[0]


def readings(titles: Sequence[str | None], texts: Sequence[str | None]) -> Readings:
    """The `reading` of each of n posts, and where its characters stood."""
    traced = _normalised([part for post in zip(titles, texts, strict=True) for part in post])
    parts = _said(traced.texts())
    kept = [bool(part) and not (i % 2 == 0 and parts[i + 1].startswith(part)) for i, part in enumerate(parts)]
    joins = [i % 2 == 0 and kept[i] and kept[i + 1] for i in range(len(parts))]
    said = [part if keep else "" for part, keep in zip(parts, kept, strict=True)]
    whole = [f"{said[i]}\n{said[i + 1]}" if joins[i] else said[i] or said[i + 1] for i in range(0, len(parts), 2)]
    return Readings(whole, begins(whole), _origin(traced, titles, kept, joins))


def _origin(traced: Traced, titles: Sequence[str | None], kept: list[bool], joins: list[bool]) -> NDArray[np.int32]:
    """Of the characters of parts that are kept, and of the border that becomes the line end between two of them."""
    sizes = np.diff(traced.borders())  # of each part with the border after it
    shift = np.zeros((len(titles), 2), np.int32)
    shift[:, 1] = [0 if title is None else len(title) + 1 for title in titles]
    origin = traced.origin[1:] + np.repeat(shift.ravel(), sizes)
    told = np.stack([kept, joins], 1).ravel()
    mask = np.repeat(told, np.stack([sizes - 1, np.ones_like(sizes)], 1).ravel())
    kept_origin: NDArray[np.int32] = origin[mask]
    return kept_origin


def _normalised(texts: Sequence[str | None]) -> Traced:
    """The steps, in their order: what one takes away the next does not see."""
    traced = Traced([_paired(text[:MAX_TEXT]) if text else "" for text in texts])
    traced.replace(_odd(), lambda char: _table().get(ord(char), ""))
    traced.edit(_URL, instead(" "), "/.")
    traced.edit(_REPOSTED, instead(""), "@")
    traced.edit(_NAME, _name, "@")
    traced.edit(_TOPIC_MARK, instead(""), "#")
    traced.edit(_TOPIC, _without_marks, "#")
    traced.edit(_LONE_MARK, instead(" "), "#")
    traced.convert(_simplifier().convert)
    traced.edit(_BLANKS, _one_blank, " \n")
    traced.edit(_EDGE, instead(""), " \n")
    return traced


def _said(texts: Sequence[str]) -> list[str]:
    return ["" if text in _STOCK else text for text in texts]


def _paired(text: str) -> str:
    """Surrogate pairs joined; they come in no text that was decoded, only from programs."""
    return _PAIR.sub(lambda pair: pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le"), text)


def _name(match: re.Match[str]) -> list[Span]:
    """An @name with what announces it; no part of a mail address."""
    first, last = match.span()
    before = _BEFORE_NAME.search(match.string[max(0, first - 40) : first])
    if before and not before[1]:
        return []
    return [(first - len(before[1]) if before else first, last, " ")]


def _without_marks(match: re.Match[str]) -> list[Span]:
    first, last = match.span()
    return [(first, first + 1, " "), (last - 1, last, " ")]


def _one_blank(match: re.Match[str]) -> list[Span]:
    return [(*match.span(), "\n" if "\n" in match[0] else " ")]
