"""A stage that fails is told to those who run the chain; here, because every way of running the chain needs it.

Nothing heavy is imported at the top: Airflow reads this file with its DAGs.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fengxiang.settings import Settings

log = logging.getLogger(__name__)


@contextmanager
def told(settings: "Settings", stage: str, as_of: datetime) -> Iterator[None]:
    """Tell the chain's people if what happens inside fails; the fault goes on its way."""
    try:
        yield
    except Exception as fault:
        tell(settings, stage, str(fault) or type(fault).__name__, as_of)
        raise


def tell(settings: "Settings", stage: str, fault: str, as_of: datetime) -> None:
    """Mail a failure. That this fails too is logged: it must not hide the fault itself."""
    from fengxiang import stages

    try:
        stages.tell_ops(settings, stage, fault, as_of)
    except Exception as error:
        log.warning("nobody could be told that %s failed: %s", stage, error)


def of_a_task(context: Mapping[str, Any]) -> None:
    """Airflow's callback of a task that failed for good."""
    from fengxiang.settings import load

    run, task = context["dag_run"], context["ti"]
    tell(load(), task.task_id, str(context.get("exception") or "no reason was given"), run.run_after)


def task_defaults(minutes: int) -> dict[str, Any]:
    """What all tasks of the DAGs have in common: two more tries, so many minutes apart, then ops hear."""
    return {
        "owner": "fengxiang",
        "retries": 2,
        "retry_delay": timedelta(minutes=minutes),
        "on_failure_callback": of_a_task,
    }
