"""Alerting: whenever the warehouse was published, tell subscribers what changed of alerts, each once."""

from datetime import timedelta

from airflow.sdk import Asset, dag, get_current_context, task

from fengxiang.failures import task_defaults

WAREHOUSE = Asset(name="warehouse", uri="fengxiang://warehouse")


@dag(
    schedule=[WAREHOUSE],
    catchup=False,
    max_active_runs=1,
    tags=["fengxiang"],
    default_args=task_defaults(minutes=2),
    doc_md=__doc__,
)
def alerting():
    """Notify."""

    @task(execution_timeout=timedelta(minutes=20))
    def notify():
        """Alerts at once, and digests whose hour has come; the weekly report has a DAG of its own."""
        from fengxiang import stages
        from fengxiang.settings import load

        return stages.notify(load(), None, get_current_context()["dag_run"].run_after)

    notify()


alerting()
