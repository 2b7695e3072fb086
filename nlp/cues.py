"""Where the words of a lexicon stand in a batch of texts: all texts at once, in numpy.

Aspects, opinions and advertising need positions, not only yes or no, and several thousand words each. A pattern engine
gives one answer a text; a Python loop over hits costs more than the whole reading budget. Here the batch is one array
of characters and a trie (as a double array: Aoe 1989) is walked from every position at once, one step a round; rounds
end when no position is left, so time grows with the text and the longest word and with nothing else.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]
_BREAK = "\0"  # between texts; part of no word


class Batch(NamedTuple):
    """Texts as one array of characters, each text followed by a break."""

    codes: Ints  # code point of each character
    begin: Ints  # (n + 1,) where each text begins; the last is where a further one would

    def text_of(self, positions: Ints) -> Ints:
        """Number of the text in which each position stands."""
        return np.searchsorted(self.begin, positions, "right") - 1


class Hits(NamedTuple):
    """Words found: start and end in the batch, and which word."""

    start: Ints
    end: Ints
    word: Ints

    def where(self, wanted: Flags | Ints) -> "Hits":
        """Those hits for which `wanted` is true, or whose numbers it holds."""
        return Hits(self.start[wanted], self.end[wanted], self.word[wanted])


def batch_of(texts: Sequence[str]) -> Batch:
    """The batch of some texts, whatever characters they hold."""
    joined = _BREAK.join([*texts, ""])
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    return Batch(codes, np.concatenate(([0], np.cumsum(lengths + 1))))


class Scanner:
    """Finds words, whatever their case. A Latin word or number ends where it ends: PD is not in UPDATE."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(dict.fromkeys(word.lower() for word in words))
        self.number = {word: i for i, word in enumerate(self.words)}
        alphabet = {char: i + 1 for i, char in enumerate(sorted({char for word in self.words for char in word}))}
        self._ids = np.zeros(0x110000, np.int32)
        for char, i in alphabet.items():
            self._ids[[ord(form) for form in {char, char.upper()} if len(form) == 1]] = i
        self._base, self._check, self._word = _double_array(self.words, alphabet)
        self._edges = np.array([(_latin(w[0]), _latin(w[-1])) for w in self.words], bool).reshape(-1, 2)

    def hits(self, batch: Batch) -> Hits:
        """All hits in a batch, those inside others too."""
        ids = self._ids[batch.codes]
        start = np.flatnonzero(ids)
        state = np.zeros(len(start), np.int64)
        found: list[tuple[Ints, Ints, Ints]] = []
        depth = 0
        while len(start):
            at = start + depth
            inside = at < len(ids)
            start, state, at = start[inside], state[inside], at[inside]
            cell = self._base[state] + ids[at]
            known = self._check[cell] == state
            start, state = start[known], cell[known]
            depth += 1
            ends = self._word[state] >= 0
            if ends.any():
                found.append((start[ends], start[ends] + depth, self._word[state[ends]]))
        if not found:
            return Hits(*(np.zeros(0, np.int64) for _ in range(3)))
        hits = Hits(*map(np.concatenate, zip(*found, strict=True)))
        return hits.where(self._whole(hits, batch.codes))

    def _whole(self, hits: Hits, codes: Ints) -> Flags:
        """False for a Latin word that goes on before or after."""
        padded = np.concatenate(([0], codes, [0]))
        before, after = _is_latin(padded[hits.start]), _is_latin(padded[hits.end + 1])
        edges = self._edges[hits.word]
        whole: Flags = ~((edges[:, 0] & before) | (edges[:, 1] & after))
        return whole


def longest(hits: Hits, kind: Ints | None = None) -> Ints:
    """Which hits stand inside no other one of their kind: their numbers, by kind and start. None: all are of one kind.

    不错 hides the 错 in it; 拍照效果 as a name of pictures does not hide 效果 as a name of something else.
    """
    if kind is None:
        kind = np.zeros(len(hits.start), np.int64)
    order = np.lexsort((-hits.end, hits.start, kind))
    far = kind[order] * (1 << 40)  # beyond the end of any batch, so that one running maximum serves all kinds
    reach = np.maximum.accumulate(far + hits.end[order])
    outside = np.ones(len(order), bool)
    outside[1:] = (far + hits.end[order])[1:] > reach[:-1]
    return order[outside]


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _is_latin(codes: Ints) -> Flags:
    return ((codes >= 48) & (codes <= 57)) | ((codes >= 65) & (codes <= 90)) | ((codes >= 97) & (codes <= 122))


def _double_array(words: Sequence[str], alphabet: dict[str, int]) -> tuple[Ints, Ints, Ints]:
    """base, check, word of a trie: from state s by character c to cell base[s] + c, which is a state if check is s."""
    tree: dict[str, dict[str, int]] = {"": {}}
    for word in words:
        for end in range(len(word)):
            tree.setdefault(word[: end + 1], {})
            tree[word[:end]][word[end]] = alphabet[word[end]]
    room = len(tree) * 2 + len(alphabet) * 2 + 4
    offsets = _offsets(tree, room)
    base, check, ends = np.zeros(room, np.int64), np.full(room, -1, np.int64), np.full(room, -1, np.int64)
    number = {word: i for i, word in enumerate(words)}
    cells = {"": 0}
    for prefix in sorted(tree, key=lambda prefix: (len(prefix), prefix)):
        state = cells[prefix]
        ends[state], base[state] = number.get(prefix, -1), offsets[prefix]
        for char, c in tree[prefix].items():
            cells[prefix + char] = offsets[prefix] + c
            check[offsets[prefix] + c] = state
    return base, check, ends


def _offsets(tree: dict[str, dict[str, int]], room: int) -> dict[str, int]:
    """Where each state's children go: the first place where all of them find free cells, large families first.

    An offset may be negative: a cell counted from the end is no child of the state, so the check refuses it.
    """
    free = np.ones(room, bool)
    free[0] = False
    offsets = dict.fromkeys(tree, 0)
    for prefix in sorted(tree, key=lambda prefix: (-len(tree[prefix]), prefix)):
        children = np.sort(np.fromiter(tree[prefix].values(), np.int64, len(tree[prefix])))
        if not len(children):
            break
        places = np.flatnonzero(free) - children[0]
        for child in children[1:]:
            cells = places + child
            places = places[(cells < room) & free[np.minimum(cells, room - 1)]]
        offsets[prefix] = int(places[0])
        free[places[0] + children] = False
    return offsets
