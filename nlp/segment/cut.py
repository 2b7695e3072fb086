"""What cutting gives: every different word once, and for each place which one stands there.

Words repeat: a batch of 16,000 posts has some 200,000 words and 20,000 different ones. Whoever looks words up (mood,
aspects, hashes) does it once a different word, the rest is arithmetic on numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from nlp.traced import begins


@dataclass(frozen=True, slots=True)
class Cut:
    """The words of n texts: text i has those of codes[offsets[i]:offsets[i + 1]], numbers in `vocabulary`.

    `codes` int32 (m,), `offsets` int64 (n + 1,), `starts` int64 (m,): the character of its text at which a word begins.
    A word is as long in the text as it is here.
    """

    vocabulary: list[str]
    codes: NDArray[np.int32]
    offsets: NDArray[np.int64]
    starts: NDArray[np.int64]

    def lists(self) -> list[list[str]]:
        """The words of each text."""
        words = np.array([*self.vocabulary, ""], object)[self.codes].tolist()
        return [words[start:end] for start, end in pairwise(self.offsets.tolist())]

    def lengths(self) -> NDArray[np.int64]:
        """Characters of each word, int64 (m,)."""
        return np.diff(begins(self.vocabulary))[self.codes]

    def arrow(self) -> pa.ListArray:
        """The words as list<string>."""
        known = pa.array(self.vocabulary, pa.string())
        return pa.ListArray.from_arrays(pa.array(self.offsets.astype(np.int32)), known.take(pa.array(self.codes)))


def without_blanks(vocabulary: list[str], codes: NDArray[np.int32], texts: Sequence[str]) -> Cut:
    """The cut of pieces (blanks among them) that make up the texts, one after the other, without gap."""
    sizes = np.diff(begins(vocabulary))
    blank = np.fromiter(map(str.isspace, vocabulary), bool, len(vocabulary))
    said = ~blank[codes]
    ends = np.cumsum(sizes[codes])
    starts = (ends - sizes[codes])[said]
    text_starts = begins(texts)
    offsets = np.searchsorted(starts, text_starts)
    return Cut(vocabulary, codes[said], offsets, starts - np.repeat(text_starts[:-1], np.diff(offsets)))
