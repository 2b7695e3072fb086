"""The published file explains itself: comments in two languages, keys that lead somewhere, plain types, lineage."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import duckdb
import made_up_lake
import pyarrow as pa
import pytest
from made_up_lake import END, THEMES, Network, enrich, instant

from warehouse.build import build
from warehouse.database import PUBLISHED
from warehouse.detect import detect
from warehouse.ingest import ingest
from warehouse.publish import publish
from warehouse.sql_files import Link, SqlFile, published_tables, sql_files

HAN = re.compile(r"[\u4e00-\u9fff]")
# what every driver and BI tool knows; sums and divisions in SQL would give HUGEINT and DECIMAL
PLAIN = {"VARCHAR", "BIGINT", "INTEGER", "DOUBLE", "FLOAT", "BOOLEAN", "DATE", "TIMESTAMP WITH TIME ZONE"}

SENT = {"line": 1, "told_at": instant(END), "kind": "weekly", "event": "2026-W47", "recipient": "x", "state": "sent"}
read_shallowly = made_up_lake._read


def read_closely(post: dict[str, Any]) -> dict[str, Any]:
    """The toy reader, and one aspect and intent for whoever complains."""
    told = read_shallowly(post)
    aspect = {"aspect": "体验", "polarity": "negative", "probability": 0.9, "start": 3, "end": 4}
    return told | ({"aspects": [aspect], "intents": ["complaint"]} if told["sentiment"] == "negative" else {})


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A network with a rise, a drop of sentiment, a phrase and one mail that went out."""
    home = tmp_path_factory.mktemp("published")
    network = Network(days=50, a_day=8)
    for i in range(9):
        day = END - timedelta(days=i)
        network.plant("weibo", day, 12, "星野 糟 透 了", author_followers=1200, likes=50, hashtags=["星野"])
        network.plant("weibo", day, 12, "新风 吹来")
        network.plant("zhihu", day, 6, "快充 好", author_id=f"steady{i % 2}", views=9)
    for day in network.all_days()[:-9]:
        network.plant("weibo", day, 4, "星野 好")
    network.land(home)
    ingest(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made_up_lake, "_read", read_closely)
        enrich(home)
    build(home, THEMES, dispatches=pa.Table.from_pylist([SENT]))
    detect(home, END)
    publish(home)
    with duckdb.connect(str(home / PUBLISHED), read_only=True) as con:
        yield con


def rows(con: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    return con.execute(query).fetchall()


def test_the_made_up_warehouse_has_something_in_every_table_that_links(published):
    """Else the tests below would hold of nothing."""
    assert [f.name for f in published_tables() if f.links and not rows(published, f"FROM {f.name} LIMIT 1")] == []


def test_every_table_and_column_is_described_in_both_languages(published):
    tables = dict(rows(published, "SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal"))
    columns = rows(published, "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal")
    assert set(tables) >= {file.name for file in published_tables()}
    told = [*tables.items(), *((f"{t}.{c}", text) for t, c, text in columns)]
    assert [name for name, text in told if " | " not in (text or "")] == []
    halves = [(name, *text.rsplit(" | ", 1)) for name, text in told]
    assert [name for name, _, zh in halves if not HAN.search(zh)] == []
    assert [name for name, en, _ in halves if not re.search(r"[a-z]", en)] == []


def test_types_are_plain(published):
    kinds = rows(published, "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal")
    assert [(t, c, kind) for t, c, kind in kinds if kind.removesuffix("[]") not in PLAIN] == []


def test_a_column_has_the_same_type_in_every_table(published):
    query = """
        SELECT column_name, list_sort(list(DISTINCT data_type)) FROM duckdb_columns()
        SEMI JOIN duckdb_tables() USING (table_name)
        WHERE NOT internal AND data_type NOT LIKE '%[]' GROUP BY 1 HAVING count(DISTINCT data_type) > 1"""
    # post: probabilities of one post; everywhere else: numbers of posts
    assert dict(rows(published, query)) == {n: ["BIGINT", "FLOAT"] for n in ("negative", "neutral", "positive")}


def test_every_grain_and_link_names_columns_that_exist():
    columns = {file.table: set(file.columns) for file in sql_files()}
    for file in sql_files():
        assert set(file.grain) <= columns[file.table], file.name
        for link in file.links:
            assert set(link.keys) <= columns[link.table], f"{file.name}: {link}"


def dangling(con: duckdb.DuckDBPyConnection, file: SqlFile, link: Link) -> list[Any]:
    """Keys that lead to no row."""
    ours, theirs = (", ".join(f'"{name}"' for name in names) for names in (link.columns, link.keys))
    told = " AND ".join(f'"{name}" IS NOT NULL' for name in link.columns)
    return rows(
        con, f"(SELECT {ours} FROM {file.name} WHERE {told}) EXCEPT (SELECT {theirs} FROM {link.table}) LIMIT 3"
    )


@pytest.mark.parametrize("file", [f for f in published_tables() if f.links], ids=lambda f: f.name)
def test_every_link_leads_to_a_row(published, file):
    assert {str(link): dangling(published, file, link) for link in file.links if not link.loose} == {
        str(link): [] for link in file.links if not link.loose
    }


def test_a_link_that_leads_nowhere_is_seen(published):
    theme = next(file for file in published_tables() if file.name == "sentiment_daily")
    assert dangling(published, theme, Link(("theme",), "theme", ("theme",))) == [("",)]  # all posts of a platform


def read_tables(select: str) -> set[str]:
    """The tables that a SELECT reads, as DuckDB parses it; names of its WITH clauses are none."""
    with duckdb.connect() as con:
        tree = json.loads(con.execute("SELECT json_serialize_sql($sql)", {"sql": select}).fetchall()[0][0])
    assert not tree["error"], tree
    found, named = set(), set()
    waiting: list[Any] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if node.get("type") == "BASE_TABLE":
                found.add(".".join(filter(None, (node["catalog_name"], node["schema_name"], node["table_name"]))))
            named |= {entry["key"] for entry in node.get("cte_map", {}).get("map", [])}
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return found - named


@pytest.mark.parametrize("file", sql_files(), ids=lambda f: f.name)
def test_a_header_tells_all_that_its_select_reads(file):
    assert read_tables(file.select) == set(file.reads)


def test_reading_is_seen_in_subqueries_joins_and_beside_names_of_its_own():
    query = "WITH a AS (FROM post) FROM a SEMI JOIN lake.b USING (x) WHERE x IN (SELECT x FROM c) AND y > $first"
    assert read_tables(query) == {"post", "lake.b", "c"}
