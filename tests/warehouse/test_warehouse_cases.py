"""Walks tests/warehouse/cases/<table>/: small input tables as JSON, and `expected.json`. A table without one fails."""

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest
from made_up_lake import THEMES

from contract import enriched, post
from warehouse import changes
from warehouse.build import make_tables
from warehouse.database import Engine, connect
from warehouse.sql_files import SqlFile, sql_files

CASES = Path(__file__).parent / "cases"
_SPAN = {"first": date(2000, 1, 1), "last": date(2100, 1, 1)}


def test_every_table_has_a_case():
    missing = [f.name for f in sql_files() if not list((CASES / f.name).glob("**/expected.json"))]
    assert not missing, f"no case for {', '.join(missing)}: make {CASES}/<table>/<case>/expected.json"


def test_every_case_has_a_table():
    assert {folder.name for folder in CASES.iterdir()} <= {f.name for f in sql_files()}


@pytest.mark.parametrize("case", sorted(CASES.glob("*/*")), ids=lambda p: f"{p.parent.name}-{p.name}")
def test_case(case: Path):
    file = next(f for f in sql_files() if f.name == case.parent.name)
    with connect(":memory:", Engine()) as con:
        con.execute(changes.SCHEMA)
        make_tables(con, THEMES)
        _lake_as_tables(con)
        for given in sorted(case.glob("*.json")):
            if given.stem != "expected":
                _fill(con, given, file)
        found = con.sql(file.select, params=file.parameters(**_SPAN)).to_arrow_table().to_pylist()
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    told = list(expected[0]) if expected else []
    rows = [{name: _plain(row[name]) for name in told} for row in found]
    if "ORDER BY" not in file.select.splitlines()[-1]:
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


def _fill(con: duckdb.DuckDBPyConnection, given: Path, file: SqlFile) -> None:
    table = given.stem
    assert table in file.reads, f"{given}: {file.name} does not read {table}, only {', '.join(file.reads)}"
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
