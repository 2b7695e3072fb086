"""Airflow in a process of its own: DAGs are loaded and run there by `dag.test`; what they came to is told as JSON."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_DRIVER = """
import json, sys
from datetime import datetime
from airflow.dag_processing.dagbag import DagBag

bag = DagBag(sys.argv[1])
for wanted in json.loads(sys.argv[2]):
    dag = bag.dags[wanted["dag"]]
    dag.deadline = []  # dag.test knows no deadlines: they have ids only where a DAG was written to the database
    for task in dag.tasks:
        task.retries = 0  # a failure shows at once
    at = datetime.fromisoformat(wanted["at"])
    run = dag.test(run_after=at, logical_date=None, run_conf=wanted.get("conf"))
    tasks = [
        {"task": ti.task_id, "state": str(ti.state), "name": ti.rendered_map_index, "start": str(ti.start_date)}
        for ti in run.get_task_instances()
    ]
    print("RUN " + json.dumps({"dag": wanted["dag"], "state": str(run.state), "tasks": tasks}), flush=True)
"""


def airflow_home(home):
    """The environment of an Airflow home of its own, migrated, that reads this repository's dags/."""
    env = {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
    }
    python(env, "from airflow.utils import db; db.initdb()")
    return env


def python(env, code, *args, **more):
    """Run code with Airflow's environment; returns what it printed."""
    command = [sys.executable, "-c", code, *map(str, args)]
    done = subprocess.run(command, env={**env, **more}, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-6000:]
    return done.stdout


def run(env, *wanted, **more):
    """Run DAGs one after another in one process; wanted: dicts of dag, at, conf. Returns a dict a run."""
    told = python(env, _DRIVER, ROOT / "dags", json.dumps(wanted), **more)
    return [json.loads(line[4:]) for line in told.splitlines() if line.startswith("RUN ")]


def states(run):
    """Each task's states, mapped ones together."""
    found = {}
    for task in run["tasks"]:
        found.setdefault(task["task"], set()).add(task["state"])
    return found


def names(run, task):
    """What the mapped tasks of a task are called in Airflow."""
    return sorted(t["name"] for t in run["tasks"] if t["task"] == task)
