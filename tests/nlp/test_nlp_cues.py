import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.cues import Scanner, batch_of, longest

WORDS = ["屏幕", "屏", "不错", "错", "PD", "价格", "价格高", "a", "aab", "b c"]


def found(words: list[str], texts: list[str]) -> set[tuple[int, int, str]]:
    scanner, batch = Scanner(words), batch_of(texts)
    hits = scanner.hits(batch)
    post = batch.text_of(hits.start)
    begin = batch.begin[post]
    assert all(hits.end > hits.start)
    return {(int(p), int(s), scanner.words[w]) for p, s, w in zip(post, hits.start - begin, hits.word, strict=True)}


def plainly(words: list[str], texts: list[str]) -> set[tuple[int, int, str]]:
    """The same by looking at every place for every word."""
    told = set()
    for number, text in enumerate(texts):
        for word in {word.lower() for word in words}:
            for at in range(len(text) - len(word) + 1):
                if text[at : at + len(word)].lower() == word and _edges(text, at, word):
                    told.add((number, at, word))
    return told


def _edges(text: str, at: int, word: str) -> bool:
    def latin(char: str) -> bool:
        return char.isascii() and char.isalnum()

    before, after = text[at - 1 : at] if at else "", text[at + len(word) : at + len(word) + 1]
    return not (latin(word[0]) and before and latin(before)) and not (latin(word[-1]) and after and latin(after))


def test_words_are_found_where_they_stand() -> None:
    texts = ["屏幕不错，价格高", "UPDATE pd!", "", "\ud800屏"]
    assert found(WORDS, texts) == {
        (0, 0, "屏幕"), (0, 0, "屏"), (0, 2, "不错"), (0, 3, "错"), (0, 5, "价格"), (0, 5, "价格高"), (1, 7, "pd"),
        (3, 1, "屏"),
    }  # fmt: skip


@given(
    st.lists(st.text("ab好坏 c", min_size=1, max_size=4), min_size=1, max_size=12),
    st.lists(st.text("ab好坏 cC1", max_size=12), max_size=5),
)
def test_it_finds_what_a_plain_search_finds(words: list[str], texts: list[str]) -> None:
    assert found(words, texts) == plainly(words, texts)


def test_thousands_of_words_share_a_trie() -> None:
    draw = random.Random(5)
    words = ["".join(chr(draw.randrange(0x4E00, 0x5200)) for _ in range(draw.randint(1, 6))) for _ in range(4000)]
    texts = ["".join(draw.choices(words, k=3)) for _ in range(50)]
    assert found(words, texts) == plainly(words, texts)


def test_the_longest_of_a_kind_stands() -> None:
    scanner, batch = Scanner(["拍照", "拍照效果", "效果"]), batch_of(["拍照效果好"])
    hits = scanner.hits(batch)
    assert {scanner.words[w] for w in hits.word[longest(hits)]} == {"拍照效果"}
    kinds = np.where(hits.word == scanner.number["效果"], 1, 0)
    assert {scanner.words[w] for w in hits.word[longest(hits, kinds)]} == {"拍照效果", "效果"}


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["\0\0"], ["x" * 100_000]])
def test_nothing_is_found_in_nothing(texts: list[str]) -> None:
    assert found(WORDS, texts) == set()
    assert found([], texts) == set()
