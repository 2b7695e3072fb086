"""The shape of the house, held: who may import whom, and rules a reader relies on."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = {"crawlers", "nlp", "warehouse", "reports"}
ALLOWED = {
    "contract": set(),
    **{room: {"contract"} for room in ROOMS},
    "demo": {"contract"},
    "fengxiang": {"contract", "demo", *ROOMS},
    "dags": {"contract", "fengxiang"},
}
OURS = set(ALLOWED)
FILES = sorted(f for folder in ALLOWED for f in (ROOT / folder).rglob("*.py"))
AVOIDED = {
    "utils",
    "helpers",
    "common",
    "base",
    "manager",
    "processor",
    "data",
    "misc",
    "items",
    "source",
    "hot",
    "pipeline",
}


def imported(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_imports_point_the_right_way(file):
    folder = file.relative_to(ROOT).parts[0]
    wrong = (imported(ast.parse(file.read_text("utf-8"))) & OURS) - ALLOWED[folder] - {folder}
    assert not wrong, f"{folder} must not import {', '.join(sorted(wrong))}"


def test_the_direction_test_sees_every_folder():
    assert {f.relative_to(ROOT).parts[0] for f in FILES} == OURS


@pytest.mark.parametrize("folder", sorted(OURS - {"fengxiang", "dags"}))
def test_nothing_below_the_roof_asks_the_clock(folder):
    asking = re.compile(r"datetime\.now\(|date\.today\(|time\.time\(|datetime\.utcnow\(")
    for file in (ROOT / folder).rglob("*.py"):
        assert not asking.search(file.read_text("utf-8")), f"{file.relative_to(ROOT)} asks the clock"


def test_ground_needs_only_stdlib_and_pyarrow():
    for file in (ROOT / "contract").glob("*.py"):
        foreign = imported(ast.parse(file.read_text("utf-8"))) - set(sys.stdlib_module_names) - {"pyarrow", "contract"}
        assert not foreign, f"{file.name} imports {foreign}"


def test_names_say_what_a_file_is_for():
    wrong = [str(f.relative_to(ROOT)) for f in FILES if f.stem in AVOIDED]
    assert not wrong


def test_dag_files_are_thin_and_not_named_like_packages():
    for file in (ROOT / "dags").glob("*.py"):
        assert file.stem not in OURS
        code = [
            line for line in file.read_text("utf-8").splitlines() if line.strip() and not line.strip().startswith("#")
        ]
        assert len(code) <= 60, f"{file.name} has {len(code)} lines"


def test_the_command_line_starts_without_the_rooms():
    heavy = {"scrapy", "jieba", "duckdb", "sklearn", "scipy", "airflow", "snownlp", "pandas"}
    code = "import sys, fengxiang.cli; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    assert not heavy & set(loaded)


def test_lock_has_hashes_and_names_no_index():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock and "--index" not in lock and "--find-links" not in lock
    packages = re.split(r"\n(?=\S)", lock.strip())
    assert len(packages) > 100
    for package in packages:
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+", package), package[:60]
        assert "--hash=sha256:" in package, package[:60]


def test_every_declared_dependency_is_locked():
    import configparser

    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    wanted = [config["options"]["install_requires"], *config["options.extras_require"].values()]
    names = {re.split(r"[\[<>=!~; ]", line)[0].lower() for text in wanted for line in text.split("\n") if line}
    locked = set(
        re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==", (ROOT / "requirements.lock").read_text("utf-8"), re.M)
    )
    assert names and not names - locked
