"""The chain on two Celery workers, one of which is killed at work, and the scheduler too: the rows of one machine."""

import os
import shutil
import sys
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "chain"))  # its comparison of two warehouses

import cluster_stores
from cluster import Cluster, cluster
from cluster_processes import free_port
from tests_chain_paths import ROOT, rows

from demo.mailbox import mailbox
from demo.plan import PlannedCrawl, crawl_plan
from demo.server import serve
from demo.world import World
from fengxiang import demonstration, stages
from fengxiang.home import published
from fengxiang.settings import Settings, load

WORKERS = ("w1", "w2")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.cluster,
    pytest.mark.timeout(900),  # it took seven minutes beside much other work
    pytest.mark.skipif(bool(cluster_stores.missing()), reason=cluster_stores.missing()),
]


class Chain(NamedTuple):
    """Two homes into which the same ten days have been crawled; the chain has run over `one`, not yet over `many`."""

    one: Path
    many: Path
    as_of: datetime  # of the next crawl


@pytest.fixture(scope="module")
def homes(tmp_path_factory):
    """The two homes, while the network is there to be crawled again.

    It is served twice at one address, because some faults strike only who asks first. Its days lie in the past: a
    scheduler would wait for a run of tomorrow.
    """
    folder, world, port = (
        tmp_path_factory.mktemp("homes"),
        World(7, date(2024, 11, 24), weeks=2, scale=0.1),
        free_port(),
    )
    plan = crawl_plan(world)
    homes = Chain(folder / "one", folder / "many", plan[-1].as_of)
    with mailbox(folder / "mails") as mail_port:
        with serve(world, port) as base:
            land(homes.one, demonstration.settings_text(plan, base, mail_port, "zh"), plan, homes.as_of)
            shutil.copytree(homes.one, homes.many)
            run_on_one_machine(load(homes.one / "fengxiang.toml"), homes.as_of)
        with serve(world, port):
            yield homes


def land(home: Path, text: str, plan: list[PlannedCrawl], before: datetime) -> None:
    """Crawl what a plan has before an instant."""
    (home / "secret").mkdir(parents=True)
    (home / "secret" / "salt").write_text("a salt for tests")
    (home / "fengxiang.toml").write_text(text, "utf-8")
    earlier = [crawl for crawl in plan if crawl.as_of < before]
    demonstration.crawl(load(home / "fengxiang.toml"), earlier, lambda _: None)


def run_on_one_machine(settings: Settings, as_of: datetime) -> None:
    """The stages of the DAG, one after another."""
    stages.crawl(settings, [as_of])
    stages.ingest(settings)
    stages.enrich(settings)
    stages.build(settings)
    stages.detect(settings, as_of)


def test_a_killed_worker_and_a_killed_scheduler_change_no_row(homes, tmp_path):
    env = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    env["FENGXIANG_SETTINGS"] = str(homes.many / "fengxiang.toml")
    with cluster(tmp_path / "airflow", env, ROOT / "dags", pools=["fengxiang_warehouse"]) as machines:
        for name in WORKERS:
            machines.work(name)
        machines.ready(WORKERS, ["listening"])
        run = machines.airflow.trigger("listening", homes.as_of)
        lost = kill_a_worker_at("enrich", run, machines, homes.many)
        machines.kill("scheduler")
        machines.run("scheduler", "scheduler")
        assert machines.airflow.finished("listening", run, 300) == "success"
        tries = machines.airflow.tries("listening", run, "enrich", lost["map_index"])
        assert len(tries) > 1 and tries[-1]["state"] == "success"
        assert_both_worked(machines)
    assert rows(published(homes.many)) == rows(published(homes.one))


def assert_both_worked(machines: Cluster) -> None:
    """Both workers had tasks, whichever was killed."""
    for name in WORKERS:
        assert b"Executing workload" in (machines.folder / "logs" / f"{name}.log").read_bytes(), name


def kill_a_worker_at(task: str, run: str, machines: Cluster, home: Path) -> dict[str, Any]:
    """Wait until workers have written something of a task and are not done, then let the machine of one go."""
    until = time.monotonic() + 200
    while time.monotonic() < until:
        found = [
            t for t in machines.airflow.tasks("listening", run) if t["task_id"] == task and t["state"] == "running"
        ]
        for one in found if any((home / "lake" / "enriched").rglob("*.parquet")) else []:
            if one["pid"] and (worker := machines.worker_of(one["pid"])) in WORKERS:
                assert machines.kill(worker) >= 3, "a worker, its pool process and the task runner"
                return one
        time.sleep(0.1)
    raise AssertionError(f"no worker was found at work on {task}")
