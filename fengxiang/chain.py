"""The stages one after another, each with its progress; what `run` and `demo` share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from contract.clock import Week
from contract.crawl_run import CrawlRun
from contract.progress import OnProgress
from fengxiang import console, failures, showing, stages
from fengxiang.home import working_on
from fengxiang.settings import Settings

Crawl = Callable[[OnProgress], list[CrawlRun]]


def run(settings: Settings, week: Week, as_of: datetime, crawl: Crawl | None) -> Path:
    """Run the whole chain and return the report. Without `crawl` it starts from what has landed."""
    with working_on(settings.home):
        collect(settings, as_of, crawl)
        with _stage(settings, "report", as_of) as on_progress:
            written = stages.report(settings, week, as_of, on_progress)
        with _stage(settings, "notify", as_of):
            lines = stages.notify(settings, week, as_of)
        if settings.retention.kinds:
            with _stage(settings, "prune", as_of) as on_progress:
                stages.prune(settings, as_of, on_progress)
    showing.lines([*written.notes, *lines, f"report: {written.page}"])
    return written.page


def collect(settings: Settings, as_of: datetime, crawl: Crawl | None) -> None:
    """The first half of the chain: from the crawl to the published warehouse."""
    with working_on(settings.home):
        if crawl:
            with _stage(settings, "crawl", as_of) as on_progress:
                runs = crawl(on_progress)
            showing.crawl_runs(runs)
        with _stage(settings, "ingest", as_of) as on_progress:
            stages.ingest(settings, on_progress)
        with _stage(settings, "enrich", as_of) as on_progress:
            stages.enrich(settings, on_progress)
        with _stage(settings, "build", as_of) as on_progress:
            stages.build(settings, on_progress)
        with _stage(settings, "detect", as_of) as on_progress:
            judged = stages.detect(settings, as_of, on_progress)
        showing.vintage(judged)


@contextmanager
def _stage(settings: Settings, name: str, as_of: datetime) -> Iterator[OnProgress]:
    with failures.told(settings, name, as_of), console.stage(name) as on_progress:
        yield on_progress
