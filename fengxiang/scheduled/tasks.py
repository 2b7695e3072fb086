"""The chain's stages as tasks, for the DAGs to string together. A task calls a stage and says what came of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from airflow.sdk import TriggerRule, task
from airflow.sdk.exceptions import AirflowFailException

from fengxiang.scheduled.assets import LAKE, WAREHOUSE, tell
from fengxiang.scheduled.defaults import READING_QUEUE, WRITER_POOL
from fengxiang.scheduled.work import Work, at_work, progress_lines

Told = dict[str, Any]


def step(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """A task of the function. What it returns is one XCom; its docstring stands in the UI, also where it is mapped.

    Left to itself, Airflow takes each key of a dict, a query in Chinese say, for an XCom of its own.
    """
    return lambda function: task(multiple_outputs=False, doc_md=function.__doc__, **options)(function)


@step(execution_timeout=timedelta(minutes=2))
def plan_crawl() -> list[Told]:
    """Which platforms, and which of their queries, are asked: one task of `crawl` each. All that a dry run does."""
    with at_work(dry=True) as work:
        from fengxiang import crawl_parts

        return [part.told() for part in crawl_parts.parts(work.settings, work.params.get("platforms") or ())]


@step(map_index_template="{{ task.op_kwargs['part']['name'] }}", execution_timeout=timedelta(minutes=50))
def crawl(part: Told) -> dict[str, str]:
    """Ask one platform, or some of its queries. It fails if nothing was seen there; the chain goes on without it."""
    with at_work() as work:
        from fengxiang import crawl_parts, stages

        on_progress, one = progress_lines("crawl"), crawl_parts.Part.of_told(part)
        return outcomes(stages.crawl_part(work.settings, one, work.as_of, on_progress, work.started_at))


def outcomes(runs: list[Any]) -> dict[str, str]:
    """What each query came to; AirflowFailException if there was not one that was seen."""
    from contract.crawl_run import UNSEEN

    told = {f"{run.query} {run.window_to:%m-%d %H:%M}": run.outcome for run in runs}
    unseen = [run for run in runs if run.outcome in UNSEEN]
    if runs and len(unseen) == len(runs):
        why = "; ".join(dict.fromkeys(f"{run.outcome}: {run.detail}" for run in unseen))
        raise AirflowFailException(
            f"nothing could be seen on {runs[0].platform} ({why}). The chain goes on without it, and the report says "
            "what is missing; `fengxiang doctor` looks for the way out"
        )
    return told


@step(pool=WRITER_POOL, trigger_rule=TriggerRule.ALL_DONE, outlets=[LAKE], execution_timeout=timedelta(minutes=60))
def ingest() -> Told:
    """Move what has landed into the lake, also if a platform could not be crawled."""
    with at_work() as work:
        from contract.clock import day_of
        from fengxiang import stages

        done = stages.ingest(work.settings, progress_lines("ingest"))
        tell(work.context, LAKE, work.as_of, day_of(work.as_of), runs=done.runs, posts=done.posts)
        return {"runs": done.runs, "posts": done.posts, "partitions": done.partitions}


@step(execution_timeout=timedelta(minutes=10))
def plan_enrich() -> list[Told]:
    """Which partitions of the lake are new, changed, or read by older lexicons: one task of `enrich` a group."""
    with at_work() as work:
        from fengxiang import stages

        return [_group(keys) for keys in stages.plan_enrich(work.settings)]


def _group(keys: list[Any]) -> Told:
    (first, day), (last, until) = keys[0], keys[-1]
    name = f"{first} {day}" + ("" if len(keys) == 1 else f" … {last} {until} ({len(keys)})")
    return {"name": name, "partitions": [[platform, day.isoformat()] for platform, day in keys]}


@step(
    map_index_template="{{ task.op_kwargs['group']['name'] }}",
    queue=READING_QUEUE,
    execution_timeout=timedelta(minutes=60),
)
def enrich(group: Told) -> int:
    """Read one group of partitions: words, sentiment, themes, fingerprints. Returns how many needed it."""
    with at_work() as work:
        from datetime import date

        from fengxiang import stages

        keys = [(platform, date.fromisoformat(day)) for platform, day in group["partitions"]]
        return stages.enrich_partitions(work.settings, keys, progress_lines("enrich"))


@step(pool=WRITER_POOL, trigger_rule=TriggerRule.NONE_FAILED, execution_timeout=timedelta(minutes=90))
def build() -> Told:
    """Bring the private warehouse up to the lake and check it."""
    with at_work() as work:
        from dataclasses import asdict

        from fengxiang import stages

        return {
            name: str(value) for name, value in asdict(stages.build(work.settings, progress_lines("build"))).items()
        }


@step(pool=WRITER_POOL, outlets=[WAREHOUSE], execution_timeout=timedelta(minutes=90))
def detect() -> Told:
    """Find trends and alerts of every day that is over, look into the one under way, then publish."""
    with at_work() as work:
        from fengxiang import stages

        return published(work, stages.detect(work.settings, work.as_of, progress_lines("detect")))


def published(work: Work, found: Any) -> Told:
    """What was found, also as the extra of the warehouse's event."""
    told = {"trends": found.trends, "alerts": found.alerts}
    tell(work.context, WAREHOUSE, work.as_of, found.through, **told)
    return {"day": found.through.isoformat(), **told}


@step(execution_timeout=timedelta(minutes=20))
def notify() -> list[str]:
    """Mail new alerts at once, and digests whose hour has come, each once; the weekly report has a DAG of its own."""
    with at_work() as work:
        from fengxiang import stages

        return stages.notify(work.settings, None, work.as_of)
