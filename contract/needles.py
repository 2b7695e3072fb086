"""What an erasure looks for, in whatever form a file tells it: ids, pseudonyms, addresses, texts.

In tables an id is a cell and matches whole. In pages, logs and rejected answers it stands among other words: there an
id counts as a word, an address as it is, and a text by its longest stretch without blanks and marks, since these are
written differently everywhere. Words and stretches that are too short would hit what is not meant.
"""

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

SHORTEST_WORD = 5  # characters of a native id that counts wherever it stands
SHORTEST_QUOTE = 6  # characters of a text that is taken out of what others wrote
SHORTEST_STRETCH = 8
_STRETCH = 40
_ACCOUNT = "account:"
_WORDS = (
    re.compile(r"[0-9A-Za-z_]+"),
    re.compile(r"[0-9A-Za-z_-]+"),
    re.compile(r"[a-z][a-z0-9_]*:[^\s\"'<>,;\\)\]}]+"),
)
_UNICODE = re.compile(r"\\+u([0-9a-fA-F]{4})")
_APART = re.compile(r"[\s\"'\\<>&/█…]+")
_ENDS = ".:!?，。：！？、）"  # may follow an id without being part of it
BLANK = "█"
_FEW = 64  # ids that are sooner looked for one by one than among all words of a text


@dataclass(frozen=True)
class Needles:
    """What is to be erased. `posts` and `authors` are ids as they stand in tables, the rest as people wrote it."""

    posts: frozenset[str] = frozenset()
    authors: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()  # whole titles and texts of the posts
    shown: frozenset[str] = frozenset()  # how pages show them: title and text in one
    urls: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()  # the authors' own ids and names, where they are known

    def __bool__(self) -> bool:
        return bool(self.posts or self.authors)

    @cached_property
    def _ids(self) -> frozenset[str]:
        natives = {post_id.partition(":")[2] for post_id in self.posts}
        long = {word for word in natives | self.words if len(word) >= SHORTEST_WORD and _WORDS[1].fullmatch(word)}
        return frozenset(long | self.posts | self.authors)

    @cached_property
    def _spoken(self) -> tuple[str, ...]:
        """What is looked for as it stands: addresses, stretches of texts, names, ids that are words of a language."""
        natives = {post_id.partition(":")[2] for post_id in self.posts} | self.words
        spoken = {n for n in natives if len(n) >= 3 and not n.isascii()} | {u for u in self.urls if len(u) > 12}
        return tuple(sorted(spoken | {s for text in self.texts if (s := stretch(text))}))

    @cached_property
    def labels(self) -> dict[str, str]:
        """Names of queries that follow an erased account -> what they are called from now on."""
        return {_ACCOUNT + a: f"{_ACCOUNT}erased-{sha256(a.encode()).hexdigest()[:10]}" for a in self.authors}

    def tells(self, text: str) -> bool:
        """Whether a free text tells anything of it, in any of the ways in which files write it."""
        return any(self._found_in(reading) for reading in _readings(text))

    def _found_in(self, text: str) -> bool:
        return any(said in text for said in self._spoken) or self._names_an_id(text)

    def _names_an_id(self, text: str) -> bool:
        if len(self._ids) <= _FEW and not any(one in text for one in self._ids):
            return False  # no need to take a long text apart into its words
        words = {word for pattern in _WORDS for word in pattern.findall(text)}
        words |= {word.rstrip(_ENDS) for word in words}
        return not self._ids.isdisjoint(words)

    def blanked(self, text: str, by: str = "…") -> str:
        """A free text with whatever tells of it replaced."""
        for said in sorted(self._spoken, key=len, reverse=True):
            for written in {said, html.escape(said), json.dumps(said)[1:-1], said.replace("/", "\\/")}:
                text = text.replace(written, by)
        return self._blanked_ids(text, by) if self.tells(text) else text

    def _blanked_ids(self, text: str, by: str) -> str:
        for pattern in reversed(_WORDS):
            text = pattern.sub(lambda word: by if {word[0], word[0].rstrip(_ENDS)} & self._ids else word[0], text)
        return text

    def owns(self, row: Mapping[str, Any]) -> bool:
        """Whether a record in Post's column names is one that goes."""
        return row.get("post_id") in self.posts or row.get("author_id") in self.authors

    def without(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A record of somebody else without what it tells of the erased: the pointer, what it quotes, the query."""
        told = dict(row)
        if told.get("parent_id") in self.posts:
            told["parent_id"] = None
            told |= {name: self.unquoted(told[name]) for name in ("title", "text") if isinstance(told.get(name), str)}
        if told.get("query") in self.labels:
            told["query"] = self.labels[told["query"]]
        return told

    def unquoted(self, text: str | None) -> str | None:
        """A text with each verbatim quote blanked, as long as before: what is known of places in it stays true."""
        for quote in sorted((t for t in self.texts if len(t) >= SHORTEST_QUOTE), key=len, reverse=True):
            if text and quote in text:
                text = text.replace(quote, BLANK * len(quote))
        return text


def stretch(text: str) -> str:
    """The longest stretch without blanks, quotes, markup; empty if the text has none that is long enough."""
    longest = max(_APART.split(text), key=len)[:_STRETCH]
    return longest if len(longest) >= SHORTEST_STRETCH else ""


def _readings(text: str) -> set[str]:
    """A text as it stands, and as JSON and HTML would read it."""
    plain = _UNICODE.sub(lambda m: chr(int(m[1], 16)), text).replace("\\/", "/") if "\\" in text else text
    return {text, plain, html.unescape(plain)} if "&" in plain else {text, plain}
