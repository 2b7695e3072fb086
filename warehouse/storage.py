"""Where files are kept: a small interface that a local folder and a bucket (storage_s3.py) both have.

Names are paths below the root, with slashes. A file is there whole or not at all, whoever is killed when; whoever
reads gets a path of this machine.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from contract.files import whole_file


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One file: name below the root, bytes, and when it was changed (nanoseconds, as the storage tells it)."""

    name: str
    size: int
    modified: int


class Storage(Protocol):
    """A place for files."""

    @property
    def notes(self) -> Path:
        """A folder of this machine for what is known about the files; it may be lost at any time."""

    def entries(self, below: str) -> list[Entry]:
        """All files below a folder, by name; none if there is no such folder. Names that begin with a dot are not."""

    def fetch(self, wanted: Sequence[Entry]) -> list[Path]:
        """Where these files can be read on this machine."""

    def put(self, name: str) -> AbstractContextManager[Path]:
        """Write the yielded path; on a clean exit it is the file of that name, whole, else nothing has changed."""

    def delete(self, names: Iterable[str]) -> None:
        """Remove files, copies on this machine included. One that is gone already is no fault."""


@dataclass(frozen=True, slots=True)
class Local:
    """A folder of this machine."""

    root: Path

    @property
    def notes(self) -> Path:
        """The folder itself."""
        return self.root

    def entries(self, below: str) -> list[Entry]:
        """All files below a folder."""
        return sorted(walk(self.root, below))

    def fetch(self, wanted: Sequence[Entry]) -> list[Path]:
        """The files themselves."""
        return [self.root / entry.name for entry in wanted]

    def put(self, name: str) -> AbstractContextManager[Path]:
        """Write beside, then rename."""
        return whole_file(self.root / name)

    def delete(self, names: Iterable[str]) -> None:
        """Remove files."""
        for name in names:
            (self.root / name).unlink(missing_ok=True)


def walk(root: Path, below: str) -> Iterator[Entry]:
    """Files below a folder of this machine. Scanned by hand: a lake has tens of thousands, and Path.rglob is slow."""
    try:
        with os.scandir(root / below) as found:
            here = [entry for entry in found if not entry.name.startswith(".")]
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in here:
        name = f"{below}/{entry.name}" if below else entry.name
        if entry.is_dir():
            yield from walk(root, name)
        else:
            told = entry.stat()
            yield Entry(name, told.st_size, told.st_mtime_ns)
