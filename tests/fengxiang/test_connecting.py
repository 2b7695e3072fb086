"""docs/connecting.md is tried: every Python example on it runs, and so does the notebook, from first cell to last."""

import importlib.util
import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "connecting.md").read_text("utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.S)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A published warehouse of a made-up network."""
    sys.path.insert(0, str(ROOT / "tests" / "warehouse"))
    try:
        from made_up_lake import Network, run_all
    finally:
        sys.path.pop(0)
    from warehouse.publish import publish

    home = tmp_path_factory.mktemp("connecting") / "home"
    network = Network(days=40)
    for day in network.all_days()[-8:]:
        network.plant("weibo", day, 8, "快充 真的 好")
    network.land(home)
    run_all(home)
    return publish(home).version


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: re.findall(r"import (\w+)", text)[-1])
def test_the_python_of_the_page_runs(file, example):
    assert "home/warehouse/warehouse.duckdb" in example
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the drivers, about each other
        found = {}
        exec(example.replace("home/warehouse/warehouse.duckdb", str(file)), found)
    assert len(found["rows"]) > 0


def test_each_tool_is_on_the_page():
    for tool in ("DBeaver", "Metabase", "Superset", "pandas", "polars", "R", "Excel", "duckdb shell"):
        assert f"## {tool}" in PAGE, tool


def test_the_notebook_runs(file, monkeypatch):
    monkeypatch.setenv("FENGXIANG_WAREHOUSE", str(file))
    monkeypatch.setattr(sys, "argv", ["first_look"])
    spec = importlib.util.spec_from_file_location("first_look", ROOT / "docs" / "notebooks" / "first_look.py")
    notebook = importlib.util.module_from_spec(spec)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        spec.loader.exec_module(notebook)
        _, told = notebook.app.run()
    assert set(told["volume"]) == {"weibo", "zhihu"} and all(len(points) == 28 for points in told["volume"].values())
    assert told["rising"] and "快充" in told["voice"] and len(told["sentiment"]["negative"]) == 28
    drawn = told["lines"]({"<b>": [(1, (0.1, 0.2, 0.3)), (2, 0.4)]})
    assert "&lt;b&gt;" in drawn and "<b>" not in drawn and "http" not in drawn
    told["con"].close()


@pytest.mark.slow
def test_the_notebook_becomes_a_page_without_a_warehouse(tmp_path):
    notebook = str(ROOT / "docs" / "notebooks" / "first_look.py")
    command = [sys.executable, "-m", "marimo", "export", "html", notebook, "-o", str(tmp_path / "o.html")]
    alone = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=alone)
    assert ran.returncode == 0 or (tmp_path / "o.html").exists(), ran.stderr[-500:]
    assert "There is no warehouse at" in (tmp_path / "o.html").read_text("utf-8")
