"""Make Airflow's database ready. Runs in a process of its own: `python -m fengxiang.airflow_home.database`.

It is created, or brought up to the Airflow that is installed; has the pool that lets one task at a time write the
warehouse; and what a killed scheduler left as running is said to have ended, so that its tasks are taken up at once and
not after minutes of waiting for it.
"""


def main() -> None:
    """Bring the database up to date."""
    from airflow.models.pool import Pool
    from airflow.utils import db

    from fengxiang.scheduled.defaults import WRITER_POOL

    db.initdb()
    Pool.create_or_update_pool(WRITER_POOL, 1, "tasks that write the warehouse, one at a time", include_deferred=False)
    _end_jobs()


def _end_jobs() -> None:
    from airflow.jobs.job import Job, JobState
    from airflow.utils.session import create_session
    from sqlalchemy import update

    with create_session() as session:
        session.execute(update(Job).where(Job.state == JobState.RUNNING).values(state=JobState.FAILED))


if __name__ == "__main__":
    main()
