"""Phrase discovery on small texts, its windows against a slow and plain count, and its place in build and detect."""

import math
import shutil
from collections import Counter
from datetime import timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_lake import END, THEMES, Network, enrich, land, made_post

from warehouse import phrase_days
from warehouse.build import build, rebuild
from warehouse.database import BUILD
from warehouse.detect import detect
from warehouse.detect_settings import DetectSettings
from warehouse.grams import Tokens
from warehouse.ingest import ingest
from warehouse.phrase_rules import Rules
from warehouse.phrases import FOUND, WINDOW, Sliding, discover

WORDS = [chr(0x6000 + i) + chr(0x7000 + i) for i in range(60)]


def found(posts, rules=None, hashtags=None, voices=None) -> dict[str, dict]:
    words = pa.array(posts, pa.list_(pa.string()))
    voice = np.arange(len(posts)) if voices is None else np.array(voices)
    tags = None if hashtags is None else pa.array(hashtags, pa.list_(pa.string()))
    table = discover(words, np.zeros(len(posts), np.int64), voice, tags, rules)
    return {row["phrase"]: row for row in table.to_pylist()}


def chatter(count: int, *phrase: str) -> list[list[str]]:
    """Posts of random words, each with the phrase somewhere inside."""
    random = np.random.default_rng(5)
    posts = []
    for _ in range(count):
        words = [WORDS[i] for i in random.integers(0, len(WORDS), 8)]
        place = int(random.integers(1, 7))
        posts.append([*words[:place], *phrase, *words[place:]])
    return posts


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("长续航", ["长", "续航"]), ("极简主义", ["极简", "主义"]), ("素颜挑战", ["素颜", "挑战"]),
        ("早C晚A", ["早", "C", "晚", "A"]), ("多巴胺穿搭", ["多巴胺", "穿", "搭"]), ("预制菜", ["预", "制", "菜"]),
        ("iPhone Pro", ["iPhone", "Pro"]), ("双11", ["双", "11"]),
    ],
)  # fmt: skip
def test_what_jieba_cuts_comes_out_whole(phrase, words):
    rows = found([*chatter(20, *words), *chatter(60)])
    assert phrase in rows
    assert rows[phrase]["cut"] == "|".join(words) and rows[phrase]["authors"] == 20
    assert not [p for p in rows if p != phrase and p in phrase], "its parts are explained by it"


def test_chatter_has_no_phrases():
    assert found(chatter(80)) == {}


@pytest.mark.parametrize("words", [["局", "游戏"], ["手机", "的"], ["很", "好看"], ["3", "小时"], ["颜色", "很", "浅"]])
def test_measure_words_function_words_and_numbers_make_no_phrase(words):
    assert "".join(words) not in found([*chatter(20, *words), *chatter(60)])


def test_what_always_has_the_same_neighbour_is_no_phrase_of_its_own():
    rows = found([*chatter(20, "长", "续航", "手机"), *chatter(60)])
    assert set(rows) == {"长续航手机"}
    rows = found([*chatter(20, "一", "局", "游戏"), *chatter(60)])
    assert "局游戏" not in rows


def test_what_stands_on_its_own_often_enough_stands_beside_the_longer_one():
    rows = found([*chatter(10, "长", "续航", "手机"), *chatter(20, "长", "续航"), *chatter(60)])
    assert set(rows) == {"长续航手机", "长续航"}


def test_punctuation_and_emoticons_end_a_clause():
    for mark in ("，", "。", "[允悲]", "😀", "\n"):
        assert "素颜挑战" not in found([*chatter(20, "素颜", mark, "挑战"), *chatter(60)])


def test_the_end_of_a_clause_is_a_free_neighbour():
    assert set(found([["多巴胺", "穿搭"]] * 20 + chatter(60))) == {"多巴胺穿搭"}


def test_one_author_counts_once_a_day():
    posts = [*chatter(20, "长", "续航"), *chatter(60)]
    assert "长续航" not in found(posts, voices=[7] * 20 + list(range(100, 160)))


def test_a_hashtag_of_several_authors_is_a_phrase_though_it_is_not_free():
    posts = [["来", "素颜", "挑战", "吧"]] * 6 + chatter(60)
    tags = [["素颜挑战", "素颜挑战"]] * 6 + [None] * 60
    assert "素颜挑战" not in found(posts, hashtags=[None] * 66)
    assert found(posts, hashtags=tags)["素颜挑战"]["hashtag_authors"] == 6
    assert "素颜挑战" not in found(posts, hashtags=tags, voices=[1] * 6 + list(range(10, 70)))


