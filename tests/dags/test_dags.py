"""The DAGs: they load, they are thin, and they run through, from the made-up network to the mail."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from demo.mailbox import mailbox
from demo.plan import crawl_plan
from demo.server import serve
from demo.world import World
from fengxiang.demonstration import settings_text

ROOT = Path(__file__).resolve().parents[2]

LOAD = """
import time, sys
import airflow.sdk
from airflow.dag_processing.dagbag import DagBag
start = time.perf_counter()
bag = DagBag(sys.argv[1])
print("SECONDS", time.perf_counter() - start)
print("ERRORS", bag.import_errors)
for dag in bag.dags.values():
    documented = bool(dag.doc_md) and all(t.doc_md or t.doc for t in dag.tasks)
    print("DAG", dag.dag_id, "fengxiang" in dag.tags, dag.catchup, documented, {t.owner for t in dag.tasks})
print("HEAVY", sorted({m.split(".")[0] for m in sys.modules} & {"scrapy", "jieba", "duckdb", "sklearn", "scipy"}))
"""

RUN = """
import sys
from datetime import datetime
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(sys.argv[1])
for name in sys.argv[3:]:
    for task in bag.dags[name].tasks:
        task.retries = 0  # a failure shows at once
    done = bag.dags[name].test(run_after=datetime.fromisoformat(sys.argv[2]), logical_date=None)
    print("STATE", name, done.state)
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
    migrate = [sys.executable, "-m", "airflow", "db", "migrate"]
    subprocess.run(migrate, env=env, check=True, capture_output=True, timeout=200)
    return env


def run(env, code, *args, **more):
    command = [sys.executable, "-c", code, *map(str, args)]
    done = subprocess.run(command, env={**env, **more}, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_dags_load_fast_without_the_rooms(airflow):
    told = run(airflow, LOAD, ROOT / "dags")
    facts = dict(line.split(" ", 1) for line in told.splitlines() if line.startswith(("SECONDS", "ERRORS", "HEAVY")))
    assert facts["ERRORS"] == "{}" and facts["HEAVY"] == "[]"
    assert float(facts["SECONDS"]) < 5
    dags = sorted(line for line in told.splitlines() if line.startswith("DAG "))
    names = ("alerting", "listening", "weekly_report")
    assert dags == [f"DAG {name} True False True {{'fengxiang'}}" for name in names]


def test_the_dags_run_from_the_network_to_the_mailbox(airflow, tmp_path):
    world = World(seed=7, end=date(2026, 11, 22), weeks=1, scale=0.1)
    plan = crawl_plan(world)
    with serve(world) as base, mailbox(tmp_path / "mails") as port:
        settings = tmp_path / "fengxiang.toml"
        settings.write_text(settings_text(plan, base, port, "zh"), "utf-8")
        as_of = plan[-1].as_of.isoformat()
        dags = ("listening", "weekly_report")
        told = run(airflow, RUN, ROOT / "dags", as_of, *dags, FENGXIANG_SETTINGS=str(settings))
        assert [line for line in told.splitlines() if line.startswith("STATE")] == [f"STATE {n} success" for n in dags]
        assert (tmp_path / "reports" / "2026-W47" / "report.html").stat().st_size > 10_000
        assert len(list((tmp_path / "mails").glob("*.eml"))) == 1
        run(airflow, RUN, ROOT / "dags", as_of, "weekly_report", FENGXIANG_SETTINGS=str(settings))
        assert len(list((tmp_path / "mails").glob("*.eml"))) == 1, "the same report was mailed again"
