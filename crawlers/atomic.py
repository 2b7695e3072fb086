"""Files of lines, whole or not there."""

import gzip
from collections.abc import Iterable
from pathlib import Path

from contract.files import whole_file


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write text lines; gzip if the name ends in .gz. The same lines give the same bytes."""
    with whole_file(path) as part, part.open("wb") as raw:
        if path.suffix != ".gz":
            raw.writelines(line.encode() + b"\n" for line in lines)
            return
        # no time and no name in the header: they would make equal runs differ
        with gzip.GzipFile(filename="", mode="wb", compresslevel=3, fileobj=raw, mtime=0) as packed:
            for line in lines:
                packed.write(line.encode() + b"\n")
