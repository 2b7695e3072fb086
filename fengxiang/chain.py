"""The stages one after another, each with its progress; what `run` and `demo` share."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from contract.clock import Week
from contract.crawl_run import CrawlRun
from contract.progress import OnProgress
from fengxiang import console, showing, stages
from fengxiang.home import working_on
from fengxiang.settings import Settings

Crawl = Callable[[OnProgress], list[CrawlRun]]


def run(settings: Settings, week: Week, as_of: datetime, crawl: Crawl | None) -> Path:
    """Run the whole chain and return the report. Without `crawl` it starts from what has landed."""
    with working_on(settings.home):
        if crawl:
            with console.stage("crawl") as on_progress:
                runs = crawl(on_progress)
            showing.crawl_runs(runs)
        with console.stage("ingest") as on_progress:
            stages.ingest(settings, on_progress)
        with console.stage("enrich") as on_progress:
            stages.enrich(settings, on_progress)
        with console.stage("build") as on_progress:
            stages.build(settings, on_progress)
        with console.stage("detect") as on_progress:
            judged = stages.detect(settings, as_of, on_progress)
        showing.vintage(judged)
        with console.stage("report"):
            file = stages.report(settings, week, as_of)
        with console.stage("notify"):
            lines = stages.notify(settings, week, as_of)
        if settings.retention.kinds:
            with console.stage("prune") as on_progress:
                stages.prune(settings, as_of, on_progress)
    showing.lines([*lines, f"report: {file}"])
    return file
