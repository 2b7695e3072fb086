"""The DAGs load fast, are thin, and have what those who operate them need."""

import ast
import json

import pytest
from dag_runs import ROOT, airflow_home, python

LOAD = """
import json, sys, time
import airflow.sdk, airflow.providers.smtp.notifications.smtp
from airflow.dag_processing.dagbag import DagBag

def callbacks(t):  # one or several, as the task was made
    return t.on_failure_callback if isinstance(t.on_failure_callback, (list, tuple)) else [t.on_failure_callback]

start = time.process_time()
bag = DagBag(sys.argv[1])
took = time.process_time() - start
dags = {
    dag.dag_id: {
        "tags": sorted(dag.tags), "catchup": dag.catchup, "documented": bool(dag.doc_md) and bool(dag.deadline),
        "tasks": {
            t.task_id: {
                "owner": t.owner, "documented": bool(t.doc_md or t.doc), "timeout": bool(t.execution_timeout),
                "retries": t.retries, "backs_off": t.retry_exponential_backoff, "pool": t.pool,
                "told": [type(c).__name__ for c in callbacks(t)],
            }
            for t in dag.tasks
        },
    }
    for dag in bag.dags.values()
}
heavy = sorted({m.split(".")[0] for m in sys.modules} & {"scrapy", "jieba", "duckdb", "sklearn", "scipy", "pyarrow"})
print("TOLD " + json.dumps({"seconds": took, "errors": bag.import_errors, "heavy": heavy, "dags": dags}))
"""
WRITERS = {"ingest", "build", "detect", "prune", "compact"}


@pytest.fixture(scope="session")
def airflow(tmp_path_factory):
    """An Airflow home of its own, migrated, that reads this repository's dags/."""
    return airflow_home(tmp_path_factory.mktemp("airflow"))


@pytest.fixture(scope="module")
def loaded(airflow):
    """What Airflow makes of the folder."""
    told = python(airflow, LOAD, ROOT / "dags")
    return json.loads(next(line for line in told.splitlines() if line.startswith("TOLD "))[5:])


def test_dags_load_fast_without_the_rooms(loaded):
    assert loaded["errors"] == {} and loaded["heavy"] == []
    assert loaded["seconds"] < 1, "seconds of the processor beyond Airflow's own imports"


def test_every_dag_and_task_has_what_operations_need(loaded):
    assert sorted(loaded["dags"]) == ["backfill", "housekeeping", "listening", "weekly_report"]
    for dag in loaded["dags"].values():
        assert dag["tags"] == ["fengxiang"] and not dag["catchup"] and dag["documented"]
        for name, task in dag["tasks"].items():
            assert task["owner"] == "fengxiang" and task["documented"] and task["timeout"], name
            assert task["told"] == ["OpsMail"], name
            assert task["pool"] == ("fengxiang_warehouse" if name in WRITERS else "default_pool"), name
            assert name == "freshness" or (task["retries"] >= 2 and task["backs_off"] == 2), name


def test_dag_files_are_thin():
    for file in sorted((ROOT / "dags").glob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        documented = (ast.Module, ast.FunctionDef)
        words = [n.body[0] for n in ast.walk(tree) if isinstance(n, documented) and ast.get_docstring(n)]
        said = {line for node in words for line in range(node.lineno, node.end_lineno + 1)}
        code = [n for n, line in enumerate(file.read_text("utf-8").splitlines(), 1) if line.strip() and n not in said]
        assert len(code) <= 60, f"{file.name} has {len(code)} lines of code"
