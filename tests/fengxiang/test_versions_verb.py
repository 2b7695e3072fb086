"""`fengxiang versions` and `publish --version`: names are shown whole; a wrong one is answered with those there are."""

import json
import os
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from contract.errors import WarehouseError
from fengxiang.cli import app

NAMES = ("000041-2026-11-21", "000042-2026-11-22")


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    folder = tmp_path / "home" / "warehouse" / "versions"
    folder.mkdir(parents=True)
    for name in NAMES:
        duckdb.connect(str(folder / f"{name}.duckdb")).close()
    os.link(folder / f"{NAMES[1]}.duckdb", folder.parent / "warehouse.duckdb")
    return tmp_path / "home"


def test_names_are_whole_on_a_narrow_terminal_and_the_current_one_is_marked(home):
    told = CliRunner().invoke(app, ["versions", "--home", str(home)]).output
    lines = {name: line for line in told.splitlines() for name in NAMES if name in line}
    assert set(lines) == set(NAMES)
    assert "current" in lines[NAMES[1]] and "current" not in lines[NAMES[0]]
    assert "…" not in told


def test_going_back_changes_what_readers_get(home):
    assert CliRunner().invoke(app, ["publish", "--version", NAMES[0], "--home", str(home)]).exit_code == 0
    told = json.loads(CliRunner().invoke(app, ["versions", "--json", "--home", str(home)]).output)
    assert {v["name"]: v["current"] for v in told["versions"]} == {NAMES[0]: True, NAMES[1]: False}


def test_a_wrong_name_is_answered_with_those_there_are(home):
    fault = CliRunner().invoke(app, ["publish", "--version", "000040", "--home", str(home)]).exception
    assert isinstance(fault, WarehouseError)
    assert all(name in str(fault) for name in NAMES)
