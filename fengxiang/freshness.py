"""Is what readers get up to date? What a person would only notice days later, said at once: for housekeeping.

Unlike `fengxiang doctor`, which tells everything it sees, this tells only what somebody has to look after now.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from contract.clock import day_of
from contract.crawl_run import UNSEEN
from contract.errors import FengxiangError
from crawlers.landing import read_runs
from fengxiang import home as place
from fengxiang.crawling import asked
from fengxiang.settings import Settings

LOW_DISK = 2 << 30  # bytes


class NotFresh(FengxiangError):
    """Something that people rely on has fallen behind."""


def check(settings: Settings, as_of: datetime) -> list[str]:
    """A line for each thing that is as it should be. NotFresh with a line for each that is not."""
    good: list[str] = []
    bad: list[str] = []
    for is_good, line in (*_crawls(settings, as_of), *_published(settings, as_of), *_disk(settings.home)):
        (good if is_good else bad).append(line)
    if bad:
        raise NotFresh("\n".join(bad))
    return good


def _crawls(settings: Settings, as_of: datetime) -> Iterator[tuple[bool, str]]:
    patience = timedelta(hours=settings.warehouse.stale_hours)
    for platform in sorted(asked(settings)):
        records = sorted((place.landing(settings.home) / "runs" / platform).glob("*.jsonl"), key=_instant_in)
        runs = read_runs(records[-1]) if records else []
        if not runs:
            yield False, f"{platform} was never crawled; is the DAG listening on, or `fengxiang crawl` in a timetable?"
        elif as_of - runs[0].as_of > patience:
            yield (
                False,
                f"{platform}: the last crawl is of {runs[0].as_of:%Y-%m-%d %H:%M} UTC; is the scheduler running?",
            )
        elif all(run.outcome in UNSEEN for run in runs):
            why = "; ".join(dict.fromkeys(f"{run.outcome}: {run.detail}" for run in runs))
            yield False, f"{platform}: the last crawl saw nothing ({why[:300]}); `fengxiang doctor` tells the way out"
        else:
            yield True, f"{platform}: crawled as of {runs[0].as_of:%Y-%m-%d %H:%M} UTC"


def _instant_in(record: Path) -> str:
    return record.stem.rpartition("-")[2]


def _published(settings: Settings, as_of: datetime) -> Iterator[tuple[bool, str]]:
    file = place.published(settings.home)
    if not file.exists():
        yield False, "no warehouse was published yet; run the DAG listening, or `fengxiang run`"
        return
    hours = max((as_of - datetime.fromtimestamp(file.stat().st_mtime, UTC)).total_seconds() / 3600, 0)
    # without feeds posts come when somebody imports them, and nothing is late
    yield (
        hours <= settings.warehouse.stale_hours or not asked(settings),
        f"the warehouse was published {hours:.0f} h ago",
    )
    import duckdb

    with duckdb.connect(str(file), read_only=True) as connection:
        last = connection.execute("SELECT max(dt) FROM post").fetchall()[0][0]
    line = f"the newest post in the warehouse is of {last}" if last else "the warehouse holds no post"
    behind = (day_of(as_of) - last).days if last else settings.quality.stale_days + 1
    yield behind <= settings.quality.stale_days or not asked(settings), line


def _disk(home: Path) -> Iterator[tuple[bool, str]]:
    free = shutil.disk_usage(home).free
    line = f"{free / 2**30:.1f} GiB are free on the disk of {home}"
    yield free >= LOW_DISK, line if free >= LOW_DISK else f"{line}: make room, or the next run stops half way"
