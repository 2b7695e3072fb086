"""Weekly report: Monday 09:00 in Shanghai, about the ISO week that has just ended; by hand for any week.

The report reads the published warehouse, so it neither waits for a crawl nor disturbs one. What is missing in the week
stands in it. The ledger under home keeps a second run from mailing the same report again.

**By hand:** name a week like 2026-W47 (empty: the last one that is over). A dry run writes the report and mails nobody.
"""

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, Param, dag, task

from fengxiang.scheduled import moment
from fengxiang.scheduled.assets import WAREHOUSE, last_day
from fengxiang.scheduled.defaults import ZONE, every_dag
from fengxiang.scheduled.forms import DRY_RUN
from fengxiang.scheduled.work import at_work, progress_lines


@dag(
    schedule=CronTriggerTimetable("0 9 * * 1", timezone=ZONE),
    params={
        "week": Param(None, type=["null", "string"], pattern=r"^\d{4}-W\d{2}$", title="ISO week, like 2026-W47"),
        "dry_run": DRY_RUN,
    },
    **every_dag("weekly_report", 60, __doc__),
)
def weekly_report():
    """Report, notify."""

    @task(inlets=[WAREHOUSE], execution_timeout=timedelta(minutes=20))
    def report():
        """Write the report: its page, and the other forms that the settings ask for."""
        with at_work(dry=True) as work:
            from fengxiang import stages

            week, known = moment.week(work.context), last_day(work.context, WAREHOUSE)
            written = stages.report(work.settings, week, work.as_of, progress_lines("report"))
            late = (
                [f"the warehouse reaches {known}; {week} ends after it"] if known and known < week.window.last else []
            )
            return [str(written.page), *written.notes, *late]

    @task(execution_timeout=timedelta(minutes=20))
    def notify():
        """Mail it, once."""
        with at_work() as work:
            from fengxiang import stages

            return stages.notify(work.settings, moment.week(work.context), work.as_of)

    report() >> notify()


weekly_report()
