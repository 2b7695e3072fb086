"""Opening plain and gzip files alike, and telling which share of a file has been read."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from contract.errors import ImportFileError


@dataclass(frozen=True, slots=True)
class Opened:
    """An open file: its bytes (unpacked), and the file on the disk behind them."""

    file: IO[bytes]
    raw: IO[bytes]
    size: int

    def share(self) -> float | None:
        """Of the file on the disk that has been read so far, 0 to 1."""
        return min(1.0, self.raw.tell() / self.size) if self.size else None


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """The file at `path`, unpacked if its name ends in .gz; ImportFileError if it is not whole gzip."""
    with path.open("rb") as raw:
        file: Any = gzip.GzipFile(fileobj=raw) if path.suffix.lower() == ".gz" else raw
        try:
            yield Opened(file, raw, path.stat().st_size)
        except (EOFError, zlib.error, OSError) as error:
            if file is raw:
                raise
            raise ImportFileError(f"{path.name} is not whole gzip: {error}; copy it again or unpack it first") from None
