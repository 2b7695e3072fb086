"""How many titles of each day hold each word, or two words side by side: the series that rises are planted in.

A whole stream is cut at once and counted by sorting numbers: 340,000 titles take some six seconds, hence nothing is
kept between two runs.
"""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nlp.segment import Cut, cut

Ints = npt.NDArray[np.int64]
LEAST = 60  # titles that a word must stand in, over the whole stream, to be a series at all
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,}")


def count(texts: Sequence[str], days: Ints, length: int, least: int = LEAST) -> tuple[list[str], npt.NDArray[np.int32]]:
    """Words, and int (words, length): titles a day that hold them; `days` (texts,) is the day of each text.

    A word said twice in a title counts once. Pairs of neighbours are series of their own, written together.
    """
    found = cut(texts)
    keys, text = _mentions(found)
    known, row = np.unique(keys, return_inverse=True)
    once = np.unique(row * np.int64(len(texts)) + text)
    row, text = once // max(len(texts), 1), once % max(len(texts), 1)
    often = np.bincount(row, minlength=len(known)) >= least
    place = np.cumsum(often) - 1
    held = often[row]
    cells = place[row[held]] * length + days[text[held]]
    counts = np.bincount(cells, minlength=int(often.sum()) * length).reshape(-1, length)
    return _names(known[often], found.vocabulary), counts.astype(np.int32)


def _mentions(found: Cut) -> tuple[Ints, Ints]:
    """A number for each word, and for each two words side by side, and the text that it stands in."""
    size = len(found.vocabulary)
    codes = found.codes.astype(np.int64)
    text = np.repeat(np.arange(len(found.offsets) - 1), np.diff(found.offsets))
    says = np.fromiter((_WORD.fullmatch(word) is not None for word in found.vocabulary), bool, size)[codes]
    beside = says[1:] & says[:-1] & (text[1:] == text[:-1])
    pairs = size + codes[:-1][beside] * size + codes[1:][beside]
    return np.concatenate([codes[says], pairs]), np.concatenate([text[says], text[1:][beside]])


def _names(keys: Ints, vocabulary: list[str]) -> list[str]:
    size = len(vocabulary)

    def name(key: int) -> str:
        return vocabulary[key] if key < size else vocabulary[key // size - 1] + vocabulary[key % size]

    return [name(key) for key in keys.tolist()]
