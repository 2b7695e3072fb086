"""Listening: crawl the feeds and keep the warehouse fresh, every hour. A task calls a stage, nothing else.

The instant of a run is its `run_after`: scheduled, asset-driven and manual runs all have one (they do not all have a
logical date). Times and weeks of Asia/Shanghai follow from it inside the stages.
"""

from datetime import timedelta

from airflow.sdk import Asset, CronTriggerTimetable, dag, get_current_context, task

from fengxiang.failures import task_defaults

WAREHOUSE = Asset(name="warehouse", uri="fengxiang://warehouse")


@dag(
    schedule=CronTriggerTimetable("7 * * * *", timezone="Asia/Shanghai"),
    catchup=False,
    max_active_runs=1,
    tags=["fengxiang"],
    default_args=task_defaults(minutes=2),
    doc_md=__doc__,
)
def listening():
    """Crawl, ingest, enrich, build, detect, prune."""

    @task(execution_timeout=timedelta(minutes=50))
    def crawl():
        """Ask every platform of the settings; a platform that fails is recorded and does not stop the others."""
        from fengxiang import stages
        from fengxiang.settings import load

        context = get_current_context()
        runs = stages.crawl(load(), [context["dag_run"].run_after], started_at=context["ti"].start_date)
        return {f"{run.platform} {run.query}": run.outcome for run in runs}

    @task(execution_timeout=timedelta(minutes=20))
    def ingest():
        """Move what has landed into the lake."""
        from fengxiang import stages
        from fengxiang.settings import load

        stages.ingest(load())

    @task(execution_timeout=timedelta(minutes=50))
    def enrich():
        """Read new and changed partitions."""
        from fengxiang import stages
        from fengxiang.settings import load

        return stages.enrich(load())

    @task(execution_timeout=timedelta(minutes=30))
    def build():
        """Bring the private warehouse up to the lake and check it."""
        from fengxiang import stages
        from fengxiang.settings import load

        stages.build(load())

    @task(execution_timeout=timedelta(minutes=30), outlets=[WAREHOUSE])
    def detect():
        """Find trends and alerts, then publish."""
        from fengxiang import stages
        from fengxiang.settings import load

        stages.detect(load(), get_current_context()["dag_run"].run_after)

    @task(execution_timeout=timedelta(minutes=30))
    def prune():
        """Let go of what is older than the settings allow."""
        from fengxiang import stages
        from fengxiang.settings import load

        settings = load()
        if settings.retention.kinds:
            stages.prune(settings, get_current_context()["dag_run"].run_after)

    crawl() >> ingest() >> enrich() >> build() >> detect() >> prune()


listening()
