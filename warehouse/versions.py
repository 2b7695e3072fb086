"""The published versions as files: `warehouse/versions/<name>.duckdb`, and `warehouse.duckdb`, a link to one of them.

A version gets its name only when it is whole and checked, and is never written to under it. The oldest, which has to
go when a new one comes, is taken out of sight and brought up to date instead of copying everything; but not if
somebody still has it open: he keeps what he opened, and a copy of the newest one is brought up to date.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from contract.errors import WarehouseError
from contract.files import whole_file
from warehouse.database import PUBLISHED

FOLDER = PUBLISHED.with_name("versions")
KEEP = 2  # versions kept before the current one
_WORKING = FOLDER / ".working.duckdb"
_COPYING = _WORKING.with_name(f".{_WORKING.name}.part")  # what a kill leaves of a copy (contract.files)
_NAME = re.compile(r"(\d{6,})(-\d{4}-\d{2}-\d{2})?")
_BEFORE = PUBLISHED.with_suffix(".duckdb.before")  # what earlier releases kept


def kept(home: Path) -> list[Path]:
    """Files of all versions, newest first."""
    named = [path for path in (home / FOLDER).glob("*.duckdb") if _NAME.fullmatch(path.stem)]
    return sorted(named, key=lambda path: int(path.stem.partition("-")[0]), reverse=True)


def current(home: Path) -> Path | None:
    """The version that readers get; None if the published file is none of them."""
    shown = home / PUBLISHED
    return next((path for path in kept(home) if shown.exists() and _same(path, shown)), None)


def _same(path: Path, shown: Path) -> bool:
    """Whether it is that file, or (where hard links are refused) the copy of it that `show` made."""
    a, b = path.stat(), shown.stat()
    linked = (a.st_dev, a.st_ino) == (b.st_dev, b.st_ino)
    return linked or (b.st_nlink == 1 and (a.st_size, a.st_mtime_ns) == (b.st_size, b.st_mtime_ns))


def named(home: Path, name: str) -> Path:
    """A kept version by its name; WarehouseError names those there are."""
    known = {path.stem: path for path in kept(home)}
    if name not in known:
        told = ", ".join(known) or "none yet"
        raise WarehouseError(f"there is no version {name!r}; kept are: {told} (`fengxiang versions`)")
    return known[name]


def new_name(home: Path, through: object) -> str:
    """A name after all others; it tells up to which day findings reach."""
    newest = next((path.stem for path in kept(home)), "0")
    number = int(newest.partition("-")[0]) + 1
    return f"{number:06d}-{through}" if through else f"{number:06d}"


def working_file(home: Path, keep: int, *, empty: bool, like: Path | None = None) -> Path:
    """The file to make the next version in: what a kill left, else the version that has to go, else a new one.

    A new one is a copy of the version `like`, if that is given: a file's bytes are copied ten times as fast as its
    rows. `empty`: a new one without rows, in any case.
    """
    working = home / _WORKING
    working.parent.mkdir(parents=True, exist_ok=True)
    (home / _COPYING).unlink(missing_ok=True)
    if empty or _held(working):
        _remove(working)
    elif not working.exists():
        free = [path for path in _surplus(home, keep) if not _held(path)]
        if free:
            free[-1].rename(working)
        elif like is not None:
            # whole or not at all: of a file that was cut off, DuckDB may read some tables as if nothing was missing
            with whole_file(working) as part:
                shutil.copyfile(like, part)
    return working


def _surplus(home: Path, keep: int) -> list[Path]:
    """Versions that have to go when another one comes, newest first."""
    shown = current(home)
    return [path for path in kept(home) if path != shown][max(keep - (shown is not None), 0) :]


def place(home: Path, name: str, keep: int) -> Path:
    """Give the working file a name, let readers have it, and let go of versions beyond those kept."""
    working, version = home / _WORKING, home / FOLDER / f"{name}.duckdb"
    if _wal(working).exists():
        raise WarehouseError(f"{_wal(working)} was left behind: nothing was published; run `fengxiang publish` again")
    going = _surplus(home, keep)
    _flush(working)
    working.rename(version)
    _flush(version.parent)
    show(home, version)
    for path in going:
        path.unlink(missing_ok=True)
    return version


def beyond(home: Path, keep: int) -> list[Path]:
    """Kept versions beyond `keep` before the current one, newest first: what a smaller `keep` lets go of."""
    shown = current(home)
    return [path for path in kept(home) if path != shown][keep:]


def show(home: Path, version: Path) -> None:
    """Let the published file be this version, in one step: whoever opens it gets the old or the new one, whole."""
    shown = home / PUBLISHED
    beside = shown.with_name(f".{shown.name}.part")
    beside.unlink(missing_ok=True)
    try:
        os.link(version, beside)
    except OSError:  # a file system without hard links
        shutil.copy2(version, beside)
        _flush(beside)
    beside.replace(shown)
    beside.unlink(missing_ok=True)  # renaming a link onto another link to the same file does nothing
    _flush(shown.parent)
    (home / _BEFORE).unlink(missing_ok=True)


def only(home: Path, version: Path) -> None:
    """Remove every other version, and what a kill left: what was erased must not live on in them."""
    for path in kept(home):
        if path != version:
            path.unlink()
    _remove(home / _WORKING)
    (home / _COPYING).unlink(missing_ok=True)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _wal(path).unlink(missing_ok=True)


def _wal(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")


def _flush(path: Path) -> None:
    """To the disk: a file's bytes, or a folder's names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _held(path: Path) -> bool:
    """Whether a process has the file open, this one included.

    DuckDB's own lock would not tell of this process, nor of one that lost its lock by closing another handle of the
    file: such are the rules of POSIX locks. Where there is no /proc, only this process is looked at.
    """
    if not path.exists():
        return False
    told = path.stat()
    for handle in _open_files():
        with suppress(OSError):
            if ".duckdb" in os.readlink(handle) and os.path.samestat(told, os.stat(handle)):  # noqa: PTH115, PTH116
                return True
    return False


def _open_files() -> Iterator[str]:
    processes = [f"/proc/{name}/fd" for name in os.listdir("/proc") if name.isdigit()] if os.path.isdir("/proc") else []  # noqa: PTH112, PTH208
    for folder in processes or ["/dev/fd"]:
        with suppress(OSError):
            yield from [f"{folder}/{name}" for name in os.listdir(folder)]  # noqa: PTH208
