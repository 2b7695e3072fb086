"""Running the CLI as a user would, and comparing two warehouses row by row."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[2]


def fengxiang(home, *verb, check=True, **env):
    """Run the CLI in a process of its own, as a user would."""
    command = [sys.executable, "-m", "fengxiang.cli", *map(str, verb), "--settings", str(home / "fengxiang.toml")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **env}, timeout=280)
    if check:
        assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done


TABLES = "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' ORDER BY 1"


def rows(warehouse):
    """Every table of a warehouse as sorted rows; two warehouses with the same rows compare equal."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = [name for (name,) in connection.execute(TABLES).fetchall()]
        assert tables
        return {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"').fetchall())) for name in tables}
