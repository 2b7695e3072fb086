"""Who crawls a run: a lock beside its journal, which goes with the process however it ends.

Parts of one platform's crawl may run in several processes, and a task that is tried again may meet the attempt before
it. A journal that somebody holds is neither taken up nor ended by another.
"""

import fcntl
import os
import weakref
from pathlib import Path

from contract.errors import FeedError


class RunIsHeld(FeedError):
    """Another process is at work on the run."""


class Hold:
    """The lock of one run, held from here until `release` or the process's end. RunIsHeld if another process has it."""

    def __init__(self, journal: Path) -> None:
        self._path = journal.with_suffix(".lock")
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        self._let_go = weakref.finalize(self, os.close, handle)  # also where a journal is dropped without being closed
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._let_go()
            raise RunIsHeld(
                f"another process is crawling {journal.stem}; wait until it has ended, the same command then goes on"
            ) from None

    def release(self, *, forget: bool = False) -> None:
        """Let others have it; with `forget` its file goes too."""
        if forget:
            self._path.unlink(missing_ok=True)
        self._let_go()
