"""What benchmarks.scale_out lets an Airflow run: empty mapped tasks, and the reading of a lake by one or two workers.

The queue `both` is served by two workers, `first` by one of them, so that either can be measured without a restart.
"""

import time

from airflow.sdk import dag, task

from fengxiang.scheduled import tasks

EMPTY_TASKS = 12
QUEUES = ("first", "both")


@task
def numbers():
    """So many tasks."""
    return list(range(EMPTY_TASKS))


@task(queue="first")
def nothing(number):
    """Do nothing."""
    return number


@dag(schedule=None, max_active_tasks=64)
def empty():
    """Empty tasks, one worker."""
    nothing.expand(number=numbers())


@task
def enrich(group):
    """The chain's own task; returns the seconds that the stage took of it."""
    started = time.perf_counter()
    tasks.enrich.function(group)
    return time.perf_counter() - started


def reading(queue):
    """A DAG that reads what has not been read."""

    @dag(dag_id=f"reading_{queue}", schedule=None, max_active_tasks=64)
    def read():
        enrich.override(queue=queue).expand(group=tasks.plan_enrich.override(queue="first")())

    read()


empty()
for name in QUEUES:
    reading(name)