def test_pinned_is_always_and_vetoed_never_a_phrase():
    posts = [["来", "长", "续航", "吧"]] * 4 + chatter(20, "素颜", "挑战") + chatter(60)
    rows = found(posts, Rules(pin=("长续航",), veto=("素颜挑战",)))
    assert set(rows) == {"长续航"}


@pytest.mark.parametrize(
    "posts", [[], [None], [[]], [[""]], [["😀"] * 9], [["哈"] * 5000], [["\ud83d".encode("utf-8", "replace").decode()]]]
)
def test_odd_input_gives_no_phrases(posts):
    assert found(posts) == {}
    assert (
        discover(pa.array(posts, pa.list_(pa.string())), np.zeros(len(posts), np.int64), np.arange(len(posts))).schema
        == FOUND
    )


def test_the_numbers_are_those_of_the_formulas():
    posts = [*chatter(20, "长", "续航"), *chatter(60)]
    row = found(posts)["长续航"]
    total = sum(len(set(words)) for words in posts)
    assert row["cohesion"] == round(math.log2(20 * total / (20 * 20)) / math.log2(total / 20), 4)
    for side, step in (("left_entropy", -1), ("right_entropy", 2)):
        seen = Counter(
            words[words.index("长") + step] for words in posts[:20] if 0 <= words.index("长") + step < len(words)
        )
        free = 20 - sum(seen.values())
        shares = [n / 20 for n in seen.values()] + [1 / 20] * free
        assert row[side] == pytest.approx(-sum(p * math.log2(p) for p in shares), abs=1e-3)


POST = st.lists(st.sampled_from(["长", "续航", "手机", "快", "充", "，", "的", "3"]), max_size=7)
DAY = st.lists(
    st.tuples(POST, st.integers(0, 5), st.lists(st.sampled_from(["长续航", "快充"]), max_size=1)), max_size=6
)


@given(st.lists(DAY, min_size=30, max_size=40), st.integers(0, 8))
@settings(max_examples=40, deadline=None)
def test_a_window_does_not_depend_on_the_days_before_it(days, skipped):
    """Sliding over all days, starting later, and one window looked at alone: the same phrases."""
    rules = Rules(authors=3, cohesion=0.1, entropy=0.5)

    def slide(first: int) -> dict[int, list]:
        flat = [(words, d, voice, tags) for d, posts in enumerate(days[first:]) for words, voice, tags in posts]
        words, day, voice, tags = zip(*flat, strict=True) if flat else ((), (), (), ())
        tokens = Tokens(pa.array(words, pa.list_(pa.string())), np.array(day, np.int64), np.array(voice, np.int64))
        return {d + first: t.to_pylist() for d, t in Sliding(tokens, pa.array(tags, pa.list_(pa.string())), rules)}

    whole, later = slide(0), slide(skipped)
    for day in range(skipped + WINDOW - 1, len(days)):
        by_phrase = sorted(whole.get(day, []), key=str), sorted(later.get(day, []), key=str)
        assert by_phrase[0] == by_phrase[1]


def rows(home: Path, table: str) -> list[tuple]:
    with duckdb.connect(str(home / BUILD), read_only=True) as con:
        return con.execute(f"FROM {table} ORDER BY ALL").fetchall()


TABLES = ("phrase", "phrase_daily", "private.subject_source_daily", "trend", "trend_evidence", "term_daily")


@pytest.fixture(scope="module")
def network() -> Network:
    """A phrase that is said now and then, and by many in the last eight days; another one comes anew."""
    net = Network(days=120, a_day=10, platforms=("weibo",))
    for i, day in enumerate(reversed(net.all_days())):
        if i % 3 == 0 or i < 8:
            net.plant("weibo", day, 1 if i >= 8 else 6, f"{WORDS[i % 50]} 长 续航 {WORDS[i * 7 % 60]}")
        if i < 6:
            net.plant("weibo", day, 6, f"{WORDS[i + 9]} 预 制 菜 {WORDS[i * 5 % 60]}")
    return net


def bring(home: Path, net: Network, days, through) -> None:
    net.land(home, days)
    ingest(home)
    enrich(home)
    build(home, THEMES)
    detect(home, through)


