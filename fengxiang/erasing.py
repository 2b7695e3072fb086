"""`fengxiang erase`: takes an author or a post out of everything under home, and proves it.

Killed anywhere and run again, it finishes. First the salted hashes of all that goes are put on the list of what is
never taken in again, then the request is written down (hashed, too), then it is carried out: at first in what was made
of posts and cannot be asked for ids (pages, mails, logs), last in the files that hold the posts themselves. So whatever
is left when it is killed still says what is to be looked for.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from contract.errors import ErasureError, FengxiangError
from contract.files import append_line, whole_file
from contract.needles import Needles
from contract.progress import OnProgress, Progress
from contract.suppression import Suppression
from contract.suppression import add as suppress
from crawlers.erasure import erase_journal, erase_lines
from fengxiang import alert_actions, rebuilding
from fengxiang.home import salt_of
from fengxiang.home_files import HomeFile, home_files, leavings
from fengxiang.settings import Settings
from fengxiang.unreadable import erase_export, erase_form, erase_unreadable
from fengxiang.wanted import Wanted, needles_of, resolved
from reports.erasure import erase_mail, erase_page, erase_text
from warehouse.database_erasure import erase_database
from warehouse.erasure import erase_parquet, parquet_files_with
from warehouse.lake_erasure import erase_lake

OPEN = Path("privacy") / "open.json"
RECORD = Path("privacy") / "erasures.jsonl"
Handler = Callable[[Path, Needles, bool], int]
FORMS = (".json", ".xlsx", ".pdf")  # of a report, beside its page

# In this order: what cannot be asked for ids first, databases last, since building writes into them.
HANDLERS: dict[str, Handler] = {
    "page": erase_page,
    "mail": erase_mail,
    "text": erase_text,
    "packed": erase_unreadable,
    "archive": erase_unreadable,
    "binary": erase_unreadable,
    "settings": erase_unreadable,  # a person's own: an account must be taken out of it by hand
    "lines": erase_lines,
    "sqlite": erase_journal,
    "parquet": erase_parquet,
    "duckdb": erase_database,
}


@dataclass(slots=True)
class Request:
    """An erasure that is under way, as it is written down: nobody can be read from it."""

    at: str
    kinds: list[str]
    subjects: list[str]  # hashes of those named
    hashes: list[str]  # of all that goes with them
    reason: str
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """What an erasure found or did: rows and files a place, and what it could not reach."""

    counts: dict[str, int]
    left: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  # what else a person must know


def look(settings: Settings, wanted: Wanted, on_progress: OnProgress) -> tuple[Needles, dict[str, int]]:
    """What is theirs, and how much of it stands where. Changes nothing."""
    _refuse_bucket(settings)
    files = home_files(settings.home)
    needles = needles_of(files, wanted)
    counts: Counter[str] = Counter()
    for file, count in _go_through(files, needles, False, on_progress):
        counts[file.place] += count
    return needles, dict(counts)


def _refuse_bucket(settings: Settings) -> None:
    """Erasing here what stays in a bucket would be a promise that does not hold."""
    if settings.storage.url:
        raise ErasureError(
            "nothing was erased: the lake lies in a bucket ([storage] url), and erasing reaches files of this machine "
            "only; bring it home, erase, and upload it again (docs/storage.md)"
        )


def begun(home: Path) -> Request | None:
    """The erasure that was begun and not finished, if there is one."""
    path = home / OPEN
    try:
        return Request(**json.loads(path.read_text("utf-8"))) if path.exists() else None
    except (ValueError, TypeError):
        raise ErasureError(f"{path} cannot be read: remove it and begin the erasure again") from None


def begin(settings: Settings, wanted: Wanted, needles: Needles, at: datetime, reason: str) -> Request:
    """Put those to be erased on the list, then write the request down. From here on it is finished, or taken up."""
    salt = salt_of(settings)
    suppression = Suppression(salt)
    hashes = sorted([*map(suppression.post, needles.posts), *map(suppression.author, needles.authors)])
    suppress(settings.home, salt, hashes)
    kinds = [*["author"] * len(wanted.authors), *["post"] * len(wanted.posts)]
    request = Request(f"{at:%Y-%m-%dT%H:%M:%SZ}", kinds, wanted.hashes(suppression), hashes, reason)
    _write(settings.home / OPEN, request)
    return request


def take_up(settings: Settings, request: Request) -> Needles:
    """What is left of an erasure that was broken off, found by the hashes."""
    files = home_files(settings.home)
    wanted = resolved(files, Suppression(salt_of(settings), frozenset(request.hashes)))
    return needles_of(files, wanted)


def carry_out(settings: Settings, request: Request, needles: Needles, on_progress: OnProgress) -> Outcome:
    """Erase, make the warehouse anew, look again, and close the request. ErasureError never leaves it half-told."""
    _refuse_bucket(settings)
    home = settings.home
    for path in leavings(home):
        path.unlink(missing_ok=True)
    counts = Counter(request.counts)
    told: list[str] = []
    for place, count in _everything(settings, needles, on_progress, told):
        if count:
            counts[place] += count
            request.counts = dict(counts)
            _write(home / OPEN, request)
    left = sorted(set(_left(home, needles, on_progress)))
    return Outcome({place: n for place, n in counts.items() if n}, left, told)


def close(settings: Settings, request: Request, outcome: Outcome, seconds: float) -> None:
    """Write the erasure into the record, and end the request."""
    line = {k: v for k, v in asdict(request).items() if k != "hashes"} | {"hashes": len(request.hashes)}
    line |= {"counts": outcome.counts, "left": len(outcome.left), "seconds": round(seconds, 1)}
    append_line(settings.home / RECORD, json.dumps(line, ensure_ascii=False))
    (settings.home / OPEN).unlink(missing_ok=True)


def _everything(
    settings: Settings, needles: Needles, on_progress: OnProgress, told: list[str]
) -> Iterator[tuple[str, int]]:
    home, lake = settings.home, ("lake", "lake posts", "lake readings")

    def in_turn(wanted: Callable[[HomeFile], bool]) -> Iterator[tuple[str, int]]:
        files = [file for file in home_files(home) if wanted(file)]
        yield from ((file.place, count) for file, count in _go_through(files, needles, True, on_progress))

    yield from in_turn(lambda f: f.kind != "duckdb" and f.place not in lake)
    yield from erase_lake(home, needles)
    yield from in_turn(lambda f: f.kind != "duckdb" and f.place in lake)
    try:
        rebuilding.bring_up(settings, on_progress)
    except FengxiangError as fault:  # what is erased must go all the same
        told.append(f"the warehouse could not be made again ({fault}); mend that, then run `fengxiang rebuild`")
    yield from in_turn(lambda f: f.kind == "duckdb")


def _go_through(
    files: Sequence[HomeFile], needles: Needles, carry_out: bool, on_progress: OnProgress
) -> Iterator[tuple[HomeFile, int]]:
    """Each file that may tell of it, and how much of it goes."""
    order = list(HANDLERS)
    tables = {f.path for f in files if f.kind == "parquet" and f.place.startswith("lake")}
    hit = set(parquet_files_with(sorted(tables), needles))
    for done, file in enumerate(sorted(files, key=lambda f: (order.index(f.kind), f.path)), 1):
        if file.path not in tables or file.path in hit:
            yield file, _one(file, needles, carry_out)
        on_progress(Progress(done, len(files), "files", file.place))


def _one(file: HomeFile, needles: Needles, carry_out: bool) -> int:
    handler = _handler(file)
    before = file.path.stat().st_ino
    count = handler(file.path, needles, carry_out)
    if carry_out and file.twins and (not file.path.exists() or file.path.stat().st_ino != before):
        _rename_twins(file)
    return count


def _handler(file: HomeFile) -> Handler:
    if file.place == "exports" and file.kind not in ("parquet", "duckdb"):
        return erase_export
    if file.place == "reports" and file.path.suffix in FORMS:
        return erase_form
    return alert_actions.erase if file.place == "alerts" and file.kind == "lines" else HANDLERS[file.kind]


def _rename_twins(file: HomeFile) -> None:
    """Let the other names of a file that was written anew be names of the new one."""
    for twin in file.twins:
        if not file.path.exists():
            twin.unlink(missing_ok=True)
            continue
        beside = twin.with_name(f".{twin.name}.part")
        beside.unlink(missing_ok=True)
        os.link(file.path, beside)
        beside.replace(twin)


def _left(home: Path, needles: Needles, on_progress: OnProgress) -> Iterator[str]:
    """Where something of it still stands: all files are gone through once more, and their bytes looked at."""
    from fengxiang.byte_search import found_under

    yield from (str(f.path) for f, count in _go_through(home_files(home), needles, False, on_progress) if count)
    ids = sorted(needles.authors | {post for post in needles.posts if len(post) > 12}, key=len, reverse=True)
    yield from (str(path) for path in found_under(home, ids[:_PROVED]))


_PROVED = 200  # ids whose bytes are looked for; of more, the longest


def _write(path: Path, request: Request) -> None:
    with whole_file(path, private=True) as beside:
        beside.write_text(json.dumps(asdict(request)), "utf-8")


__all__ = ["Outcome", "Request", "begin", "begun", "carry_out", "close", "look", "take_up"]
