"""Housekeeping: every night at 04:40 in Shanghai.

Lets go of what `[retention]` does not keep and of published versions beyond `[warehouse] keep_versions`, merges small
files of the lake, and looks whether readers get what is up to date. What is not fails the task `freshness`, so that
those who run the chain hear of it once a day.

**By hand:** a dry run lists what would go and changes nothing.
"""

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, TriggerRule, dag, task

from fengxiang.scheduled.assets import LAKE, WAREHOUSE
from fengxiang.scheduled.defaults import WRITER_POOL, ZONE, every_dag
from fengxiang.scheduled.forms import DRY_RUN
from fengxiang.scheduled.work import at_work, progress_lines


@dag(
    schedule=CronTriggerTimetable("40 4 * * *", timezone=ZONE),
    params={"dry_run": DRY_RUN},
    **every_dag("housekeeping", 240, __doc__),
)
def housekeeping():
    """Prune, compact, freshness."""

    @task(pool=WRITER_POOL, execution_timeout=timedelta(minutes=90))
    def prune():
        """Retention: landing, rejected, posts, reports, outbox, logs, each by its own days; published versions."""
        with at_work(dry=True) as work:
            from fengxiang import keeping

            return keeping.let_go(work.settings, work.as_of, work.params["dry_run"], progress_lines("prune"))

    @task(pool=WRITER_POOL, inlets=[LAKE], trigger_rule=TriggerRule.ALL_DONE, execution_timeout=timedelta(minutes=90))
    def compact():
        """Merge small files of the lake where it pays; no post changes."""
        with at_work() as work:
            from fengxiang import stages

            return str(stages.compact(work.settings, progress_lines("compact")))

    @task(inlets=[WAREHOUSE], retries=0, trigger_rule=TriggerRule.ALL_DONE, execution_timeout=timedelta(minutes=5))
    def freshness():
        """Look whether crawls, publication, newest post and disk are as they should be."""
        with at_work(dry=True) as work:
            from fengxiang import stages

            return stages.freshness(work.settings, work.as_of)

    prune() >> compact() >> freshness()


housekeeping()
