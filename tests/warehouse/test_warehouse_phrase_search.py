"""Phrases are found in the index of words wherever the words of a post, written together, say them."""

import random
from datetime import date
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from made_up_lake import THEMES

from warehouse import changes, phrase_search, spoken
from warehouse.build import make_tables
from warehouse.database import Engine, connect
from warehouse.grams import LONGEST
from warehouse.phrase_search import Index, ways

DAY, NEXT = date(2026, 11, 3), date(2026, 11, 4)


@pytest.fixture
def con():
    with connect(":memory:", Engine()) as connection:
        connection.execute(changes.SCHEMA)
        make_tables(connection, THEMES)
        yield connection


def hold(con, posts: dict[date, list[list[str]]]) -> None:
    """Put the words of posts, numbered from 0, through the index."""
    for day, said in posts.items():
        rows = [
            {
                "dt": day,
                "platform": "weibo",
                "post_id": f"{day}:{n}",
                "organic": True,
                "queries": [],
                "number": n + 1,
                "words": words,
            }
            for n, words in enumerate(said)
        ]
        con.register("made", pa.Table.from_pylist(rows))
        con.execute("INSERT INTO staging.read_post BY NAME FROM made")
        con.execute("INSERT INTO staging.numbered_post BY NAME SELECT dt, post_id, number, words FROM made")
        con.unregister("made")
    keep(con, min(posts), max(posts))


def keep(con, first: date, last: date) -> None:
    spoken.read(con, first, last)
    spoken.tell(con, first, last)
    spoken.keep(con, first, last)


def found(con, asked: dict[date, list[str]]) -> set[tuple[str, str]]:
    con.execute("DELETE FROM staging.phrase_asked")
    for day, phrases in asked.items():
        con.executemany("INSERT INTO staging.phrase_asked (dt, phrase) VALUES (?, ?)", [[day, p] for p in phrases])
    phrase_search.find(con, min(asked), max(asked))
    rows = con.execute(
        "SELECT post_id, phrase FROM staging.phrase_run r JOIN staging.read_post p ON r.post = hash(p.post_id)"
    ).fetchall()
    assert len(rows) == len(set(rows))  # said twice in a post counts once
    return set(rows)


def test_a_phrase_is_found_however_it_was_cut(con):
    hold(con, {
        DAY: [
            ["预制", "菜", "，", "预", "制", "菜"], ["预制菜"], [], ["早", "C", "晚", "A", "iPhone", "15", "Pro"],
            ["预制", "，", "菜"],
        ],
        NEXT: [["预制", "菜"], ["菜", "预制"]],
    })  # fmt: skip
    said = found(con, {DAY: ["预制菜", "早C晚A", "iPhone 15 Pro", "没人说过"]})
    assert said == {
        (f"{DAY}:0", "预制菜"), (f"{DAY}:1", "预制菜"), (f"{DAY}:3", "早C晚A"), (f"{DAY}:3", "iPhone 15 Pro"),
    }  # fmt: skip
    assert found(con, {DAY: ["没人"], NEXT: ["预制菜"]}) == {(f"{NEXT}:0", "预制菜")}


def test_words_of_two_posts_are_not_one_phrase(con):
    hold(con, {DAY: [["充电"], ["器"], ["充电", "器"]]})
    assert found(con, {DAY: ["充电器"]}) == {(f"{DAY}:2", "充电器")}


def test_the_index_of_a_day_is_replaced_with_its_posts(con):
    hold(con, {DAY: [["充电", "器"]]})
    con.execute("DELETE FROM staging.read_post; DELETE FROM staging.numbered_post")
    keep(con, DAY, DAY)
    assert con.execute("SELECT count(*) FROM state.spoken_word").fetchall() == [(0,)]
    hold(con, {DAY: [["电", "器"], ["充电", "器"]]})
    assert found(con, {DAY: ["充电器"]}) == {(f"{DAY}:1", "充电器")}


def joined(words: list[str]) -> str:
    text = words[0]
    for one, other in pairwise(words):
        text += (" " if one[0].isascii() and other[0].isascii() else "") + other
    return text


@pytest.mark.parametrize("seed", range(5))
def test_the_same_as_reading_every_post(con, seed):
    chance = random.Random(seed)
    vocabulary = ["甲", "乙", "甲乙", "丙", "乙丙", "a", "b", "ab", "1甲"]
    posts = [chance.choices(vocabulary, k=chance.randrange(9)) for _ in range(60)]
    phrases = sorted({joined(chance.choices(vocabulary, k=chance.randrange(1, 5))) for _ in range(40)})
    hold(con, {DAY: posts})
    expected = {
        (f"{DAY}:{n}", phrase)
        for n, words in enumerate(posts)
        for phrase in phrases
        if any(joined(words[i : i + k]) == phrase for i in range(len(words)) for k in range(1, LONGEST + 1))
    }
    assert found(con, {DAY: phrases}) == expected
    assert len(expected) > 20


def test_ways_to_cut():
    known = {"iPhone", "15", "iPhone 15", "长", "续航", "长续", "航"}
    assert set(ways("iPhone 15", known)) == {("iPhone 15",), ("iPhone", "15")}
    assert set(ways("长续航", known)) == {("长", "续航"), ("长续", "航")}
    assert list(ways("iPhone15", known)) == []  # two Latin words would have been written apart
    assert list(ways("", known)) == []


def test_the_rarest_word_leads_and_any_may_be_missing():
    index = Index.of(["one", "two", "last"], [np.array(some, np.uint64) for some in ([1, 5, 9], [0, 2, 6, 7], [9])])

    def rows(*cuts):
        return [found.tolist() for found in index.in_a_row(np.array(cuts))]

    assert rows([0, 1]) == [[1, 5], [0, 0]]
    assert rows([1, 0], [1, 2]) == [[0], [0]]
    assert rows([0], [2]) == [[1, 5, 9, 9], [0, 0, 0, 1]]
    assert rows([0, 2]) == [[], []]


def test_the_same_posts_in_another_order_of_words_give_the_same_index():
    words = pa.array(["b", "a", "b", "c"])
    told = spoken.places(words, np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1]), DAY).to_pydict()
    assert told["word"] == ["a", "b", "c"]
    assert told["places"] == [[1], [0, 3], [4]]
    assert told["posts"] == [[0], [0, 1], [1]]
