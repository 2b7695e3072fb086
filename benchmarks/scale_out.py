"""Two Celery workers beside one: how much faster mapped enrichment is, and what a task costs beside its work.

    python -m benchmarks.scale_out [--posts N] [--times N]

A lake of real short posts (`../shared/data/posts/reposts_weibo.parquet`) is read by the chain's own tasks, by one
worker and by two in turn, each with one task at a time, under a real Airflow (Redis, PostgreSQL, scheduler, API
server), all on this machine. The overhead is shown for CeleryExecutor and for LocalExecutor (what `airflow standalone`
uses). Both workers and all of Airflow share this machine's processors: the ratio means something where two are free.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.enriching import SAMPLE, make_lake

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "dags"))

from cluster import Cluster, cluster  # noqa: E402 the cluster of the tests
from cluster_stores import missing  # noqa: E402

A_DAY = 12_500  # posts a partition; a task holds 16 of them (fengxiang.reading.TASK_PARTITIONS)
SETTINGS = 'home = "."\nbrand = "Benchmark"\n'
PATIENCE = 900


class Run(NamedTuple):
    """One run of mapped tasks: seconds from the first start to the last end, and its task instances."""

    seconds: float
    tasks: list[dict[str, Any]]

    @property
    def longest_queue(self) -> float:
        """Seconds between a task's end and the next one's start, in the middle."""
        at = sorted((_at(t["start_date"]), _at(t["end_date"])) for t in self.tasks)
        return statistics.median((b[0] - a[1]).total_seconds() for a, b in pairwise(at))

    @property
    def a_task(self) -> float:
        """Seconds from a task's start to its end, in the middle."""
        return statistics.median((_at(t["end_date"]) - _at(t["start_date"])).total_seconds() for t in self.tasks)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def run(machines: Cluster, dag: str, task: str) -> tuple[str, Run]:
    """Let a DAG run to its end; how its mapped task went. RuntimeError if it failed."""
    name = machines.airflow.trigger(dag)
    if machines.airflow.finished(dag, name, PATIENCE) != "success":
        raise RuntimeError(f"{dag} failed: see {machines.folder}")
    mapped = [t for t in machines.airflow.tasks(dag, name) if t["task_id"] == task]
    first, last = min(_at(t["start_date"]) for t in mapped), max(_at(t["end_date"]) for t in mapped)
    return name, Run((last - first).total_seconds(), mapped)


def read(machines: Cluster, home: Path, queue: str) -> tuple[Run, list[float]]:
    """Read the whole lake anew; the run, and the seconds that each task's stage took."""
    shutil.rmtree(home / "lake" / "enriched", ignore_errors=True)
    name, done = run(machines, f"reading_{queue}", "enrich")
    path = f"/api/v2/dags/reading_{queue}/dagRuns/{name}/taskInstances/enrich/xcomEntries/return_value?map_index="
    return done, [float(machines.airflow.ask(path + str(t["map_index"]))["value"]) for t in done.tasks]


@contextmanager
def airflow(
    folder: Path, home: Path, executor: str, workers: Sequence[tuple[str, str]], **settings: str
) -> Iterator[Cluster]:
    """An Airflow that knows the measured DAGs, ready; `workers`: names and queues."""
    env = {"HOME": str(folder), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    env |= {"FENGXIANG_SETTINGS": str(home / "fengxiang.toml"), **settings}
    with cluster(folder, env, ROOT / "benchmarks" / "scale_out_dags", executor=executor) as machines:
        for name, queues in workers:
            machines.work(name, queues=queues)
        machines.ready([name for name, _ in workers], ["empty", "reading_first", "reading_both"])
        yield machines


def tell_overhead(executor: str, empty: Run, stages: list[float], whole: Run) -> None:
    """One line: what a task costs beside its work."""
    beside = whole.a_task - statistics.median(stages)
    print(
        f"{executor:<15} an empty task {empty.a_task:.2f} s, {empty.longest_queue:.2f} s until the next one starts;"
        f" enrich {whole.a_task:.1f} s, of which the stage {statistics.median(stages):.1f} s, Airflow {beside:.2f} s",
        flush=True,
    )


def on_workers(folder: Path, home: Path, times: int) -> None:
    """One worker and two in turn."""
    with airflow(folder, home, "CeleryExecutor", [("w1", "default,first,both"), ("w2", "both")]) as machines:
        run(machines, "empty", "nothing")  # whatever is done once is done now
        _, empty = run(machines, "empty", "nothing")
        told: dict[str, list[float]] = {"first": [], "both": []}
        for queue in ["first", "both", "both", "first"] * (times // 2) or ["first", "both"]:
            load, (done, stages) = os.getloadavg()[0], read(machines, home, queue)
            told[queue].append(done.seconds)
            print(f"{queue:<6} {len(done.tasks)} tasks {done.seconds:6.1f} s (load before: {load:.1f})", flush=True)
            if queue == "first":
                tell_overhead("CeleryExecutor", empty, stages, done)
    one, two = (statistics.median(told[queue]) for queue in ("first", "both"))
    print(f"two workers do {one / two:.2f} times one worker: {one:.1f} s and {two:.1f} s", flush=True)


def on_one_machine(folder: Path, home: Path) -> None:
    """The overhead of the executor of one machine, one task at a time."""
    with airflow(folder, home, "LocalExecutor", [], AIRFLOW__CORE__PARALLELISM="1") as machines:
        run(machines, "empty", "nothing")
        _, empty = run(machines, "empty", "nothing")
        done, stages = read(machines, home, "first")
        tell_overhead("LocalExecutor", empty, stages, done)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, default=1_200_000)
    parser.add_argument("--times", type=int, default=2, help="times that each is measured, one or an even number")
    asked = parser.parse_args()
    if why := missing():
        raise SystemExit(why)
    if not SAMPLE.exists():
        raise SystemExit(f"there are no real posts at {SAMPLE}")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        make_lake(home, asked.posts, A_DAY)
        (home / "fengxiang.toml").write_text(SETTINGS, "utf-8")
        on_workers(Path(folder) / "celery", home, asked.times)
        on_one_machine(Path(folder) / "local", home)


if __name__ == "__main__":
    main()
