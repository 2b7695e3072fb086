"""jieba itself, through tokenizers of our own.

Its module-wide one keeps its dictionary in a cache file in the shared temporary folder, where any user can plant one,
and lets every caller change every other caller's words; building the dictionary in memory takes less than half a
second a process and shares nothing.
"""

import logging
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

with warnings.catch_warnings():  # jieba's string escapes are deprecated ones; on some machines it finds pkg_resources
    warnings.simplefilter("ignore")
    import jieba
    from jieba import Tokenizer as Tokenizer

jieba.setLogLevel(logging.ERROR)

# jieba's model for unknown words copies its path at each character: without an end to a block, time grows with its
# square. No natural block comes near this length; longer ones are cut here.
MAX_BLOCK = 1000
MIN_FREQUENCY = 100  # about that of an everyday compound: enough to win against a neighbour (超长/续航)

ENDLESS = re.compile(rf"[\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]{{{MAX_BLOCK}}}")
EMOTICON = re.compile(r"(\[[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9]{0,7}\])")


@dataclass(frozen=True, slots=True)
class UserWord:
    """A word to be kept whole; without a frequency it gets what keeps it whole, MIN_FREQUENCY at least."""

    word: str
    frequency: int | None = None
    tag: str = "n"


def pieces(texts: Iterable[str], user_words: tuple[UserWord, ...]) -> tuple[list[str], NDArray[np.int32]]:
    """All that the texts are made of, blanks too: different pieces, and numbers of those that make up the texts."""
    jieba_ = tokenizer(user_words)
    known: dict[str, int] = {}
    codes = [known.setdefault(piece, len(known)) for text in texts for piece in pieces_of(jieba_, text)]
    return list(known), np.array(codes, np.int32)


def pieces_of(jieba_: Tokenizer, text: str) -> Iterator[str]:
    """The pieces of one text: emoticons whole, the rest as jieba cuts it."""
    if "[" not in text:
        yield from _cut(jieba_, text)
        return
    for i, part in enumerate(EMOTICON.split(text)):  # odd parts are the emoticons
        yield from (part,) if i % 2 else _cut(jieba_, part)


def _cut(jieba_: Tokenizer, text: str) -> Iterator[str]:
    if len(text) <= MAX_BLOCK:
        yield from jieba_.cut(text)
        return
    done = 0
    for match in ENDLESS.finditer(text):
        yield from jieba_.cut(text[done : match.end()])
        done = match.end()
    yield from jieba_.cut(text[done:])


@cache
def dictionary() -> tuple[dict[str, int], int]:
    """Word frequencies of jieba with every prefix of a word (0 if it is none), and their sum."""
    lines = (Path(jieba.__file__).parent / jieba.DEFAULT_DICT_NAME).read_text("utf-8").splitlines()
    frequencies = {word: int(number) for word, number, _ in (line.split(" ") for line in lines)}
    total = sum(frequencies.values())
    for word in list(frequencies):
        for end in range(1, len(word)):
            frequencies.setdefault(word[:end], 0)
    return frequencies, total


@lru_cache(maxsize=4)
def tokenizer(user_words: tuple[UserWord, ...]) -> Tokenizer:
    """A tokenizer that keeps these words whole; each is added in turn, as `added` tells."""
    frequencies, total = dictionary()
    made = Tokenizer()
    made.FREQ, made.total, made.initialized = dict(frequencies), total, True
    for word, frequency, tag in added(user_words):
        made.add_word(word, frequency, tag)
    return made


@lru_cache(maxsize=4)
def added(user_words: tuple[UserWord, ...]) -> tuple[tuple[str, int, str], ...]:
    """Word, frequency and tag of what jieba must be told: words that it cuts whole already move nothing."""
    frequencies, total = dictionary()
    trial = Tokenizer()
    trial.FREQ, trial.total, trial.initialized = dict(frequencies), total, True
    told = []
    for user_word in user_words:
        if user_word.frequency is not None:
            frequency = max(user_word.frequency, 1)
        elif trial.lcut(user_word.word, HMM=False) != [user_word.word]:
            frequency = max(trial.suggest_freq(user_word.word), MIN_FREQUENCY)
        else:
            continue
        trial.add_word(user_word.word, frequency, user_word.tag)
        told.append((user_word.word, frequency, user_word.tag))
    return tuple(told)
