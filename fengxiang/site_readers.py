"""Connections of the web pages to the published warehouse: one a request, and all of them to its newest version.

DuckDB keeps a version as long as one connection of the process to that path is open, so pages that overlap for ever
would never see a new one. A request that finds a newer file waits until those before it are done; each of them has
only so many seconds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Condition

from reports.bounded import Bounded, TooSlow
from reports.published import Published

AT_ONCE = 4  # questions; more wait for their turn, within their own seconds


class Readers:
    """Opens the warehouse at `path` for one request after the other; safe to use from many threads."""

    def __init__(self, path: Path, seconds: float) -> None:
        self.path, self.seconds = path, seconds
        self._changed = Condition()
        self._open = 0
        self._version: tuple[int, int, int] | None = None

    @contextmanager
    def opened(self) -> Iterator[Published]:
        """The newest version, read-only, for `seconds`. ReportError if there is none, TooSlow if no turn came."""
        self._enter()
        try:
            with Bounded(self.path, self.seconds) as published:
                yield published
        finally:
            with self._changed:
                self._open -= 1
                self._changed.notify_all()

    def _enter(self) -> None:
        with self._changed:
            if not self._changed.wait_for(self._may_enter, self.seconds):
                raise TooSlow("no turn came")
            self._version = self._stamp()
            self._open += 1

    def _may_enter(self) -> bool:
        return self._open == 0 or (self._open < AT_ONCE and self._version == self._stamp())

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            told = self.path.stat()
        except FileNotFoundError:
            return None
        return told.st_ino, told.st_mtime_ns, told.st_size
