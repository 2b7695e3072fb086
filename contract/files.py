"""Files that are whole or not there: written beside, flushed to the disk, renamed; and records that only grow."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PRIVATE = 0o700  # a folder that only its owner may enter


@contextmanager
def whole_file(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Write the yielded path; on a clean exit it is flushed to disk and renamed to `path`, else it is removed.

    A home has one writer, so the name beside is always the same: what a kill leaves, the run after it overwrites.
    With `private` a folder that has to be made is its owner's alone.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE if private else 0o777)
    beside = path.with_name(f".{path.name}.part")
    try:
        yield beside
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def append_line(path: Path, line: str) -> None:
    """Add a line to a record that is its owner's alone; it is on the disk before this returns."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