@pytest.fixture(scope="module")
def built(network, tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("phrases")
    bring(home, network, network.all_days(), END)
    return home


@pytest.fixture
def home(built, tmp_path) -> Path:
    shutil.copytree(built, tmp_path / "home")
    return tmp_path / "home"


def test_a_phrase_is_counted_before_it_was_found_and_named_from_then_on(built):
    with duckdb.connect(str(built / BUILD), read_only=True) as con:
        assert con.execute("SELECT max(posts) FROM phrase_daily WHERE phrase = '长续航'").fetchall() == [(6,)]
        assert con.execute("SELECT DISTINCT subject FROM trend WHERE part_of IS NULL AND dt = ? ", [END]).fetchall()
        found, named = (
            con.execute(f"SELECT min(dt) FROM {table} WHERE {column} = '预制菜'").fetchall()[0][0]
            for table, column in (("phrase", "phrase"), ("trend", "subject"))
        )
    assert END - timedelta(days=5) <= found <= named


def test_daily_late_and_rebuilt_give_the_same_rows(built, network, tmp_path):
    days = network.all_days()
    for step in (days[:60], days[61:110], [days[60]], days[110:111], days[111:113], days[113:]):
        bring(tmp_path, network, step, max(step))
    assert {t: rows(tmp_path, t) for t in TABLES} == {t: rows(built, t) for t in TABLES}
    rebuild(tmp_path, THEMES)
    detect(tmp_path, END)
    assert {t: rows(tmp_path, t) for t in TABLES} == {t: rows(built, t) for t in TABLES}


def test_stretches_of_any_size_give_the_same_rows(built, home, monkeypatch):
    monkeypatch.setattr(phrase_days, "_STRETCH_POSTS", 60)
    monkeypatch.setattr("warehouse.phrase_counts._POSTS", 50)
    rebuild(home, THEMES)
    detect(home, END)
    assert {t: rows(home, t) for t in TABLES} == {t: rows(built, t) for t in TABLES}


def test_killed_before_the_counts_are_in_place_it_is_due_again(built, home, network, monkeypatch):
    land(home, "weibo", "weibo-late", [made_post("late", END - timedelta(days=9), "长 续航")], [])
    ingest(home)
    enrich(home)
    with monkeypatch.context() as patch:
        patch.setattr("warehouse.phrase_counts.put_in_place", lambda con: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            build(home, THEMES)
    build(home, THEMES)
    detect(home, END)
    before = {t: rows(home, t) for t in TABLES}
    rebuild(home, THEMES)
    detect(home, END)
    assert before == {t: rows(home, t) for t in TABLES} != {t: rows(built, t) for t in TABLES}


def test_pins_and_vetoes_are_heeded_and_can_be_taken_back(built, home):
    rules = Rules(pin=("记", "今日记"), veto=("长续航",))
    build(home, THEMES, rules=rules)
    detect(home, END, DetectSettings(pin=rules.pin, veto=rules.veto))
    assert not [r for t in ("phrase", "phrase_daily") for r in rows(home, t) if "长续航" in r]
    assert not [r for r in rows(home, "trend") if r[3] in rules.veto]
    with duckdb.connect(str(home / BUILD), read_only=True) as con:
        pinned = con.execute("SELECT count(DISTINCT dt) FROM phrase_daily WHERE phrase = '今日记'").fetchall()
    assert pinned == [(120,)]
    build(home, THEMES)
    detect(home, END)
    assert {t: rows(home, t) for t in TABLES} == {t: rows(built, t) for t in TABLES}


STREAMS = Path(__file__).resolve().parents[3] / "shared" / "data" / "posts"


@pytest.mark.skipif(not STREAMS.is_dir(), reason="the real streams are not there: ../shared/data/posts")
def test_known_new_phrases_are_found_on_a_real_stream():
    """Nine tenths of what jieba cuts and at least eight titles of a window hold; simpler ways find eight tenths."""
    from benchmarks.phrases import LIST, measured, stream

    tokens = stream(STREAMS / "hot_weibo.parquet", most=60_000)
    found, wanted = measured(tokens, LIST.read_text("utf-8").split())
    assert len(wanted) >= 10
    assert len(wanted & found["ours"]) >= 0.9 * len(wanted), wanted - found["ours"]
