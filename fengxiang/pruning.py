"""`fengxiang prune`: lets go of what is older than `[retention]` allows, each kind of data by its own days.

Killed anywhere and run again, it finishes: what is to go is written down first (`privacy/pruning.json`, names of files
only), and struck out when all is done and the record has its line. Posts come last: they go from the lake, then from
the tables, then from the bytes of the working file and of every published version.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from contract.clock import day_of, start_of
from contract.errors import FengxiangError
from contract.files import append_line, whole_file
from contract.needles import Needles
from contract.progress import OnProgress, Progress
from fengxiang import rebuilding, stages
from fengxiang.settings import Settings
from reports import site_names

OPEN = Path("privacy") / "pruning.json"
RECORD = Path("privacy") / "prunings.jsonl"
POSTS = "posts"


@dataclass(frozen=True, slots=True)
class Due:
    """A file that is older than its kind is kept; `path` is below home, `day` the Asia/Shanghai day it counts by."""

    kind: str
    path: str
    size: int
    day: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What goes of one kind of data."""

    files: int
    bytes: int
    oldest: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What went, or would go: by kind."""

    kinds: dict[str, Kind] = field(default_factory=dict)


def look(settings: Settings, as_of: datetime) -> list[Due]:
    """All files that are due as of an instant. Changes nothing."""
    return sorted(_found(settings.home, _first_days(settings, as_of)), key=lambda due: (due.kind, due.path))


def told(due: list[Due]) -> Outcome:
    """Files, bytes and the oldest day, by kind."""
    files, sizes = Counter(d.kind for d in due), Counter[str]()
    for d in due:
        sizes[d.kind] += d.size
    return Outcome({
        kind: Kind(files[kind], sizes[kind], min(d.day for d in due if d.kind == kind)) for kind in sorted(files)
    })  # fmt: skip


def carry_out(settings: Settings, as_of: datetime, on_progress: OnProgress) -> Outcome:
    """Let go of what is due, and of what a prune that was killed had begun; says what went."""
    home = settings.home
    begun = _begun(home)
    due = list({d.path: d for d in [*look(settings, as_of), *begun]}.values())
    if not due:
        return Outcome()
    _write(home / OPEN, [asdict(d) for d in due])
    for done, d in enumerate(due, 1):
        if d.kind != POSTS:
            (home / d.path).unlink(missing_ok=True)
            on_progress(Progress(done, len(due), "files", d.kind))
    _mend_archive(home, due)
    if any(d.kind == POSTS for d in due):
        _let_go_of_posts(settings, _first_days(settings, as_of).get(POSTS, date.min), on_progress)
    outcome = told(due)
    _note(settings, as_of, outcome)
    (home / OPEN).unlink()
    return outcome


def _mend_archive(home: Path, due: list[Due]) -> None:
    """Let no page of the archive lead to one that has gone."""
    if any(d.kind == "reports" for d in due):
        from reports.archive import mend

        mend(home / "reports" / site_names.FOLDER)


def _first_days(settings: Settings, as_of: datetime) -> dict[str, date]:
    """The first day that is kept, of each kind that is not kept for ever."""
    today = day_of(as_of)
    return {kind: today - timedelta(days=days) for kind, days in settings.retention.kinds.items()}


def _found(home: Path, first_days: dict[str, date]) -> Iterator[Due]:
    from warehouse import landed_age, retention

    aged: dict[str, Callable[[], Iterator[tuple[Path, date]]]] = {
        "landing": lambda: landed_age.taken_in(home),
        "rejected": lambda: _written(home / "landing" / "rejected", "*.jsonl.gz"),
        "logs": lambda: _written(home / "landing" / "logs", "*.log"),
        "outbox": lambda: _written(home / "outbox", "*.eml"),
        "reports": lambda: _reports(home / "reports"),
    }
    for kind, files in aged.items():
        for path, day in files() if kind in first_days else ():
            if day < first_days[kind]:
                yield Due(kind, path.relative_to(home).as_posix(), path.stat().st_size, f"{day}")
    if POSTS in first_days:
        for (_, day), entries in retention.days_before(home, first_days[POSTS]).items():
            yield from (Due(POSTS, f"lake/{entry.name}", entry.size, f"{day}") for entry in entries)


def _written(folder: Path, pattern: str) -> Iterator[tuple[Path, date]]:
    from warehouse.landed_age import written_on

    yield from ((path, written_on(path)) for path in sorted(folder.rglob(pattern)))


def _reports(folder: Path) -> Iterator[tuple[Path, date]]:
    """Files of reports, by the last day of their week; what lies elsewhere there by when it was written.

    What the archive needs at any age stays: its index, style sheet and script.
    """
    kept = (site_names.INDEX, site_names.STYLE, site_names.SCRIPT)
    for path, day in _written(folder, "*"):
        if path.is_file() and path.name not in kept:
            weeks = [week for part in path.relative_to(folder).parts if (week := site_names.week_of(part))]
            yield path, weeks[0].window.last if weeks else day


def _let_go_of_posts(settings: Settings, before: date, on_progress: OnProgress) -> None:
    from warehouse import retention
    from warehouse.database import BUILD
    from warehouse.database_erasure import erase_database
    from warehouse.detect import judged_through

    built = settings.home / BUILD
    if built.exists():  # counts are set aside as they are, so they must be those of all posts
        stages.enrich(settings, on_progress)
        stages.build(settings, on_progress)
        through = judged_through(settings.home)
        if through is not None:
            stages.detect(settings, start_of(through + timedelta(days=1)), on_progress)
    retention.let_go(settings.home, before)
    rebuilding.bring_up(settings, on_progress)
    if built.exists():
        erase_database(built, Needles(), True)  # into a fresh file: the bytes of deleted rows stay in the old one


def _begun(home: Path) -> list[Due]:
    path = home / OPEN
    try:
        return [Due(**d) for d in json.loads(path.read_text("utf-8"))] if path.exists() else []
    except (ValueError, TypeError):
        raise FengxiangError(f"{path} cannot be read: remove it and run `fengxiang prune` again") from None


def _note(settings: Settings, as_of: datetime, outcome: Outcome) -> None:
    line = {"as_of": f"{as_of:%Y-%m-%dT%H:%M:%SZ}", "retention": settings.retention.kinds, **asdict(outcome)}
    append_line(settings.home / RECORD, json.dumps(line))


def _write(path: Path, due: list[dict[str, object]]) -> None:
    with whole_file(path, private=True) as beside:
        beside.write_text(json.dumps(due), "utf-8")
