"""The published file opens in DuckDB 1.4, also after it was brought up to date: BI tools carry older drivers."""

import subprocess
import sys
from pathlib import Path

import pytest
from made_up_lake import END, THEMES, Network, enrich, land, made_post, run_all

from warehouse import versions
from warehouse.build import build
from warehouse.database import PUBLISHED
from warehouse.ingest import ingest
from warehouse.publish import publish

PINNED = Path(__file__).parent / "duckdb-1.4.txt"
_READ = """
import sys
sys.path.insert(0, sys.argv[1])
import duckdb
con = duckdb.connect(sys.argv[2], read_only=True)
found = con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'").fetchall()
names = [name for (name,) in found]
for name in names:
    con.execute(f"SELECT count(COLUMNS(*)) FROM {name}").fetchall()
print(duckdb.__version__, len(names), con.execute("SELECT count(*) FROM post WHERE text <> ''").fetchall()[0][0])
"""


@pytest.fixture(scope="module")
def driver(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("duckdb14")
    asked = ["--quiet", "--target", str(target), "--python", sys.executable, "--require-hashes", "-r", str(PINNED)]
    done = subprocess.run([sys.executable, "-m", "uv", "pip", "install", *asked], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"DuckDB 1.4 cannot be installed, no package index in reach: {done.stderr.strip()[-200:]}")
    return target


def read(driver: Path, file: Path) -> list[str]:
    done = subprocess.run([sys.executable, "-c", _READ, str(driver), str(file)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_duckdb_1_4_reads_a_new_version_and_one_brought_up_to_date(driver, tmp_path):
    Network(days=30, a_day=6).land(tmp_path)
    run_all(tmp_path)
    made = publish(tmp_path)
    version, tables, posts = read(driver, tmp_path / PUBLISHED)
    assert version.startswith("1.4.") and int(tables) >= 20 and made.whole
    for number in range(versions.KEEP + 1):
        land(tmp_path, "weibo", f"weibo-{number}", [made_post(number, END, "咖啡 好")], [])
        ingest(tmp_path)
        enrich(tmp_path)
        build(tmp_path, THEMES)
        made = publish(tmp_path)
    assert not made.whole
    assert read(driver, tmp_path / PUBLISHED) == [version, tables, str(int(posts) + versions.KEEP + 1)]
