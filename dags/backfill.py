"""Backfill: fills in days that are over, whole, in any order, one run a day.

Start it as a backfill of Airflow, on this page or by
`airflow backfill create --dag-id backfill --from-date 2026-11-20 --to-date 2026-11-22`.

A day is asked of the platforms as they show it now, whatever earlier crawls saw of it, then read, built and judged with
every day after it. Use it when a query is new or the machine was off. Its timetable only tells Airflow that a run is a
day: runs that are neither of a backfill nor started by hand with a day are skipped; `listening` reads new days.
"""

from datetime import UTC, datetime, timedelta

from airflow.sdk import CronPartitionTimetable, Param, dag, task

from fengxiang.scheduled import moment, tasks
from fengxiang.scheduled.assets import WAREHOUSE
from fengxiang.scheduled.defaults import WRITER_POOL, ZONE, every_dag
from fengxiang.scheduled.forms import DRY_RUN, platforms
from fengxiang.scheduled.work import at_work, progress_lines


@dag(
    schedule=CronPartitionTimetable("0 0 * * *", timezone=ZONE, key_format="%Y-%m-%d"),
    params={
        "day": Param(None, type=["null", "string"], format="date", title="Day (by hand; a backfill names its own)"),
        "platforms": platforms(),
        "dry_run": DRY_RUN,
    },
    **every_dag("backfill", 24 * 60, __doc__),
)
def backfill():
    """Crawl a day, ingest, enrich, build, detect."""

    @task.short_circuit(ignore_downstream_trigger_rules=True, execution_timeout=timedelta(minutes=2))
    def asked_for():
        """Goes on for runs of a backfill and runs by hand; the day must be over."""
        with at_work(dry=True) as work:
            run = work.context["dag_run"]
            return run.run_type != "scheduled" and bool(moment.backfilled_day(work.context, datetime.now(UTC)))

    @tasks.step(map_index_template="{{ task.op_kwargs['part']['name'] }}", execution_timeout=timedelta(hours=3))
    def crawl_day(part):
        """Ask one platform, or some of its queries, for the whole day."""
        with at_work() as work:
            from fengxiang import crawl_parts, stages

            day, one = moment.backfilled_day(work.context, datetime.now(UTC)), crawl_parts.Part.of_told(part)
            told = stages.crawl_day(work.settings, one, day, progress_lines("crawl"), work.started_at)
            return tasks.outcomes(told)

    @tasks.step(pool=WRITER_POOL, outlets=[WAREHOUSE], execution_timeout=timedelta(hours=3))
    def detect():
        """Judge the day and every day after it that was judged before, then publish."""
        with at_work() as work:
            from fengxiang import stages

            day = moment.backfilled_day(work.context, datetime.now(UTC))
            return tasks.published(work, stages.detect_again(work.settings, day, progress_lines("detect")))

    planned, changed = tasks.plan_crawl(), tasks.plan_enrich()
    asked_for() >> planned
    crawl_day.expand(part=planned) >> tasks.ingest() >> changed
    tasks.enrich.expand(group=changed) >> tasks.build() >> detect()


backfill()
