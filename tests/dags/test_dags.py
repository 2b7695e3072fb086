"""The DAGs: they load, they are thin, and they run through, from the made-up network to the mail."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

LOAD = """
import time, sys
from airflow.dag_processing.dagbag import DagBag
import airflow.sdk
start = time.perf_counter()
bag = DagBag(sys.argv[1])
print("SECONDS", time.perf_counter() - start)
print("ERRORS", bag.import_errors)
for dag in bag.dags.values():
    print("DAG", dag.dag_id, dag.tags, dag.catchup, bool(dag.doc_md), *[(t.task_id, t.owner, bool(t.doc_md or t.doc)) for t in dag.tasks])
print("HEAVY", sorted({m.split(".")[0] for m in sys.modules} & {"scrapy", "jieba", "duckdb", "sklearn", "scipy"}))
"""


@pytest.fixture(scope="session")
def airflow(tmp_path_factory):
    """An Airflow home of its own, migrated, that reads this repository's dags/."""
    home = tmp_path_factory.mktemp("airflow")
    env = {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
    }
    subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], env=env, check=True, capture_output=True, timeout=200)
    return env


def run(env, code, *args, **more):
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, args)], env={**env, **more}, capture_output=True, text=True, timeout=280
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_dags_load_fast_without_the_rooms(airflow):
    told = run(airflow, LOAD, ROOT / "dags")
    facts = dict(line.split(" ", 1) for line in told.splitlines() if line.startswith(("SECONDS", "ERRORS", "HEAVY")))
    assert facts["ERRORS"] == "{}" and facts["HEAVY"] == "[]"
    assert float(facts["SECONDS"]) < 5
    dags = [line for line in told.splitlines() if line.startswith("DAG ")]
    assert len(dags) == 2
    for line in dags:
        assert "fengxiang" in line and "False True" in line and "'airflow', " not in line
