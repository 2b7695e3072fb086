"""What all tasks have in common: their owner, how often they are tried, who hears of failures, what they queue for."""

import os
from datetime import timedelta
from typing import Any

from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

from fengxiang.scheduled.ops_mail import OpsMail, deadline_missed

ZONE = "Asia/Shanghai"
WRITER_POOL = "fengxiang_warehouse"  # one slot, because DuckDB has one writer
READING_QUEUE = os.environ.get("FENGXIANG_READING_QUEUE") or None  # for workers that only read (docs/scale-out.md)


def task_defaults() -> dict[str, Any]:
    """Three more tries, after one, two and four minutes; then those who run the chain hear."""
    return {
        "owner": "fengxiang",
        "retries": 3,
        "retry_delay": timedelta(minutes=1),
        "retry_exponential_backoff": 2,
        "max_retry_delay": timedelta(minutes=15),
        "on_failure_callback": OpsMail(),
    }


def every_dag(dag: str, minutes: int, doc: str | None) -> dict[str, Any]:
    """What all DAGs have in common; a run that is not done after so many minutes is told to those who run the chain."""
    late = AsyncCallback(deadline_missed, kwargs={"dag": dag, "minutes": minutes})
    return {
        "catchup": False,
        "max_active_runs": 1,
        "tags": ["fengxiang"],
        "default_args": task_defaults(),
        "doc_md": doc,
        "deadline": DeadlineAlert(
            reference=DeadlineReference.DAGRUN_QUEUED_AT, interval=timedelta(minutes=minutes), callback=late
        ),
    }
