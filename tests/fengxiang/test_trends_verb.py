"""`fengxiang trends` tells a topic once: its name, its subjects in brackets, and the week of its rise."""

import json
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from typer.testing import CliRunner

from fengxiang.cli import app
from warehouse import changes
from warehouse.build import make_tables
from warehouse.database import Engine, connect
from warehouse.sql_files import published_tables

DAY = date(2026, 11, 22)
NO_THEMES = pa.table({name: pa.array([], pa.string()) for name in ("theme", "zh", "en")})
TREND = {
    "scope": "all", "subject_kind": "term", "score": 9.0, "ratio": 3.0, "ratio_low": 2.5, "ratio_high": 3.6,
    "authors": 300, "posts": 340, "expected": 100.0, "phase": "rising", "verdict": "organic", "reasons": ["ratio"],
    "since": date(2026, 11, 7), "first_platform": "weibo", "platforms": ["weibo"], "dt": DAY,
}  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Three words of a topic in its third week, one that was merged into it on Sunday, and a word by itself."""
    trends = [
        TREND | {"subject": "露营"},
        TREND | {"subject": "天幕[red]", "score": 12.0},
        TREND | {"subject": "露营热", "subject_kind": "hashtag", "score": 8.0},
        TREND | {"subject": "搭帐篷", "score": 30.0, "dt": date(2026, 11, 20)},
        TREND | {"subject": "老城", "score": 10.0},
    ]
    one, other = "20261107-a", "20261118-b"
    state = {"scope": "all", "first_day": date(2026, 11, 7), "rise_week": 3, "verdict": "organic", "authors": 777}
    daily = [
        state | {"dt": DAY, "topic_id": one, "name": "露营热", "name_kind": "hashtag", "members": 3},
        state | {"dt": date(2026, 11, 20), "topic_id": other, "name": "搭帐篷", "name_kind": "term", "members": 1},
        state | {"dt": DAY, "topic_id": other, "name": "搭帐篷", "name_kind": "term", "members": 0, "merged_into": one},
    ]
    made_of = [("hashtag", "露营热"), ("term", "露营"), ("term", "天幕[red]")]
    members = [
        {"dt": DAY, "scope": "all", "topic_id": one, "subject_kind": kind, "subject": subject, "rank": i, "weight": 9.0}
        for i, (kind, subject) in enumerate(made_of, 1)
    ]
    members.append(members[1] | {"dt": date(2026, 11, 20), "topic_id": other, "subject": "搭帐篷", "rank": 1})
    write(tmp_path / "warehouse" / "warehouse.duckdb", trend=trends, topic_daily=daily, topic_member=members)
    return tmp_path


def write(path: Path, **tables: list[dict[str, object]]) -> None:
    path.parent.mkdir()
    with connect(":memory:", Engine()) as con:
        con.execute(changes.SCHEMA)
        make_tables(con, NO_THEMES)
        shapes = {file.name: con.sql(f"FROM {file.name} LIMIT 0").to_arrow_table() for file in published_tables()}
    with duckdb.connect(str(path)) as con:
        for table, shape in shapes.items():
            con.register("rows", pa.Table.from_pylist(tables.get(table, []), shape.schema))
            con.execute(f"CREATE TABLE {table} AS FROM rows")
            con.unregister("rows")


def test_themes_and_aspects_have_their_names(tmp_path: Path) -> None:
    pair = TREND | {"subject": "phones/续航", "subject_kind": "aspect"}
    themes = [{"theme": "phones", "zh": "手机", "en": "Phones"}]
    aspects = [{"aspect": "续航", "zh": "续航", "en": "battery life"}]
    path = tmp_path / "warehouse" / "warehouse.duckdb"
    write(path, trend=[pair, TREND | {"subject": "phones", "subject_kind": "theme"}], theme=themes, aspect=aspects)
    verb = ["trends", "--week", "2026-W47", "--home", str(tmp_path)]
    told = CliRunner().invoke(app, verb, env={"COLUMNS": "200"}).stdout
    assert "手机 · 续航 [aspect]" in told and "手机 [theme]" in told
    (tmp_path / "fengxiang.toml").write_text('language = "en"\n', "utf-8")
    verb += ["--settings", str(tmp_path / "fengxiang.toml")]
    told = CliRunner().invoke(app, verb, env={"COLUMNS": "200"}).stdout
    assert "Phones: battery life [aspect]" in told


def test_a_topic_is_told_once_with_its_subjects_and_its_week(home: Path) -> None:
    verb = ["trends", "--week", "2026-W47", "--home", str(home)]
    told = CliRunner().invoke(app, verb, env={"COLUMNS": "200"}).stdout
    assert "露营热 (露营, 天幕[red])" in told and "[hashtag], third week" in told and "777" in told
    assert "搭帐篷" not in told and told.count("露营热") == 1
    assert told.index("露营热") < told.index("老城") and "300" in told
    found = json.loads(CliRunner().invoke(app, [*verb, "--json"]).stdout)["trends"]
    assert [(t["topic"], t["topic_id"], t["rise_week"]) for t in found] == [
        ("露营热", "20261107-a", 3),
        (None, None, None),
    ]
    assert found[0]["members"] == ["露营热", "露营", "天幕[red]"] and found[1]["subject"] == "老城"
