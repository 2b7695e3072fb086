"""Files that are either whole or not there: written beside, flushed to the disk, renamed."""

import gzip
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A path to write to; when the block ends well, the file there takes the place of `path`.

    The name beside is always the same, so a killed run leaves at most one file, which the next one overwrites.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        yield part
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write text lines; gzip if the name ends in .gz. The same lines give the same bytes."""
    with beside(path) as part, part.open("wb") as raw:
        if path.suffix != ".gz":
            raw.writelines(line.encode() + b"\n" for line in lines)
            return
        # no time and no name in the header: they would make equal runs differ
        with gzip.GzipFile(filename="", mode="wb", compresslevel=3, fileobj=raw, mtime=0) as packed:
            for line in lines:
                packed.write(line.encode() + b"\n")
