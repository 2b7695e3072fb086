"""Search by the index finds what reading every text finds: random posts, random queries, hostile queries."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_lake import THEMES

from warehouse import changes, search_index
from warehouse.build import make_tables
from warehouse.database import Engine, connect
from warehouse.questions import create_questions

PIECES = [
    "长",
    "续航",
    "长续航",
    "航",
    "好",
    "iPhone16",
    "app",
    "happy",
    "5g",
    "。",
    "😡",
    "延续",
    "航线",
    "C++",
    "Été",
    "乾隆",
]
FIRST = date(2026, 11, 20)
LETTERS, DIGITS = "a-zÀ-ɏ\u0370-\u052f\u1e00-\u1fff", "0-9"


def said(text):
    marked = re.sub(f"([{LETTERS}]+|[{DIGITS}]+)", "\x1f\\1\x1f", text.lower())
    return marked.replace(" ", "")


@pytest.fixture(scope="module")
def shop():
    """A warehouse of three days whose posts a test can replace."""
    with connect(":memory:", Engine()) as con:
        con.execute(changes.SCHEMA)
        make_tables(con, THEMES)
        create_questions(con, "memory")
        yield con


def fill(con, texts):
    """Posts of three days with these words; returns {(day, number): said}."""
    rows = [
        {"post_id": f"weibo:{i}", "dt": FIRST + timedelta(days=i % 3), "number": i // 3 + 1, "words": words}
        for i, words in enumerate(texts)
    ]
    con.register(
        "given",
        pa.Table.from_pylist(
            rows,
            pa.schema(
                [
                    ("post_id", pa.string()),
                    ("dt", pa.date32()),
                    ("number", pa.int32()),
                    ("words", pa.list_(pa.string())),
                ]
            ),
        ),
    )
    con.execute(
        "DELETE FROM post; DELETE FROM search_index; DELETE FROM volume_daily; DELETE FROM staging.numbered_post"
    )
    con.execute("INSERT INTO post BY NAME FROM given; INSERT INTO staging.numbered_post BY NAME FROM given")
    con.execute(
        "INSERT INTO volume_daily BY NAME SELECT DATE '2026-11-22' AS dt, 'weibo' AS platform, "
        "1 AS posts, 1 AS organic_posts"
    )
    with ThreadPoolExecutor(1) as aside:
        search_index.end(con, search_index.start(con, FIRST, FIRST + timedelta(days=2), aside))
    con.execute("INSERT INTO search_index FROM staging.found_gram")
    con.unregister("given")
    return {(row["dt"], row["number"]): said(" ".join(row["words"])) for row in rows}


def hits(con, query):
    return set(con.execute("FROM search_hits($query)", {"query": query}).fetchall())


word = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join).filter(lambda w: re.search(r"[^。+]", w))
clause = st.lists(st.tuples(st.booleans(), word), min_size=1, max_size=3)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(PIECES), max_size=8), min_size=1, max_size=40),
    st.lists(clause, min_size=1, max_size=3),
    word,
)
def test_the_index_finds_what_reading_every_text_finds(shop, texts, clauses, must):
    posts = fill(shop, texts)
    clauses = [*clauses, [(False, must)]]
    query = " ".join("(" + " | ".join(f'{"-" * no}"{w}"' for no, w in c) + ")" for c in clauses)
    expected = {at for at, text in posts.items() if all(any((said(w) in text) != no for no, w in c) for c in clauses)}
    assert hits(shop, query) == expected


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("长续航", {0, 1, 2}),  # cut or whole, and within 超长
        ("長續航", {0, 1, 2}),
        ("续航 -广告", {0, 2, 3}),
        ("续航 (差 | 拉胯)", {0, 3}),
        ("续航 差 OR 拉胯", {0, 3}),
        ("续航 NOT 广告 NOT 差", {2, 3}),
        ('"iphone 16"', {2}),
        ("ＩＰＨＯＮＥ", {2}),
        ("app", {4}),  # not happy
        ("16", {2}),  # not 2016
        ("胯", {3}),
        ("“续航” AND （差｜拉胯）", {0, 3}),
        ("没有人说", set()),
        ("续航 -(广告 | 差)", {2, 3}),
    ],
)
def test_what_people_type(shop, query, found):
    texts = [
        ["长", "续航", "差"],
        ["长续航", "广告"],
        ["超长", "续航", "iPhone16"],
        ["续航", "拉胯"],
        ["app", "好"],
        ["happy", "2016"],
    ]
    at = list(fill(shop, texts))
    assert hits(shop, query) == {at[i] for i in found}


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("", "asks for nothing"),
        ("   ", "asks for nothing"),
        ("。。", "no letter, digit or character"),
        ("-广告", "at least one word must be asked for"),
        ("(好", "do not pair"),
        ("好)", "do not pair"),
        ('"好', "not closed"),
        ("好 |", "nothing on one side"),
        ("| 好", "nothing on one side"),
        ("()", "nothing on one side"),
        ("((好 | 坏) | 糟)", "fengxiang search"),
        ("(好 坏)", "fengxiang search"),
        (" ".join(f"好{i}" for i in range(70)), "more than 60 words"),
    ],
)
def test_a_query_that_cannot_be_answered_says_why(shop, query, fault):
    fill(shop, [["好"]])
    with pytest.raises(duckdb.InvalidInputException, match=fault):
        hits(shop, query)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_no_query_breaks_it(shop, query):
    fill(shop, [["好", "a"]])
    try:
        hits(shop, query)
    except duckdb.InvalidInputException as fault:
        assert "search: " in str(fault)


def test_no_query_is_sql(shop):
    fill(shop, [["drop", "table", "post"]])
    assert len(hits(shop, "drop' table post;")) == 0
    with pytest.raises(duckdb.InvalidInputException, match="search: "):
        hits(shop, "'); DROP TABLE post; --")
    assert shop.execute("SELECT count(*) FROM post").fetchone() == (1,)


def test_folding_is_readings():
    from nlp.normalise import normalise

    with duckdb.connect() as con:
        body = (Path(search_index.__file__).parent / "sql" / "questions" / "folded.sql").read_text("utf-8")
        expression = "\n".join(line for line in body.splitlines() if not line.startswith("--"))
        con.execute(f"CREATE MACRO folded(written) AS {expression}")
        for text in ("長續航", "極簡主義", "ＩＰｈｏｎｅ１６", "電動車續航測試報告", "乾隆", "５０％"):
            assert con.execute("SELECT folded(?)", [text]).fetchone() == (normalise(text).lower(),)


def test_kinds_of_characters_are_the_same_in_sql_and_here():
    """The index and the macro draw the line between kinds of characters alike."""
    names = {"marked": search_index.LETTERS + search_index.DIGITS, "search_terms": search_index.SIGNS}
    for name, spans in names.items():
        text = (Path(search_index.__file__).parent / "sql" / "questions" / f"{name}.sql").read_text("utf-8")
        for first, last in spans:
            told = [f"\\x{{{first:x}}}-\\x{{{last:x}}}", f"{chr(first)}-{chr(last)}"]
            assert any(span in text for span in told), (name, json.dumps(told))
