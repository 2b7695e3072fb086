"""Words, as jieba 0.42.1 cuts them: the reference that trends, themes and sentiment count on.

jieba is used through tokenizers of our own. Its module-wide one keeps its dictionary in a cache file in the shared
temporary folder, where any user can plant one, and lets every caller change every other caller's words; building the
dictionary in memory takes less than half a second a process and shares nothing.
"""

import logging
import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

with warnings.catch_warnings():  # jieba's string escapes are deprecated ones; on some machines it finds pkg_resources
    warnings.simplefilter("ignore")
    import jieba

jieba.setLogLevel(logging.ERROR)

# jieba's model for unknown words copies its path at each character: without an end to a block, time grows with its
# square. No natural block comes near this length; longer ones are cut here.
MAX_BLOCK = 1000
MIN_FREQUENCY = 100  # about that of an everyday compound: enough to win against a neighbour (超长/续航)

_ENDLESS = re.compile(rf"[\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]{{{MAX_BLOCK}}}")
_EMOTICON = re.compile(r"(\[[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9]{0,7}\])")


@dataclass(frozen=True, slots=True)
class UserWord:
    """A word to be kept whole; without a frequency it gets what keeps it whole, MIN_FREQUENCY at least."""

    word: str
    frequency: int | None = None
    tag: str = "n"


def words(texts: Iterable[str | None], user_words: Sequence[UserWord] = ()) -> list[list[str]]:
    """The words of each text, in order: jieba's tokens without blanks; [允悲] is one token; None gives [].

    Punctuation and emoji are tokens too, so that whoever pairs neighbours sees where a clause ends. Texts are cut as
    they are: give them `normalise`d. The same text and user words always give the same words.
    """
    tokenizer = _tokenizer(tuple(user_words))
    seen: dict[str, list[str]] = {}  # short texts recur within a batch: 沙发, 转发, copied slogans
    return [list(_cut(tokenizer, text, seen)) if text else [] for text in texts]


def _cut(tokenizer: jieba.Tokenizer, text: str, seen: dict[str, list[str]]) -> list[str]:
    tokens = seen.get(text)
    if tokens is None:
        tokens = seen[text] = _fresh_cut(tokenizer, text)
    return tokens


def _fresh_cut(tokenizer: jieba.Tokenizer, text: str) -> list[str]:
    if len(text) > MAX_BLOCK:
        text = _ENDLESS.sub(r"\g<0>\n", text)
    if "[" not in text:
        return [token for token in tokenizer.cut(text) if not token.isspace()]
    tokens: list[str] = []
    for i, part in enumerate(_EMOTICON.split(text)):  # odd parts are the emoticons
        tokens.extend((part,) if i % 2 else (token for token in tokenizer.cut(part) if not token.isspace()))
    return tokens


@cache
def _dictionary() -> tuple[dict[str, int], int]:
    """Word frequencies of jieba with every prefix of a word (0 if it is none), and their sum."""
    lines = (Path(jieba.__file__).parent / jieba.DEFAULT_DICT_NAME).read_text("utf-8").splitlines()
    frequencies = {word: int(number) for word, number, _ in (line.split(" ") for line in lines)}
    total = sum(frequencies.values())
    for word in list(frequencies):
        for end in range(1, len(word)):
            frequencies.setdefault(word[:end], 0)
    return frequencies, total


@lru_cache(maxsize=4)
def _tokenizer(user_words: tuple[UserWord, ...]) -> jieba.Tokenizer:
    """A tokenizer of our own; words that jieba already cuts whole are left alone, so that nothing else moves."""
    frequencies, total = _dictionary()
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = dict(frequencies), total, True
    for user_word in user_words:
        if user_word.frequency is not None:
            tokenizer.add_word(user_word.word, max(user_word.frequency, 1), user_word.tag)
        elif tokenizer.lcut(user_word.word, HMM=False) != [user_word.word]:
            least = tokenizer.suggest_freq(user_word.word)
            tokenizer.add_word(user_word.word, max(least, MIN_FREQUENCY), user_word.tag)
    return tokenizer
