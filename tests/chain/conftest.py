"""A small made-up network that is crawled once, and what is needed to compare two warehouses row by row."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from demo.mailbox import mailbox
from demo.plan import crawl_plan
from demo.server import serve
from demo.world import World
from fengxiang.demonstration import settings_text

ROOT = Path(__file__).resolve().parents[2]
END = date(2026, 11, 22)


class Net(NamedTuple):
    """A served network and the settings to crawl it."""

    world: World
    settings: str
    mails: Path


@pytest.fixture(scope="session")
def small_net(tmp_path_factory):
    """Eight weeks at a tenth of the demo's volume, and a mailbox."""
    world = World(seed=7, end=END, weeks=8, scale=0.1)
    mails = tmp_path_factory.mktemp("mailbox")
    with serve(world) as base, mailbox(mails) as port:
        yield Net(world, settings_text(crawl_plan(world), base, port, "zh"), mails)


def fengxiang(home, *verb, check=True, **env):
    """Run the CLI in a process of its own, as a user would."""
    command = [sys.executable, "-m", "fengxiang.cli", *map(str, verb), "--settings", str(home / "fengxiang.toml")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **env}, timeout=280)
    if check:
        assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done


def rows(warehouse, skip=()):
    """Every table of a warehouse as sorted rows; two warehouses with the same rows compare equal."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'").fetchall()]
        assert tables
        return {
            name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"').fetchall()))
            for name in sorted(tables)
            if name not in skip
        }
