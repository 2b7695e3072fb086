"""Floors under the shipped model's figures, on rows its training never saw; a hash holds which rows those are.

A floor is the figure when it was pinned, less what a hundred rows more or less would move it. Where the public sets
are not at hand (they are not part of the project) the tests are skipped.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from nlp.sentiment import shipped
from nlp.sentiment.measure import figures
from nlp.sentiment.sets import Labelled, read, without_emoticons

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "labelled"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the public labelled sets are not at {FOLDER}")

# set: digest of its test rows, floors of accuracy with and without emoticons (two classes), ceiling of ECE
PINNED = {
    "weibo2018": ("cb383ac4c1cdab4d8c5d1eedd441ad1df42acad9a963756a5b7995225f827809", 0.856, 0.825, 0.05),
    "smp2020": ("c700aa44a51b0a48c6aa8281591fe794922814b79928a6052c4f1a65f5ea1b56", 0.888, 0.883, 0.05),
    "waimai": ("7de11c46d69b6d78ed464a0d8a3031baf71b0ca3be49c0221ee261567f4a27bc", 0.898, 0.898, 0.05),
    "shopping": ("436517d0a05285428799488666695e25fe9f5d24c3e52a31fc43fb23679ff0c2", 0.926, 0.926, 0.05),
    "moods8": ("7bf188e8f82ecafade004e6ee1a1aee58a26bf99257049d5d207d4b1b070b098", 0.866, 0.845, 0.05),
}
MACRO_F1 = {"smp2020": 0.80}
MEAN_ECE = 0.05


@cache
def read_all() -> list[Labelled]:
    return read(FOLDER)


@cache
def held_out() -> dict[str, Labelled]:
    return {one.name: one.part(one.test) for one in read_all()}


@pytest.mark.parametrize("name", PINNED)
def test_floors(name: str) -> None:
    digest, floor, bare_floor, ceiling = PINNED[name]
    one = held_out()[name]
    assert one.digest() == digest, "other rows than those the floors were pinned on"
    told = figures(shipped().probabilities(one.texts), one.labels, 2)
    bare = figures(shipped().probabilities([without_emoticons(text) for text in one.texts]), one.labels, 2)
    assert told.accuracy >= floor
    assert bare.accuracy >= bare_floor
    assert told.ece <= ceiling


@pytest.mark.parametrize("name", MACRO_F1)
def test_three_classes(name: str) -> None:
    one = held_out()[name]
    told = figures(shipped().probabilities(one.texts), one.labels)
    assert told.macro_f1 >= MACRO_F1[name]


def test_probabilities_mean_what_they_say() -> None:
    errors = [figures(shipped().probabilities(held_out()[name].texts), held_out()[name].labels).ece for name in PINNED]
    assert np.mean(errors) <= MEAN_ECE


def test_no_text_is_in_two_sets_or_on_both_sides() -> None:
    from nlp.sentiment.sets import key_of

    sets = read_all()
    keys = [key_of(text) for one in sets for text in one.texts]
    assert len(keys) == len(set(keys))
    training = {key_of(t) for one in sets for t in one.part(~one.test).texts}
    assert not training & {key_of(t) for one in sets for t in one.part(one.test).texts}
