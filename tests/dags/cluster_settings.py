"""Airflow's settings for a cluster of the tests. docs/scale-out.md says which an installation needs."""

from pathlib import Path

HEARTBEAT_TIMEOUT = 15  # seconds without a heartbeat after which a task counts as lost; 300 is Airflow's own


def common_settings(folder: Path, dags: Path, database: str, address: str, port: int, executor: str) -> dict[str, str]:
    """Settings of every executor. `database`: user:password@host:port/name."""
    told = {
        "CORE__EXECUTOR": executor,
        "CORE__DAGS_FOLDER": str(dags),
        "CORE__LOAD_EXAMPLES": "False",
        "CORE__PARALLELISM": "4",
        "CORE__EXECUTION_API_SERVER_URL": f"{address}/execution/",
        "CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(folder / "passwords.json"),
        "DATABASE__SQL_ALCHEMY_CONN": f"postgresql+psycopg2://{database}",
        "API__HOST": "127.0.0.1",
        "API__PORT": str(port),
        "API__BASE_URL": address,
        "API__WORKERS": "1",
        "LOGGING__LOGGING_LEVEL": "INFO",
        "SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": str(HEARTBEAT_TIMEOUT),
        "SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "3",
        "SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "15",
        "SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "10",
        "SCHEDULER__ENABLE_HEALTH_CHECK": "False",
        "WORKERS__MIN_HEARTBEAT_INTERVAL": "1",  # a task that has ended may be waited for so long
    }
    return {"AIRFLOW_HOME": str(folder)} | {f"AIRFLOW__{name}": value for name, value in told.items()}


def celery_settings(broker: str, database: str) -> dict[str, str]:
    """Settings of the executor with workers on many machines."""
    told = {
        "CELERY__BROKER_URL": broker,
        "CELERY__RESULT_BACKEND": f"db+postgresql+psycopg2://{database}",
        "CELERY__OPERATION_TIMEOUT": "20",  # the default, 1 s, is over before a busy machine has sent a task
        "CELERY__WORKER_PREFETCH_MULTIPLIER": "1",
        "CELERY__TASK_ACKS_LATE": "True",
        "CELERY__SYNC_PARALLELISM": "1",
        "CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT": "7200",
    }
    return {f"AIRFLOW__{name}": value for name, value in told.items()}


def local_settings() -> str:
    """Policies of the test's Airflow: a DAG runs when it is told to, never by the clock, and is retried at once."""
    return '''\
"""Policies of the tests' Airflow."""

from datetime import timedelta

from airflow.timetables.simple import NullTimetable


def dag_policy(dag):
    dag.timetable = NullTimetable()


def task_policy(task):
    task.retry_delay, task.retry_exponential_backoff = timedelta(seconds=1), 0
'''
