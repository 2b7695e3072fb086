"""Listening: crawl the feeds and keep the warehouse fresh, every hour; tell subscribers of new alerts.

`crawl` has one task a platform (a platform with many queries: several), `enrich` one for each group of changed days of
the lake. A platform that fails is told to those who run the chain, and does not stop the others.

**By hand:** choose platforms, or a dry run (only says what would be crawled); the instant is what the run stands for.
"""

from airflow.sdk import CronTriggerTimetable, Param, dag

from fengxiang.scheduled import tasks
from fengxiang.scheduled.defaults import ZONE, every_dag
from fengxiang.scheduled.forms import DRY_RUN, platforms


@dag(
    schedule=CronTriggerTimetable("7 * * * *", timezone=ZONE),
    params={
        "platforms": platforms(),
        "dry_run": DRY_RUN,
        "as_of": Param(None, type=["null", "string"], format="date-time", title="Instant (empty: now)"),
    },
    **every_dag("listening", 110, __doc__),
)
def listening():
    """Crawl, ingest, enrich, build, detect, notify."""
    crawled = tasks.crawl.expand(part=tasks.plan_crawl())
    changed = tasks.plan_enrich()
    enriched = tasks.enrich.expand(group=changed)
    crawled >> tasks.ingest() >> changed
    enriched >> tasks.build() >> tasks.detect() >> tasks.notify()


listening()
