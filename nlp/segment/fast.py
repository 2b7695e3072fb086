"""jieba's result at some fifteen times its speed: rjieba cuts a batch in one call; what it does otherwise is mended.

Where the two differ, and how they are made equal:
* runs of letters and digits (F-35, 0.2s, T_T): rjieba leaves them whole, jieba's finalseg splits them: split so here;
* a character three times in a row (哈哈哈哈): the models of unknown words break ties otherwise: jieba cuts them;
* rare Han characters are letters to rjieba and signs to jieba, lone surrogates stop it, and two code points mark
  borders here: jieba cuts these texts;
* a word that is added although it is known: jieba counts both frequencies into its total, rjieba the new one alone,
  and every other word's probability moves: an added word that no text can hold makes the totals equal.
What is left are ties of floating-point sums, a few in a hundred thousand texts.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from nlp.segment.reference import (
    EMOTICON,
    ENDLESS,
    MAX_BLOCK,
    Tokenizer,
    UserWord,
    added,
    dictionary,
    pieces_of,
    tokenizer,
)
from nlp.traced import BORDER, begins, code_points

try:
    import rjieba

    AVAILABLE = True
except ImportError:  # no wheel for this machine: the reference is as right, only slower
    AVAILABLE = False

HELD = "\uffff"  # like the border no character, by definition of Unicode; both end a block
_HELD_OR_EMOTICON = re.compile(f"{HELD}|{EMOTICON.pattern}")
_EMOTICON_OR_BLOCK = re.compile(EMOTICON.pattern + r"|[\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]+")
_TRIPLE = re.compile(r"([\u4e00-\u9fd5])\1\1")
_FINALSEG_SKIP = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")  # jieba's own
_ALIEN = ((0x3400, 0x4DC0), (0x9FD6, 0xA000), (0xD800, 0xE000), (0xF900, 0xFB00), (0xFFFE, 0x10000), (0x20000, 0x40000))


def pieces(texts: Sequence[str], user_words: tuple[UserWord, ...]) -> tuple[list[str], NDArray[np.int32]]:
    """All that the texts are made of, blanks too: different pieces, and numbers of those that make up the texts."""
    jieba_ = tokenizer(user_words)
    shown, queue = list(texts), []
    for i, held in _hold_back(texts, jieba_):
        shown[i], found = held
        queue.extend(found)
    held_back: list[list[str]] = []
    rest = iter(queue)

    def mark(match: re.Match[str]) -> str:
        held_back.append(next(rest) if match[0] == HELD else [match[0]])
        return HELD

    marked = _HELD_OR_EMOTICON.sub(mark, BORDER.join(shown))
    found = pa.array(_rust(user_words).cut(marked), pa.string()).dictionary_encode()
    return _mended(found.dictionary.to_pylist(), found.indices.to_numpy(), held_back, jieba_.FREQ)


def _hold_back(texts: Sequence[str], jieba_: Tokenizer) -> Iterator[tuple[int, tuple[str, list[list[str]]]]]:
    """Texts of which jieba must cut something: what rjieba gets to see, marked where pieces are held back."""
    seen: dict[str, list[str]] = {}  # a bare 哈哈哈哈 comes again and again
    codes = code_points("".join(texts))
    triple = (codes[2:] == codes[:-2]) & (codes[1:-1] == codes[:-2]) & (codes[2:] > 0x2FFF)
    ends = begins(texts)[1:]
    odd = np.flatnonzero(_alien()[codes]), np.flatnonzero(triple)
    long = np.flatnonzero(np.diff(ends, prepend=0) > MAX_BLOCK)
    for i in np.unique(np.concatenate([*(np.searchsorted(ends, found, "right") for found in odd), long])).tolist():
        yield i, _held(texts[i], jieba_, seen)


def _held(text: str, jieba_: Tokenizer, seen: dict[str, list[str]]) -> tuple[str, list[list[str]]]:
    if ENDLESS.search(text) or _alien()[code_points(text)].any():
        return HELD, [list(pieces_of(jieba_, text))]
    found: list[list[str]] = []

    def hold(match: re.Match[str]) -> str:
        if match[1] or not _TRIPLE.search(match[0]):
            return match[0]
        if match[0] not in seen:
            seen[match[0]] = list(jieba_.cut(match[0]))
        found.append(seen[match[0]])
        return HELD

    return _EMOTICON_OR_BLOCK.sub(hold, text), found


@cache
def _alien() -> NDArray[np.bool_]:
    """Code points that rjieba takes otherwise than jieba, or not at all."""
    alien = np.zeros(sys.maxunicode + 1, bool)
    for first, past in _ALIEN:
        alien[first:past] = True
    return alien


def _mended(
    vocabulary: list[str], codes: NDArray[np.int32], held: list[list[str]], frequencies: dict[str, int]
) -> tuple[list[str], NDArray[np.int32]]:
    """The pieces without borders, what was held back in its place, and runs split as jieba does it."""
    known = {piece: code for code, piece in enumerate(vocabulary)}
    instead: dict[int, list[str]] = {known[BORDER]: []} if BORDER in known else {}
    instead |= {c: _split(p) for p, c in known.items() if _is_run(p) and not frequencies.get(p)}
    marked = known.get(HELD, -1)
    special = np.zeros(len(vocabulary), bool)
    special[[*instead, *([marked] if marked >= 0 else [])]] = True
    places = np.flatnonzero(special[codes])
    waiting = iter(held)
    parts = [next(waiting) if code == marked else instead[code] for code in codes[places].tolist()]
    fresh = np.array([known.setdefault(piece, len(known)) for part in parts for piece in part], np.int32)
    return list(known), _replaced(codes, places, np.fromiter(map(len, parts), np.int64, len(parts)), fresh)


def _replaced(
    codes: NDArray[np.int32], places: NDArray[np.int64], sizes: NDArray[np.int64], fresh: NDArray[np.int32]
) -> NDArray[np.int32]:
    """`codes` with the next `sizes[i]` of the fresh ones in the place of the one at `places[i]`."""
    repeats = np.ones(len(codes), np.int64)
    repeats[places] = sizes
    out = np.repeat(codes, repeats)
    ends = np.cumsum(repeats)[places]
    begin = ends - sizes
    inside = np.arange(len(fresh)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    out[np.repeat(begin, sizes) + inside] = fresh
    return out


def _is_run(piece: str) -> bool:
    return len(piece) > 1 and piece.isascii() and not piece.isalpha()


def _split(run: str) -> list[str]:
    return [part for part in _FINALSEG_SKIP.split(run) if part]


@lru_cache(maxsize=4)
def _rust(user_words: tuple[UserWord, ...]) -> "rjieba.Jieba":
    made = rjieba.Jieba()
    frequencies = dictionary()[0]
    now: dict[str, int] = {}
    drift = 0
    for word, frequency, tag in added(user_words):
        drift += now.get(word, frequencies.get(word, 0))
        made.add_word(word, frequency, tag)
        now[word] = frequency
    if drift:
        made.add_word(BORDER * 2, drift, "x")
    return made
