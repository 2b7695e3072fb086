"""What a run of words must reach, and with which words it may begin and end, to be a phrase."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.grams import LONGEST, Bools, Grams

_HERE = Path(__file__).parent
_DIGITS = "^[0-9]+([.][0-9]+)?$"
_NO_END = "^((19|20)[0-9][0-9]|[0-9]+[.][0-9]+)$"  # 2023, 6.1: years and measures; 15 and 11 may be models and days


@dataclass(frozen=True, slots=True)
class Rules:
    """What a run must reach. The numbers were chosen by hand check on public streams (docs/phrases.md)."""

    authors: int = 5  # author-days in the window
    cohesion: float = 0.5  # normalised pointwise mutual information at the weakest joint, -1 to 1
    entropy: float = 1.5  # bits, of the less free side
    cover: float = 0.7  # share of a run's authors from which on a longer phrase explains it
    hashtag_authors: int = 3  # author-days that make a hashtag a phrase
    pin: tuple[str, ...] = ()  # always phrases, once they are said by as many as make a hashtag one
    veto: tuple[str, ...] = ()  # never phrases

    @property
    def least(self) -> int:
        """Author-days without which nothing is looked at."""
        return min(self.authors, self.hashtag_authors)


@cache
def _listed() -> dict[str, pa.Array]:
    """Lower-case words that a phrase does not have `first`, `last` or `inside`."""
    told = tomllib.loads((_HERE / "phrase_edges.toml").read_text("utf-8"))
    stop = set((_HERE / "stop_words.txt").read_text("utf-8").split())
    lists = {"inside": set(" ".join(told["never_inside"].values()).split())}
    for side in ("first", "last"):
        lists[side] = stop - set(told["may_stand"][side].split()) | set(
            " ".join(told[f"never_{side}"].values()).split()
        )
    return {where: pa.array(sorted(words), pa.string()) for where, words in lists.items()}


def may_stand(grams: Grams, veto: tuple[str, ...]) -> Bools:
    """Which runs have several words, fit ones at both ends and inside, and are not vetoed: (runs,) bool."""
    tokens = grams.tokens
    lower = pc.utf8_lower(tokens.distinct)
    bad = {where: mask(pc.is_in(lower, value_set=words)) for where, words in _listed().items()}
    digits = mask(pc.match_substring_regex(tokens.distinct, _DIGITS))
    able = (grams.size > 1) & ~(bad["first"] | tokens.is_numeral)[tokens.word[grams.at]]
    bad_end = bad["last"] | mask(pc.match_substring_regex(tokens.distinct, _NO_END))
    able &= ~bad_end[tokens.word[grams.at + grams.size - 1]]
    for place in range(1, LONGEST - 1):
        inside = np.flatnonzero(grams.size > place + 1)
        able[inside] &= ~(bad["inside"] | digits)[tokens.word[grams.at[inside] + place]]
    return np.asarray(able & ~written(grams, veto))


def written(grams: Grams, texts: tuple[str, ...]) -> Bools:
    """Which runs of several words are written like one of the texts: (runs,) bool."""
    found = np.zeros(len(grams), bool)
    found[grams.singles :] = mask(pc.is_in(grams.several, value_set=pa.array(texts, pa.string())))
    return found


def mask(values: pa.Array) -> Bools:
    """An Arrow column of booleans as numpy's."""
    return np.asarray(values.to_numpy(zero_copy_only=False), bool)
