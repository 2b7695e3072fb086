"""Weekly report: Monday 09:00 in Shanghai, about the ISO week that has just ended; by hand for any week.

The report reads the published warehouse, so it neither waits for a crawl nor disturbs one. The ledger under home keeps
a second run from mailing the same report again.
"""

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, Param, dag, get_current_context, task

from fengxiang.failures import task_defaults


def week_and_instant():
    """The week this run is about (its parameter, else the last full one) and the instant it stands for."""
    from contract.clock import Week

    context = get_current_context()
    instant, wanted = context["dag_run"].run_after, context["params"]["week"]
    return (Week.parse(wanted) if wanted else Week.last_full(instant)), instant


@dag(
    schedule=CronTriggerTimetable("0 9 * * 1", timezone="Asia/Shanghai"),
    catchup=False,
    max_active_runs=1,
    tags=["fengxiang"],
    params={
        "week": Param(None, type=["null", "string"], pattern=r"^\d{4}-W\d{2}$", title="ISO week, like 2026-W47"),
    },
    default_args=task_defaults(minutes=5),
    doc_md=__doc__,
)
def weekly_report():
    """Report, notify."""

    @task(execution_timeout=timedelta(minutes=20))
    def report():
        """Write the report: its page, and the other forms that the settings ask for."""
        from fengxiang import stages
        from fengxiang.settings import load

        written = stages.report(load(), *week_and_instant())
        return [str(written.page), *written.notes]

    @task(execution_timeout=timedelta(minutes=20))
    def notify():
        """Mail it, once."""
        from fengxiang import stages
        from fengxiang.settings import load

        return stages.notify(load(), *week_and_instant())

    report() >> notify()


weekly_report()
