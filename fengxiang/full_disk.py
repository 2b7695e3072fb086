"""A full disk, said in one sentence wherever it strikes: Python, Arrow and DuckDB each tell of it in their own way.

Files are written beside and renamed, tables change in transactions: what was being written is gone, nothing else is.
"""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contract.errors import DiskIsFull

_NUMBERS = (errno.ENOSPC, errno.EDQUOT)
_WORDS = ("No space left on device", "Disk quota exceeded")


@contextmanager
def told(home: Path) -> Iterator[None]:
    """DiskIsFull instead of what was raised, if that is what it says."""
    try:
        yield
    except DiskIsFull:
        raise
    except Exception as fault:
        if not _is_full(fault):
            raise
        raise DiskIsFull(
            f"the disk of {home} is full ({_free(home)} left; {str(fault).splitlines()[0][:300]}). Make room, or set "
            "[retention]; then do the same again: it goes on where it stopped, nothing is lost"
        ) from fault


def _is_full(fault: BaseException | None) -> bool:
    while fault is not None:
        if getattr(fault, "errno", None) in _NUMBERS or any(words in str(fault) for words in _WORDS):
            return True
        fault = fault.__cause__
    return False


def _free(home: Path) -> str:
    return f"{shutil.disk_usage(home).free / 2**20:,.0f} MiB" if home.exists() else "nothing"
