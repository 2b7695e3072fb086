"""The trials by kills and by many readers still run, and hold, on a small home. Their figures are for benchmarks."""

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from benchmarks.kills import fault_of
from warehouse.publish import published_tables

ROOT = Path(__file__).resolve().parents[2]


def told_by(module: str, *options: str) -> str:
    command = [sys.executable, "-m", f"benchmarks.{module}", "--days", "8", "--posts", "3", *options]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_three_kills_leave_whole_versions_and_the_same_end() -> None:
    told = told_by("kills", "--times", "3")
    assert re.search(r"^3 kills, ", told) and sum(map(int, re.findall(r"(\d+) killed while", told))) == 3
    assert "not whole: 0" in told and "differ at the end: 0" in told


@pytest.mark.slow
def test_four_readers_meet_no_error_while_versions_come() -> None:
    told = told_by("readers", "--readers", "4", "--seconds", "4", "--pause", "0.3")
    assert "errors: 0" in told
    assert int(re.search(r"asked (\d+) questions", told)[1]) >= 4
    assert int(re.search(r"versions seen: (\d+)", told)[1]) >= 1


def test_a_version_that_does_not_hold_what_it_says_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "warehouse").mkdir()
    assert "cannot be read" in fault_of(tmp_path)
    with duckdb.connect(str(tmp_path / "warehouse" / "warehouse.duckdb")) as con:
        con.execute("CREATE SCHEMA publishing")
        for table in published_tables():
            con.execute(f"CREATE TABLE {table.name} (level VARCHAR, ok BOOLEAN)")
        con.execute("CREATE TABLE publishing.version AS SELECT 'v' AS name, 0 AS posts, 0 AS rows")
    assert not fault_of(tmp_path)
    with duckdb.connect(str(tmp_path / "warehouse" / "warehouse.duckdb")) as con:
        con.execute("INSERT INTO post VALUES (NULL, NULL)")
    assert "it holds 1 and 1" in fault_of(tmp_path)
    with duckdb.connect(str(tmp_path / "warehouse" / "warehouse.duckdb")) as con:
        con.execute("DELETE FROM post; INSERT INTO check_result VALUES ('fail', false)")
        con.execute("UPDATE publishing.version SET rows = 1")
    assert "checks that failed" in fault_of(tmp_path)
