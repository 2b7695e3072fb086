"""The chain. One function a stage = one CLI verb = one DAG task; the only place where the rooms meet.

A stage takes settings and, where time matters, an as-of instant; none of them asks the clock. Each may be killed and
run again: what is done is found done. Rooms are imported inside the functions, so that the CLI and the DAGs start fast.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from contract.clock import SHANGHAI, Week, Window, last_full_day, start_of
from contract.crawl_run import CrawlRun
from contract.errors import SettingsError
from contract.progress import OnProgress, Progress
from fengxiang import full_disk
from fengxiang import home as place
from fengxiang.settings import Settings
from fengxiang.stage_locks import alone, among_others
from fengxiang.storage_choice import lake_of, lake_to_build_from

if TYPE_CHECKING:
    import pyarrow as pa

    from crawlers.importers import Imported
    from crawlers.job import CrawlJob
    from fengxiang.crawl_parts import Part
    from fengxiang.pruning import Outcome
    from fengxiang.reading import Key
    from fengxiang.report_writing import Written
    from warehouse.build import BuildResult
    from warehouse.compaction import CompactResult
    from warehouse.detect import DetectResult
    from warehouse.detect_settings import DetectSettings
    from warehouse.ingest import IngestResult
    from warehouse.phrase_rules import Rules
    from warehouse.publish import Publication


COMPACTED_AT_ONCE = 16 << 20  # bytes of files that one ingest merges at most: some ten seconds where they are small


def silent(step: Progress) -> None:
    """An `on_progress` that tells nobody."""
    del step


def _steps(on_progress: OnProgress, unit: str) -> Callable[[int, int], None]:
    """What the warehouse tells, (done, total), as the roof shows it."""
    return lambda done, total: on_progress(Progress(done, total, unit))


def crawl(
    settings: Settings,
    instants: Iterable[datetime],
    on_progress: OnProgress = silent,
    started_at: datetime | None = None,
) -> list[CrawlRun]:
    """Crawl every platform of the settings as of each instant. Runs that are complete are not asked again."""
    from fengxiang.crawling import jobs

    return crawl_jobs(settings, jobs(settings, instants, started_at), on_progress)


@alone
def crawl_jobs(settings: Settings, jobs: Sequence["CrawlJob"], on_progress: OnProgress = silent) -> list[CrawlRun]:
    """Crawl these jobs."""
    return _crawl(settings, jobs, on_progress)


def _crawl(settings: Settings, jobs: Sequence["CrawlJob"], on_progress: OnProgress) -> list[CrawlRun]:
    from crawlers import run

    def tell(step: run.Progress) -> None:
        on_progress(Progress(step.done, step.total, f"runs of {step.platform}", f"{step.posts} posts"))

    return run.crawl(jobs, place.landing(settings.home), tell, settings.processes)


@among_others
def crawl_part(
    settings: Settings,
    part: "Part",
    as_of: datetime,
    on_progress: OnProgress = silent,
    started_at: datetime | None = None,
) -> list[CrawlRun]:
    """Crawl one part of one platform as of an instant, beside the other parts of the same crawl."""
    from fengxiang import crawl_parts

    with place.asking(settings.home, part.platform, alone=False):
        return _crawl(settings, [crawl_parts.job(settings, part, as_of, started_at)], on_progress)


@among_others
def crawl_day(
    settings: Settings,
    part: "Part",
    day: date,
    on_progress: OnProgress = silent,
    started_at: datetime | None = None,
) -> list[CrawlRun]:
    """Ask one part of one platform for a day that is over, whole; no other crawl asks the platform meanwhile."""
    from fengxiang import crawl_parts

    with place.asking(settings.home, part.platform, alone=True):
        return _crawl(settings, [crawl_parts.job_of_day(settings, part, Window(day, day), started_at)], on_progress)


@alone
def import_files(
    settings: Settings, files: Sequence[Path], as_of: datetime, on_progress: OnProgress = silent, mapping: str = ""
) -> "Imported":
    """Land posts from files, folders and archives (docs/importing.md). The same file twice is one import.

    `mapping` names the mapping of the settings to read all of them by.
    """
    from crawlers.importers import ColumnMapping, Importer, import_files

    told = settings.imports.mappings.items()
    mappings = [ColumnMapping(name, m.platform, m.columns, m.kind) for name, m in told]
    keep, landing = settings.crawl.keep_names, place.landing(settings.home)
    importer = Importer(landing, place.salt_of(settings), as_of, keep, on_progress, mappings, mapping)
    return import_files(importer, files)


@alone
def ingest(settings: Settings, on_progress: OnProgress = silent) -> "IngestResult":
    """Move every complete landing run that is new into the lake; where files have become many, merge some."""
    from contract import suppression
    from warehouse import ingest as room

    erased = suppression.load(settings.home, place.salt_of(settings))
    done = room.ingest(settings.home, _steps(on_progress, "runs"), suppression=erased, lake=lake_of(settings))
    if done.runs:
        compact(settings, on_progress, budget=COMPACTED_AT_ONCE)
    return done


@alone
def compact(
    settings: Settings, on_progress: OnProgress = silent, *, every: bool = False, budget: int | None = None
) -> "CompactResult":
    """Merge small files of the lake where it pays, with `every` wherever there are several; no digest changes."""
    from warehouse import compaction as room

    return room.compact(lake_of(settings), _steps(on_progress, "folders"), every=every, budget=budget)


@alone
def enrich(settings: Settings, on_progress: OnProgress = silent) -> int:
    """Read every lake partition that needs it. Returns how many were read."""
    from fengxiang import reading

    return reading.enrich(lake_of(settings), reading.sources_of(settings), settings.processes, on_progress)


def plan_enrich(settings: Settings) -> list[list["Key"]]:
    """The partitions, (platform, day), that `enrich` would read, in groups that are worth a task each."""
    from fengxiang import reading

    return reading.plan(lake_of(settings), reading.sources_of(settings))


@among_others
def enrich_partitions(settings: Settings, keys: Iterable["Key"], on_progress: OnProgress = silent) -> int:
    """Read those of these partitions that still need it, beside others who read other ones. Returns how many."""
    from fengxiang import reading

    return reading.read(lake_of(settings), reading.sources_of(settings), keys, on_progress)


@alone
def build(settings: Settings, on_progress: OnProgress = silent) -> "BuildResult":
    """Bring the private warehouse up to the lake and check it."""
    from fengxiang import reading
    from warehouse import build as room

    themes = reading.theme_table(settings.watch.lexicons)
    told = _dispatches(settings)
    return room.build(
        settings.home,
        themes,
        _steps(on_progress, "days"),
        rules=_phrase_rules(settings),
        dispatches=told,
        lake=lake_to_build_from(settings),
        aspects=reading.aspect_table(settings.watch.lexicons),
    )


def _dispatches(settings: Settings) -> "pa.Table":
    from reports.dispatches import history

    return history(place.ledger(settings.home))


def _phrase_rules(settings: Settings) -> "Rules":
    from warehouse.phrase_rules import Rules

    return Rules(pin=settings.watch.pin, veto=settings.watch.veto)


def _judging(settings: Settings) -> "DetectSettings":
    from warehouse.alert_rules import chosen
    from warehouse.detect_settings import DetectSettings
    from warehouse.gate import Gate

    watch = settings.watch
    return DetectSettings(
        pin=watch.pin, veto=watch.veto, flags_a_week=watch.flags_a_week, gate=Gate(**settings.quality.model_dump()),
        rules=chosen(settings.alerts),
    )  # fmt: skip


@alone
def detect(settings: Settings, as_of: datetime, on_progress: OnProgress = silent) -> "DetectResult":
    """Find trends and alerts of every day that is over at `as_of`, then publish the warehouse."""
    from fengxiang import alert_actions
    from warehouse import detect as room

    told, day = _steps(on_progress, "chunks of days"), last_full_day(as_of)
    acts = alert_actions.history(place.alert_actions(settings.home))
    result = room.detect(
        settings.home, day, _judging(settings), told, lake=lake_of(settings), actions=acts, under_way=True
    )
    publish(settings, on_progress)
    return result


def detect_again(settings: Settings, day: date, on_progress: OnProgress = silent) -> "DetectResult":
    """Judge `day`, which posts came to later, and every day after it that was judged before; then publish."""
    from warehouse.detect import judged_through

    with place.working_on(settings.home):
        last = max(day, judged_through(settings.home) or day)
        return detect(settings, start_of(last + timedelta(days=1)), on_progress)


@alone
def publish(settings: Settings, on_progress: OnProgress = silent, *, anew: bool = False) -> "Publication":
    """Check the built tables and let readers have them. `anew`: copy everything, and keep no version before it."""
    from fengxiang.shared_file import share
    from warehouse import publish as room

    keep, tell = settings.warehouse.keep_versions, _steps(on_progress, "rows")
    made = room.publish(settings.home, keep=keep, anew=anew, on_progress=tell)
    share(settings, made.version, only=anew)
    return made


@alone
def go_back(settings: Settings, version: str) -> Path:
    """Let readers have a kept version again, until the next publish."""
    from fengxiang.shared_file import share
    from warehouse import versions

    found = versions.named(settings.home, version)
    versions.show(settings.home, found)
    share(settings, found)
    return found


@alone
def backfill(
    settings: Settings, first: date, last: date, as_of: datetime, on_progress: OnProgress = silent
) -> tuple[date, ...]:
    """Record what was known on each day that has no vintage yet, then publish; returns those days."""
    from fengxiang import reading
    from warehouse import backfill as room
    from warehouse import vintages

    if last < first:
        raise SettingsError(f"--to: {last} is before --from {first}; give the earlier day to --from")
    if vintages.cutoff(last) > as_of:
        newest = (as_of - vintages.CUTOFF).astimezone(SHANGHAI).date() - timedelta(days=1)
        raise SettingsError(
            f"--to: {last} is not over: what was known of a day is settled at 9:00 Beijing time the morning after; "
            f"choose {newest} or an earlier day"
        )
    themes = reading.theme_table(settings.watch.lexicons)
    told = _steps(on_progress, "days")
    done = room.backfill(
        settings.home, first, last, themes, _judging(settings), _phrase_rules(settings), told, lake_of(settings)
    )
    publish(settings, on_progress)
    return done


@alone
def rebuild(settings: Settings, as_of: datetime, on_progress: OnProgress = silent) -> None:
    """Make the warehouse again from the lake. Readers keep the published one until the new one stands."""
    from fengxiang import reading
    from warehouse import build as room

    themes, aspects = (table(settings.watch.lexicons) for table in (reading.theme_table, reading.aspect_table))
    told, lake = _dispatches(settings), lake_to_build_from(settings)
    steps, rules = _steps(on_progress, "days"), _phrase_rules(settings)
    room.rebuild(settings.home, themes, steps, rules=rules, dispatches=told, lake=lake, aspects=aspects)
    detect(settings, as_of, on_progress)


@alone
def prune(settings: Settings, as_of: datetime, on_progress: OnProgress = silent) -> "Outcome":
    """Let go of what is older than `[retention]` allows; says what went."""
    from fengxiang import pruning

    return pruning.carry_out(settings, as_of, on_progress)


def freshness(settings: Settings, as_of: datetime) -> list[str]:
    """What is up to date, a line each; NotFresh (fengxiang/freshness.py) if something is not."""
    from fengxiang import freshness

    return freshness.check(settings, as_of)


def report(settings: Settings, week: Week, as_of: datetime, on_progress: OnProgress = silent) -> "Written":
    """Write the weekly report from the published warehouse: its page, and the other forms that the settings ask for."""
    from fengxiang import report_writing

    with full_disk.told(settings.home):
        return report_writing.write(settings, week, as_of, on_progress)


@among_others
def notify(settings: Settings, week: Week | None, as_of: datetime) -> list[str]:
    """Tell subscribers the week's report (None: no report) and new alerts, each once; returns a line for each mail."""
    from fengxiang import reporting

    return reporting.notify(settings, week, as_of)


def tell_ops(settings: Settings, stage: str, fault: str, as_of: datetime) -> list[str]:
    """Tell those who run the chain that a stage failed; returns a line for each mail."""
    from fengxiang import reporting

    return reporting.tell_ops(settings, stage, fault, as_of)
