import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.sentiment import shipped
from nlp.sentiment.fitting import counted
from nlp.sentiment.grams import CHUNK, LONGEST_RUN, NOTHING, ORDERS, chunks, grams

ANY = st.text(st.characters(codec=None), max_size=40)


def buckets_of(text: str) -> list[int]:
    found = grams([text]).buckets
    return sorted(found[found != NOTHING].tolist())


def per_text(texts: list[str]) -> list[list[int]]:
    found = grams(texts)
    ends = np.append(found.begins, found.buckets.shape[1])[1:].tolist()
    parts = [found.buckets[:, b:e] for b, e in zip(found.begins.tolist(), ends, strict=True)]
    return [sorted(part[part != NOTHING].tolist()) for part in parts]


@given(st.lists(ANY, max_size=8))
def test_a_text_has_the_same_grams_in_any_company(texts: list[str]) -> None:
    assert per_text(texts) == [buckets_of(text) for text in texts]


@given(st.lists(ANY, min_size=1, max_size=8))
def test_counts_are_those_of_the_grams(texts: list[str]) -> None:
    # A gram may hash into the bucket of nothing: one in four million does.
    assert [len(found) for found in per_text(texts)] == grams(texts).counts.tolist()


def test_grams_are_those_of_the_characters_and_both_ends() -> None:
    assert len(buckets_of("不好")) == 3 * 2 + 1
    assert len(set(buckets_of("好")) & set(buckets_of("好好"))) == 3  # all but the one that ends where it begins
    assert set(buckets_of("不好")) & set(buckets_of("很不好")) != set()
    assert len(set(buckets_of("好不")) & set(buckets_of("不好"))) == 2  # single characters only


@pytest.mark.parametrize(("one", "other"), [("GOOD", "good"), ("买了12年", "买了34年"), ("哈" * 9, "哈" * LONGEST_RUN)])
def test_what_is_folded(one: str, other: str) -> None:
    assert buckets_of(one) == buckets_of(other)


def test_a_huge_text_of_one_character_is_a_short_one() -> None:
    assert buckets_of("哈" * 1_000_000) == buckets_of("哈哈哈")


@given(st.lists(st.integers(0, 3 * CHUNK), max_size=30))
def test_chunks_hold_every_text_once_and_little_at_a_time(lengths: list[int]) -> None:
    texts = ["x" * length for length in lengths]
    slices = list(chunks(texts))
    assert [i for part in slices for i in range(part.start, part.stop)] == list(range(len(texts)))
    for part in slices:
        held = sum(len(text) + 2 for text in texts[part])
        assert held <= CHUNK or part.stop - part.start == 1


def test_training_and_use_see_the_same_numbers() -> None:
    texts = ["屏幕很好，就是贵了点", "差评", "", "哈" * 300, "\ud800坏\x00了"]
    model = shipped()
    scores, _, _ = model.scores(texts)
    weights = (model.tables * model.scales[:, None]).T
    matrix = counted(texts).matrix
    np.testing.assert_allclose((matrix @ weights).T, scores, rtol=1e-5, atol=1e-6)
    assert matrix.shape[0] == len(texts)
    assert len(grams(texts).buckets) == ORDERS
