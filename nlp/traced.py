"""Many texts edited at once, each character knowing where it stood in the text as it was written.

Texts are joined by a border that no text holds, so that an edit is one search over all of them; what it leaves alone
costs nothing. A character that stands for another one has the place of that one.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from functools import cache

import numpy as np
from numpy.typing import NDArray

BORDER = "\ufffe"  # no character, by definition of Unicode
Span = tuple[int, int, str]  # first, past the last, what stands there instead


class Traced:
    """n texts, in `joined` each between two borders; `origin` int32: place of each joined character in its own text."""

    def __init__(self, texts: Sequence[str]) -> None:
        whole = [text.replace(BORDER, "\ufffd") if BORDER in text else text for text in texts]
        self.joined = BORDER + "".join([text + BORDER for text in whole])
        sizes = np.fromiter(map(len, whole), np.int64, len(whole)) + 1
        begins = np.repeat(np.cumsum(sizes) - sizes, sizes)
        self.origin: NDArray[np.int32] = np.zeros(len(self.joined), np.int32)
        self.origin[1:] = np.arange(len(begins)) - begins

    def edit(self, pattern: re.Pattern[str], edits: Callable[[re.Match[str]], Iterable[Span]], needs: str) -> None:
        """Carry out the edits of each match, in order. Only texts that hold one of the characters `needs` are searched.

        No match may reach over a border.
        """
        self._put(
            span
            for first, last in self._stretches(needs)
            for match in pattern.finditer(self.joined, first, last)
            for span in edits(match)
        )

    def replace(self, characters: NDArray[np.bool_], stands_for: Callable[[str], str]) -> None:
        """Put what it stands for in the place of each character; `characters` says which ones, by code point."""
        found = np.flatnonzero(characters[self._codes()]).tolist()
        self._put((place, place + 1, stands_for(self.joined[place])) for place in found)

    def _put(self, spans: Iterable[Span]) -> None:
        parts: list[str] = []
        sizes = np.ones(len(self.joined), np.int8)
        done = 0
        for start, last, instead in spans:
            first = max(start, done)
            parts += (self.joined[done:first], instead)
            sizes[first:last] = 0
            sizes[first] = len(instead)
            done = last
        if done:
            self.joined = "".join(parts) + self.joined[done:]
            one_at_most = sizes.max() <= 1  # the usual case, and much the quicker one
            self.origin = self.origin[sizes.view(bool)] if one_at_most else np.repeat(self.origin, sizes)

    def _stretches(self, needs: str) -> Iterator[tuple[int, int]]:
        """First place and end, borders included, of each text that holds one of these characters."""
        found = np.flatnonzero(_table(needs)[self._codes()])
        borders = self.borders()
        texts = np.unique(np.searchsorted(borders, found)) - 1
        yield from zip(borders[texts].tolist(), (borders[texts + 1] + 1).tolist(), strict=True)

    def _codes(self) -> NDArray[np.uint32]:
        return code_points(self.joined)

    def convert(self, convert: Callable[[str], str]) -> None:
        """Put characters in the place of others, one for one; where their number changes, each is converted alone."""
        converted = convert(self.joined)
        if len(converted) != len(self.joined):
            singly = [convert(char) for char in self.joined]
            self.origin = np.repeat(self.origin, np.fromiter(map(len, singly), np.int64, len(singly)))
            converted = "".join(singly)
        self.joined = converted

    def borders(self) -> NDArray[np.int64]:
        """Where the n + 1 borders stand."""
        return np.flatnonzero(self._codes() == ord(BORDER))

    def texts(self) -> list[str]:
        """The texts as they are now."""
        return self.joined[1:-1].split(BORDER) if len(self.joined) > 1 else []


def instead(text: str) -> Callable[[re.Match[str]], list[Span]]:
    """Edits that put one text in the place of each match."""
    return lambda match: [(match.start(), match.end(), text)]


def code_points(text: str) -> NDArray[np.uint32]:
    """The code point of each character; lone surrogates are their own."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def begins(parts: Sequence[Sized]) -> NDArray[np.int64]:
    """Where each part begins in all of them joined, and where the last one ends: int64 (n + 1,)."""
    found = np.zeros(len(parts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, parts), np.int64, len(parts)), out=found[1:])
    return found


@cache
def _table(characters: str) -> NDArray[np.bool_]:
    """Which code points these are."""
    found = np.zeros(sys.maxunicode + 1, bool)
    found[[ord(char) for char in characters]] = True
    return found
