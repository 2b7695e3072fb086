"""Walks tests/warehouse/cases/<table or question>/<case>/: small input tables as JSON, and `expected.json`.

A question's case says in `ask.sql` what is asked. A table or question without a case fails. Every expected value was
found by hand, not copied from an answer; columns that `expected.json` does not name do not matter.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import duckdb
import pytest
from made_up_lake import THEMES

from contract import enriched, post
from warehouse import changes
from warehouse.build import make_tables
from warehouse.database import Engine, connect
from warehouse.questions import create_questions, questions
from warehouse.sql_files import published_tables, sql_files

CASES = Path(__file__).parent / "cases"
_SPAN = {"first": date(2000, 1, 1), "last": date(2100, 1, 1)}


TABLES = {file.name: file for file in sql_files()}
ASKED = {question.name for question in questions()}


@pytest.mark.parametrize("name", sorted({*TABLES, *ASKED}))
def test_every_table_and_question_has_a_case(name):
    assert list((CASES / name).glob("*/expected.json")), f"make tests/warehouse/cases/{name}/<case>/expected.json"


def test_every_case_is_of_a_table_or_a_question_that_says_what_is_asked():
    assert not TABLES.keys() & ASKED
    assert {folder.name for folder in CASES.iterdir()} <= {*TABLES, *ASKED}
    assert {case.parent.parent.name for case in CASES.glob("*/*/ask.sql")} == ASKED


def _cases(names: Iterable[str]) -> list[Path]:
    return sorted(case for name in names for case in (CASES / name).glob("*"))


@pytest.mark.parametrize("case", _cases(TABLES), ids=lambda p: f"{p.parent.name}-{p.name}")
def test_case(case: Path):
    file = TABLES[case.parent.name]
    with connect(":memory:", Engine()) as con:
        con.execute(changes.SCHEMA)
        make_tables(con, THEMES)
        _lake_as_tables(con)
        _fill_all(con, case, file.reads)
        found = con.sql(file.select, params=file.parameters(**_SPAN)).to_arrow_table().to_pylist()
    _same(case, found, ordered="ORDER BY" in file.select.splitlines()[-1])


@pytest.fixture(scope="module")
def warehouse():
    """The tables that readers see, empty, with the questions."""
    with connect(":memory:", Engine()) as con:
        con.execute(changes.SCHEMA)
        make_tables(con, THEMES)
        create_questions(con, "memory")
        yield con


@pytest.mark.parametrize("case", _cases(ASKED), ids=lambda p: f"{p.parent.name}-{p.name}")
def test_question(case: Path, warehouse):
    tables = [file.name for file in published_tables()]
    for table in tables:
        warehouse.execute(f"DELETE FROM {table}")
    _fill_all(warehouse, case, tables)
    found = warehouse.sql((case / "ask.sql").read_text("utf-8")).to_arrow_table().to_pylist()
    _same(case, found, ordered=True)


def _same(case: Path, found: list[dict], *, ordered: bool) -> None:
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    told = list(expected[0]) if expected else []
    rows = [{name: _plain(row[name]) for name in told} for row in found]
    if not ordered:
        rows, expected = (sorted(r, key=str) for r in (rows, expected))
    assert rows == expected


def _plain(value: object) -> object:
    return str(value) if hasattr(value, "isoformat") else value


def _lake_as_tables(con: duckdb.DuckDBPyConnection) -> None:
    """The lake's views become tables that a case can fill."""
    for name, schema, more in (
        ("observation", post.SCHEMA, "NULL::DATE AS dt, '' AS run, 0 AS line"),
        ("enriched", enriched.SCHEMA, "NULL::DATE AS dt"),
    ):
        con.register("empty_rows", schema.empty_table())
        con.execute(f"DROP VIEW lake.{name}; CREATE TABLE lake.{name} AS SELECT *, {more} FROM empty_rows")


def _fill_all(con: duckdb.DuckDBPyConnection, case: Path, reads: Sequence[str]) -> None:
    for given in sorted(case.glob("*.json")):
        if given.stem != "expected":
            assert given.stem in reads, f"{given}: {given.stem} is not read here, only {', '.join(reads)}"
            _fill(con, given, given.stem)


def _fill(con: duckdb.DuckDBPyConnection, given: Path, table: str) -> None:
    types = {d[0]: str(d[1]) for d in con.execute(f"FROM {table} LIMIT 0").description}
    rows = json.loads(given.read_text("utf-8"))
    named = {name for row in rows for name in row}
    assert named <= set(types), f"{given}: unknown columns {named - set(types)}"
    for row in rows:  # "#weibo:1" stands for the number of a post
        if str(row.get("post", "")).startswith("#"):
            row["post"] = con.execute("SELECT hash(?)", [row["post"][1:]]).fetchall()[0][0]
    told = con.sql(f"SELECT {', '.join(named)} FROM {table} LIMIT 0").to_arrow_table().schema
    shape = json.dumps([{name: types[name] for name in told.names}]).replace("'", "''")
    con.execute(f"DELETE FROM {table}")
    con.execute(
        f"INSERT INTO {table} BY NAME SELECT r.* FROM (SELECT unnest(from_json($rows::JSON, '{shape}')) AS r)",
        {"rows": json.dumps(rows, ensure_ascii=False)},
    )
